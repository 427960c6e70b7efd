"""A film of a video's face in one command: `uv run --group tracking film.py clip.mp4`.

It tracks the video, keys a face with it and renders it beside the video, with its sound. All of it
is left in out/clip: the recording, the scene, the face's film and the film of both.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from blendshape_face.data.durations import duration_text
from blendshape_face.data.errors import FaceError

from tools.packages import require
from tools.paths import ROOT

_INSTALLING = "uv run --group tracking film.py"
_ENGINES = ("cycles", "eevee")
_SIZE = "480"


def main() -> int:
    """The exit code: 0 where the film is there."""
    options = _parse()
    require("mediapipe", "av", command=_INSTALLING)
    began = time.monotonic()
    folder = options.output / options.clip.stem
    try:
        clip = _copy(options.clip, folder)
        recording = clip.with_suffix(".csv")
        _track(clip, recording, options)
        tracked = time.monotonic()
        face = folder / f"{clip.stem}.face.mp4"
        _render(recording, face, options)
        rendered = time.monotonic()
        # Here, as it takes the packages of the tracker.
        from tracking.side_by_side import join

        film = folder / f"{clip.stem}.film.mp4"
        join(clip, face, film, options.start, options.mirror)
    except FaceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        # It has said why.
        return error.returncode
    times = (
        ("tracked", tracked - began),
        ("rendered", rendered - tracked),
        ("joined", time.monotonic() - rendered),
    )
    print(", ".join(f"{what} in {duration_text(seconds)}" for what, seconds in times))
    print(f"Watch {film}")
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=_INSTALLING, description=__doc__)
    parser.add_argument("clip", type=Path, metavar="VIDEO")
    parser.add_argument("--output", type=Path, default=ROOT / "out", metavar="FOLDER")
    parser.add_argument("--start", type=float, default=0.0, metavar="S", help="from this second")
    parser.add_argument("--seconds", type=float, metavar="S", help="length of the film (all)")
    parser.add_argument("--mirror", action="store_true", help="the video is as in a mirror")
    parser.add_argument("--engine", choices=_ENGINES, default=_ENGINES[0])
    parser.add_argument("--size", default=_SIZE, help="pixels of the face (%(default)s)")
    options = parser.parse_args()
    # The steps run in other folders.
    options.clip = options.clip.absolute()
    options.output = options.output.absolute()
    return options


def _copy(clip: Path, folder: Path) -> Path:
    """The video beside all that is made of it: scenes find its sound there. Raises FaceError."""
    if not clip.is_file():
        raise FaceError(f"{clip}: there is no such file; is its name right?")
    copy = folder / clip.name
    folder.mkdir(parents=True, exist_ok=True)
    if not (copy.exists() and copy.samefile(clip)):
        shutil.copyfile(clip, copy)
    return copy


def _track(clip: Path, recording: Path, options: argparse.Namespace) -> None:
    """In a process of its own, as are the other steps: their libraries need not agree."""
    line = [sys.executable, "-m", "tracking", str(clip), "--output", str(recording)]
    if options.seconds:
        # From the start on, though: sound and recording begin together.
        line += ["--end", str(options.start + options.seconds)]
    if options.mirror:
        line.append("--mirror")
    subprocess.run(line, cwd=ROOT, check=True)


def _render(recording: Path, film: Path, options: argparse.Namespace) -> None:
    line = [sys.executable, "-P", str(ROOT / "studio" / "run_command.py"), "--", "bake"]
    line += [str(recording), "--output", str(recording.with_suffix(".blend"))]
    line += ["--render", str(film), "--turn-head", "--start", str(options.start)]
    line += ["--engine", options.engine, "--size", options.size]
    if options.seconds:
        line += ["--seconds", str(options.seconds)]
    subprocess.run(line, check=True)


if __name__ == "__main__":
    sys.exit(main())
