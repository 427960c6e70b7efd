"""In a Blender of its own: an extension is updated while a face of the former version is there.

`python -m tests.blender.updating FORMER.zip NEWER.zip`, with user folders of its own. The modules
of the newer one have IS_NEWER.
"""

import os
import sys
from pathlib import Path

import numpy as np

from tools.blender import install_extension, require_bpy


def main(former: Path, newer: Path) -> None:
    """Raises AssertionError where anything of the former version goes on."""
    bpy = require_bpy()
    package = install_extension(former)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    mesh.blendshape_face.channels["jawOpen"].value = 0.5
    before = _positions(mesh)
    assert not any(hasattr(module, "IS_NEWER") for module in _modules(package))

    assert install_extension(newer) == package
    assert all(hasattr(module, "IS_NEWER") for module in _modules(package))
    # The face goes on, by modules that are loaded only now, too.
    mesh.blendshape_face.channels["jawOpen"].value = 0.0
    assert np.abs(_positions(mesh) - before).max() > 0.005
    mesh.blendshape_face.channels["jawOpen"].value = 0.5
    np.testing.assert_array_equal(_positions(mesh), before)
    assert bpy.ops.blendshape_face.exercise() == {"FINISHED"}
    assert all(hasattr(module, "IS_NEWER") for module in _modules(package))


def _modules(package: str) -> list[object]:
    return [module for name, module in sys.modules.items() if name.startswith(f"{package}.")]


def _positions(mesh: object) -> np.ndarray:
    """(1434,) meters."""
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.attributes["position"].data.foreach_get("vector", flat)
    return flat


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    print("updated", flush=True)
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
