"""Faces of action units and emotions look by channels of their own; former faces do without."""

import bpy
import numpy as np
import pytest
from blendshape_face.data.bundled import bundled
from blendshape_face.data.gaze_shapes import LOOKS, played_columns, with_looks
from blendshape_face.data.model import FaceModel

IRISES = slice(468, 478)


def test_only_models_without_eyes_get_some(au_npz):
    for name in ("arkit", "mediapipe"):
        model = bundled(name)
        basis = model.blender_basis()
        assert played_columns(model) == model.columns
        assert with_looks(basis, model) is basis
    model = FaceModel.load(au_npz)
    basis = model.blender_basis()
    looking = with_looks(basis, model)
    columns = played_columns(model)
    assert columns == (*model.feature_columns, *LOOKS, "Pitch", "Yaw", "Roll")
    assert len(looking.shapes) == len(columns)
    own = [columns.index(name) for name in model.columns]
    np.testing.assert_array_equal(looking.shapes[own], basis.shapes)
    up = looking.shapes[columns.index("eyeLookUpLeft"), 473]
    assert up[2] > 0.001


def test_a_face_of_a_former_version_moves_as_it_did(scene, au_npz):
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    face = bpy.context.object
    channels = face.data.blendshape_face.channels
    # As version 0.1 stored it.
    for name in LOOKS:
        channels.remove(next(i for i, each in enumerate(channels) if each.name == name))
    channels["AU12"].value = 1
    model = FaceModel.load(au_npz)
    basis = model.blender_basis()
    shape = basis.shapes[model.columns.index("AU12")]
    shown = np.array([vertex.co for vertex in face.data.vertices])
    np.testing.assert_allclose(shown, basis.rest + shape, atol=1e-6)
    # Animated or not, its own model may be loaded again, and it is no fault of the face.
    channels["AU12"].keyframe_insert("value", frame=1)
    assert bpy.ops.blendshape_face.load_model(filepath=str(au_npz)) == {"FINISHED"}
    assert len(face.data.blendshape_face.channels) == 23
    bpy.ops.blendshape_face.to_shape_keys()
    assert len(face.data.shape_keys.key_blocks) == 24
    bpy.ops.blendshape_face.to_live()
    assert channels["AU12"].value == pytest.approx(1)


def test_eyes_turn_and_convert(scene, au_npz):
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    face = bpy.context.object
    rest = np.array([vertex.co for vertex in face.data.vertices])
    face.data.blendshape_face.channels["eyeLookDownLeft"].value = 1
    moved = np.array([vertex.co for vertex in face.data.vertices]) - rest
    assert moved[473][2] < -0.001
    assert np.abs(moved[468]).max() < 1e-6
    bpy.ops.blendshape_face.to_shape_keys()
    assert "eyeLookDownLeft" in face.data.shape_keys.key_blocks
    bpy.ops.blendshape_face.to_live()
    again = np.array([vertex.co for vertex in face.data.vertices])
    np.testing.assert_allclose(again, rest + moved, atol=1e-6)
