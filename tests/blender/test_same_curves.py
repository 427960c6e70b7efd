"""The same take gives the same curves, to the bit, on every Blender that is supported."""

import hashlib
import os
import subprocess
import sys

import bpy
import numpy as np
import pytest
from blendshape_face.blender import actions

from tools.paths import ROOT

KEYED = "979db6a1bbbec72a"
CONVERTED = "35ab994bd9a29af8"
REDUCED = "b8a507477784833e"


def digest(owner):
    """Of SHA-256 of all keys, by the curves' paths, the first letters."""
    found = hashlib.sha256()
    for curve in sorted(actions.fcurves(owner), key=lambda curve: curve.data_path):
        keys = np.empty(2 * len(curve.keyframe_points), np.float32)
        curve.keyframe_points.foreach_get("co", keys)
        found.update(curve.data_path.encode())
        found.update(keys.tobytes())
    return found.hexdigest()[: len(KEYED)]


def test_keys_and_those_of_shape_keys(face, sample_take):
    assert bpy.ops.blendshape_face.import_take(filepath=str(sample_take)) == {"FINISHED"}
    assert digest(face.data) == KEYED
    assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}
    assert digest(face.data.shape_keys) == CONVERTED


def test_reduced_keys(face, sample_take):
    face.data.blendshape_face.take.reduce = True
    assert bpy.ops.blendshape_face.import_take(filepath=str(sample_take)) == {"FINISHED"}
    assert digest(face.data) == REDUCED


@pytest.mark.parametrize("threads", ["1", "8"])
def test_with_any_number_of_threads(threads):
    """NumPy takes as many for its products as it is told to when it starts."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    done = subprocess.run(
        (sys.executable, "-m", "pytest", "--quiet", __file__, "-k", "not threads"),
        env=os.environ | dict.fromkeys(names, threads),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
