"""Make docs/images/figure.jpg by its page's own command: `python -m tools.figure_picture`."""

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.blender import start_extension
from tools.paths import ROOT

start_extension()

from blendshape_face import cli  # noqa: E402

from tools.sheets import IMAGES, read_pixels, save_jpeg  # noqa: E402

PAGE = ROOT / "docs" / "figures.md"
COMMAND = "blender --command blendshape_face figure take.csv"
SAMPLE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"


def main() -> None:
    """As a picture of pixels, which the page can show."""
    text = PAGE.read_text(encoding="utf-8")
    rest = text.partition(COMMAND)[2].partition("\n\n")[0].replace("\\\n", " ")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figure.png"
        words = shlex.split(rest.replace("figure.svg", str(path)))
        if cli.main(["figure", str(SAMPLE), *words]):
            raise SystemExit("the figure could not be made")
        save_jpeg(read_pixels(path), IMAGES / "figure.jpg")


if __name__ == "__main__":
    main()
