"""What real work does to faces: refused files leave them whole, odd names and files are read or
refused with a sentence, and nothing that was made is remembered when it is gone."""

import os
import zipfile
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face.animation.keying import key_face
from blendshape_face.blender import actions
from blendshape_face.blender.memory import Memory
from blendshape_face.data.errors import FaceError
from blendshape_face.data.model import FaceModel
from blendshape_face.data.takes import read_take, read_takes
from blendshape_face.data.toml_text import utf8_text
from blendshape_face.face import mesh as face_mesh
from blendshape_face.face import person, stored_model

MEMORIES = [
    value
    for module in (face_mesh, person, stored_model)
    for value in vars(module).values()
    if isinstance(value, Memory)
]


def arrays_of(path):
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


@pytest.fixture(params=["rest without extent", "too large for single precision"])
def refused(request, tmp_path, arkit_npz):
    """A file with the arrays of a model that is none."""
    arrays = arrays_of(arkit_npz)
    if request.param == "rest without extent":
        arrays["intercept"] = np.zeros_like(arrays["intercept"])
        # Else it is placed by those.
        for key in ("reference_anchors", "anchor_indices", "mean_aligned_mesh"):
            arrays.pop(key, None)
    else:
        arrays["coef"] = np.full(arrays["coef"].shape, 1e300)
    path = tmp_path / "refused.npz"
    np.savez(path, **arrays)
    return path


def test_a_refused_model_leaves_the_face_as_it_was(face, refused, positions, expected):
    face.data.blendshape_face.channels["jawOpen"].value = 0.5
    before = positions(face)
    with pytest.raises(RuntimeError, match="refused"):
        bpy.ops.blendshape_face.load_model(filepath=str(refused))
    np.testing.assert_array_equal(positions(face), before)
    face.data.blendshape_face.channels["jawOpen"].value = 1
    np.testing.assert_allclose(positions(face), expected(face), atol=1e-6)
    assert face_mesh.problem(face.data) == ""


def test_a_packed_model_that_was_edited_says_so(face):
    text = face.data.blendshape_face.model
    text.write("é")
    stored_model.forget()
    assert "load the model again" in face_mesh.problem(face.data)


@pytest.mark.skipif(os.name != "posix", reason="names in bytes")
def test_a_recording_whose_name_is_no_text(face, sample_take, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv"))
    path.write_bytes(sample_take.read_bytes()[:20_000].rpartition(b"\n")[0])
    # Blender itself cannot hold such a path: the command line and scripts have it.
    take = read_take(path)
    assert "frames" in key_face(face, take, bpy.context.scene)
    assert face.data.animation_data.action.name.startswith("caf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.npz")
    crowd = tmp_path / "crowd.npz"
    with zipfile.ZipFile(crowd, "w") as packed:
        for number in range(20_000):
            packed.writestr(f"{number}.npy", b"")
    for path in (tmp_path / "pipe.npz", crowd, tmp_path / "a\0b.npz", tmp_path):
        with pytest.raises(FaceError):
            FaceModel.load(path)
    for path in (tmp_path / "pipe.npz", tmp_path / "a\0b.npz", tmp_path):
        with pytest.raises(FaceError):
            read_takes(path)
        with pytest.raises(FaceError):
            utf8_text(path, path.name, FaceError)


def test_what_was_deleted_is_forgotten(face):
    for _ in range(100):
        mesh = face.data.copy()
        mesh.blendshape_face.channels["jawOpen"].value = 0.5
        bpy.data.meshes.remove(mesh)
    assert max(map(len, MEMORIES)) < 40


def test_writing_keys_tells_how_far_it_is(face):
    told = []
    values = np.linspace(0, 1, 50)
    curves = [actions.Curve(path, values) for path in ("a", "b", "c")]
    actions.write_action(face.data, "Take", {"Group": curves}, 1, advance=told.append)
    assert told == [50, 50, 50]


def test_new_curves_take_nothing_over_from_those_of_the_user(face):
    values = np.linspace(0, 1, 50)
    actions.write_action(face.data, "Take", {"Group": [actions.Curve("a", values)]}, 1)
    (kept,) = actions.fcurves(face.data)
    kept.modifiers.new("NOISE").mute = True
    curves = [actions.Curve(path, values * size) for path, size in (("a", 1), ("b", 2), ("c", 3))]
    actions.write_action(face.data, "Take", {"Group": curves}, 11, "REPLACE")
    found = {curve.data_path: curve for curve in actions.fcurves(face.data)}
    assert {path: len(curve.modifiers) for path, curve in found.items()} == {"a": 1, "b": 0, "c": 0}
    for size, curve in enumerate(found.values(), start=1):
        assert curve.group.name == "Group"
        assert not any(key.select_control_point for key in curve.keyframe_points)
        assert curve.evaluate(60) == pytest.approx(size)
        assert curve.evaluate(35.5) == pytest.approx(size * 0.5)
