"""Build the extension's zip into build/ and validate it: `uv run python -m tools.build`."""

import os
import sys

from tools.blender import build_extension
from tools.paths import ROOT


def main() -> None:
    archive = build_extension(ROOT / "build")
    print(f"{archive} ({archive.stat().st_size / 1024:.0f} kB)")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
