"""What the extension costs whoever does not use it: its start, and files without faces.

Start: enabling the installed zip, in Blenders of their own, against enabling an extension that does
nothing. At most 60 ms more is the aim; docs/limits.md tells what was measured, and
tests/blender/test_startup.py keeps jobs from being loaded.
Files: opening one, and a frame of it, with 1,500 animated objects, of which none is a face, against
the same without any extension and with the one that does nothing; at most 1.05 times as long, which
is what such ratios vary by.
Seconds are the processor's, so that other programs count as little as can be.
"""

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType

from benchmarks.harness import finish, options
from tools.blender import PACKAGE, build_extension, require_bpy
from tools.paths import ROOT

OBJECTS = 1500
FRAMES = 20
STARTS = 5
"""Of each extension."""
ROUNDS = 15
EMPTY = "empty_extension"
REPOSITORY = "bl_ext.user_default."
_MANIFEST = f"""\
schema_version = "1.0.0"
id = "{EMPTY}"
version = "1.0.0"
name = "Empty"
tagline = "Does nothing"
maintainer = "Nobody"
type = "add-on"
blender_version_min = "4.2.0"
license = ["SPDX:GPL-3.0-or-later"]
"""
_CODE = "def register():\n    pass\n\n\ndef unregister():\n    pass\n"
_ENABLE = """
import os, sys, time
from tools.blender import require_bpy
require_bpy()
import addon_utils
began = time.process_time()
assert addon_utils.enable(sys.argv[1])
print("seconds", time.process_time() - began, flush=True)
os._exit(0)
"""


def main() -> None:
    """Print milliseconds and ratios."""
    options("startup", __doc__).parse_args()
    # As in Blender, modules are compiled once and kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        # Read by Blender when it starts.
        os.environ["BLENDER_USER_RESOURCES"] = folder
        bpy = require_bpy()
        _install(bpy, Path(folder))
        _measure_starts()
        _measure_files(bpy, Path(folder) / "animated.blend")
        finish()


def _install(bpy: ModuleType, folder: Path) -> None:
    """Both extensions, not enabled."""
    empty = folder / f"{EMPTY}.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("blender_manifest.toml", _MANIFEST)
        archive.writestr("__init__.py", _CODE)
    for archive in (build_extension(folder / "build"), empty):
        bpy.ops.extensions.package_install_files(
            filepath=str(archive), repo="user_default", enable_on_install=False
        )


def _measure_starts() -> None:
    """The first start of each compiles its modules, and does not count."""
    ours = []
    baseline = []
    for _ in range(STARTS + 1):
        ours.append(_start(PACKAGE))
        baseline.append(_start(EMPTY))
    more = median(ours[1:]) - median(baseline[1:])
    _print_times("enabling", ours[1:], baseline[1:])
    print(f"{'enabling':24} {1e3 * more:6.1f} ms more than the empty extension")


def _start(extension: str) -> float:
    """Seconds that a new Blender takes to enable an installed extension."""
    done = subprocess.run(
        [sys.executable, "-c", _ENABLE, REPOSITORY + extension],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    _key, _space, seconds = done.stdout.partition("seconds ")
    return float(seconds)


def _print_times(title: str, ours: list[float], baseline: list[float]) -> None:
    mine = 1e3 * median(ours)
    theirs = 1e3 * median(baseline)
    print(f"{title:24} {mine:6.1f} ms, the empty extension {theirs:.1f} ms")


def _measure_files(bpy: ModuleType, path: Path) -> None:
    """Opening a file without faces, and frames of it, with each extension in turn."""
    _save_animated(bpy, path)

    def open_file() -> None:
        bpy.ops.wm.open_mainfile(filepath=str(path))

    def play() -> None:
        for frame in range(1, FRAMES + 1):
            bpy.context.scene.frame_set(frame)

    _print_ratios("opening a file", _times_of(open_file), 1)
    _print_ratios(f"a frame of {OBJECTS} objects", _times_of(play), FRAMES)


def _save_animated(bpy: ModuleType, path: Path) -> None:
    """A file of objects that all move, half of them meshes."""
    bpy.ops.wm.read_homefile(use_empty=True)
    collection = bpy.context.scene.collection
    for number in range(OBJECTS):
        mesh = bpy.data.meshes.new("mesh") if number % 2 else None
        obj = bpy.data.objects.new("object", mesh)
        collection.objects.link(obj)
        obj.keyframe_insert("location", frame=1)
        obj.location.x = number
        obj.keyframe_insert("location", frame=FRAMES)
    bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False)


def _times_of(work: Callable[[], None]) -> dict[str, list[float]]:
    """Seconds of each round, by the extension that was enabled meanwhile; "" is none."""
    import addon_utils

    times = {extension: [] for extension in (PACKAGE, EMPTY, "")}
    for _ in range(ROUNDS):
        for extension, seconds in times.items():
            name = REPOSITORY + extension
            if extension:
                addon_utils.enable(name)
            began = time.process_time()
            work()
            seconds.append(time.process_time() - began)
            if extension:
                addon_utils.disable(name)
    return times


def _print_ratios(title: str, times: dict[str, list[float]], calls: int) -> None:
    """calls: of what is told in a round."""
    for extension, name in ((EMPTY, "the empty one"), ("", "none")):
        ratios = [
            ours / other for ours, other in zip(times[PACKAGE], times[extension], strict=True)
        ]
        mine = 1e3 * median(times[PACKAGE]) / calls
        theirs = 1e3 * median(times[extension]) / calls
        print(f"{title:24} {mine:6.2f} ms, with {name} {theirs:.2f} ms, ratio {median(ratios):.3f}")


if __name__ == "__main__":
    main()
