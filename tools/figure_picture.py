"""Make the figures of the docs by their pages' own commands: `python -m tools.figure_picture`."""

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.blender import start_extension
from tools.paths import ROOT

start_extension()

from blendshape_face import cli  # noqa: E402

from tools.sheets import IMAGES, read_pixels, save_jpeg  # noqa: E402

COMMAND = "blender --command blendshape_face figure take.csv"
SAMPLE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
FIGURES = (
    ("figure.jpg", "figures.md", 0),
    ("first_ten_minutes/7_figure.jpg", "getting-started.md", 800),
)
"""Picture, page of its command, and pixels across if not the figure's own."""


def main() -> None:
    """As pictures of pixels, which the pages can show."""
    for name, page, across in FIGURES:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        rest = text.partition(COMMAND)[2].partition("\n\n")[0].replace("\\\n", " ")
        with TemporaryDirectory() as folder:
            path = Path(folder) / "figure.png"
            words = shlex.split(rest.replace("figure.svg", str(path)))
            if cli.main(["figure", str(SAMPLE), *words]):
                raise SystemExit("the figure could not be made")
            save_jpeg(read_pixels(path), IMAGES / name, across)


if __name__ == "__main__":
    main()
