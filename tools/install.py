"""Install a zip into a fresh user folder and enable it: `python -m tools.install FILE.zip`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tools.blender import install_extension, require_bpy


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.install", description=__doc__)
    parser.add_argument("archive", type=Path, metavar="FILE.zip")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Read by Blender when it starts.
        os.environ["BLENDER_USER_RESOURCES"] = folder
        bpy = require_bpy()
        package = install_extension(options.archive.absolute())
        if package not in bpy.context.preferences.addons:
            sys.exit(f"{options.archive.name}: could not be enabled")
        assert bpy.ops.blendshape_face.add() == {"FINISHED"}
        bpy.ops.preferences.addon_disable(module=package)
        print(f"{options.archive.name}: installed, enabled, a face added, disabled")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
