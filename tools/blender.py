"""Blender as a Python module: getting it to import, building the extension, registering it."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import blendshape_face

from tools.paths import ROOT

PACKAGE = "blendshape_face"

LIBRARIES = (
    "libx11-6 libxrender1 libxfixes3 libxi6 libxkbcommon0 libsm6 libice6 libxext6 "
    "libgl1 libegl1 libegl-mesa0 libgl1-mesa-dri "
    "libgles2 libglib2.0-0"
)
"""Packages of the system; the last two are the tracker's, which tests and films start."""


def require_bpy() -> ModuleType:
    """Import bpy, or end with the one command that installs what a bare server lacks."""
    try:
        return importlib.import_module("bpy")
    except ImportError as error:
        if ".so" not in str(error):
            raise
        sys.exit(
            f"Blender needs libraries of the system that are missing here: {error}\n"
            f"On Debian and Ubuntu:  sudo apt-get install -y {LIBRARIES}"
        )


def start_extension() -> ModuleType:
    """Register the extension from its sources; returns bpy, or ends as `require_bpy` does."""
    bpy = require_bpy()
    blendshape_face.register()
    return bpy


def build_extension(output: Path) -> Path:
    """Build the zip with Blender's own builder and have Blender validate it."""
    require_bpy()
    import bpy

    output.mkdir(parents=True, exist_ok=True)
    builder = next(Path(bpy.utils.system_resource("SCRIPTS")).glob("addons_core/bl_pkg/cli/*.py"))
    for old in output.glob("*.zip"):
        old.unlink()
    _run(builder, "build", "--source-dir", str(ROOT), "--output-dir", str(output))
    (archive,) = output.glob("*.zip")
    _run(builder, "validate", str(archive))
    return archive


def _run(builder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, str(builder), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{arguments[0]} failed:\n{done.stdout}{done.stderr}")


def install_extension(archive: Path) -> str:
    """Install and enable the zip in the running Blender; returns the package's name there."""
    import bpy

    bpy.ops.extensions.package_install_files(
        filepath=str(archive), repo="user_default", enable_on_install=True
    )
    return f"bl_ext.user_default.{PACKAGE}"
