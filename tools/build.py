"""Build the extension's zip into build/ and validate it: `uv run python -m tools.build`.

By Blender's validator, then by the rules of Blender's platform that it does not know.
"""

import os
import sys

from tools.blender import build_extension
from tools.paths import ROOT
from tools.platform_rules import complaints


def main() -> None:
    archive = build_extension(ROOT / "build")
    broken = complaints(archive)
    if broken:
        sys.exit("\n".join(broken))
    print(f"{archive} ({archive.stat().st_size / 1024:.0f} kB)")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
