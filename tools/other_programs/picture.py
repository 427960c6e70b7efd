"""An expression in Blender and in three.js side by side, for the docs."""

import os
import sys
from pathlib import Path

from tools.blender import require_bpy

require_bpy()

from tools.sheets import IMAGES, read_pixels, save_sheet  # noqa: E402


def main(folder: Path) -> None:
    """Write other_programs.jpg of blender.png and face.png."""
    pictures = [read_pixels(folder / name) for name in ("blender.png", "face.png")]
    save_sheet(pictures, len(pictures), IMAGES / "other_programs.jpg")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
