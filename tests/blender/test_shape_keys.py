"""Faces converted to shape keys and back."""

from dataclasses import replace

import bpy
import numpy as np
import pytest
from blendshape_face.animation import kept_takes
from blendshape_face.data import model as data_model
from blendshape_face.face import mesh as face_mesh
from blendshape_face.face import objects, properties, shape_keys

from tests.blender.baking import (
    EXACT,
    block,
    channel,
    curve_settings,
    shape_curves,
    to_live,
    to_shape_keys,
)

# Values and shapes


def test_each_channel_becomes_a_key_with_its_value(face, positions, expected):
    mesh = face.data
    channel(face, "jawOpen").value = 2.5
    channel(face, "Pitch").value = -1.25
    channel(face, "jawOpen").gain = 1.5
    assert not shape_keys.is_converted(mesh)
    live = positions(face)
    to_shape_keys()
    assert shape_keys.is_converted(mesh)
    names = [key.name for key in mesh.shape_keys.key_blocks]
    assert names == ["Basis", *(item.name for item in mesh.blendshape_face.channels)]
    assert names[-3:] == ["Pitch", "Yaw", "Roll"]
    assert (block(face, "jawOpen").value, block(face, "Pitch").value) == (2.5, -1.25)
    assert (block(face, "Yaw").slider_min, block(face, "Yaw").slider_max) == (-10, 10)
    np.testing.assert_allclose(positions(face, evaluated=True), live, atol=EXACT)
    block(face, "jawOpen").value = 0.75
    block(face, "Yaw").value = 0.5
    to_live()
    assert mesh.shape_keys is None
    values = [channel(face, name).value for name in ("jawOpen", "Pitch", "Yaw")]
    assert values == [0.75, -1.25, 0.5]
    assert channel(face, "jawOpen").gain == 1.5
    np.testing.assert_allclose(positions(face), expected(face), atol=2e-7)


def test_the_bundled_take_moves_exactly_and_comes_back(face, sample_take, film, curves_of):
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    action = face.data.animation_data.action
    name, marker = action.name, action.pose_markers.new("here")
    marker.frame, action.use_frame_range, action.frame_end = 7, True, 400
    keyed = {path: curve_settings(curve) for path, curve in curves_of(face.data).items()}
    frames = range(1, 473)
    live = film(face, frames)
    to_shape_keys()
    np.testing.assert_allclose(film(face, frames), live, atol=EXACT)
    assert np.ptp(live, axis=0).max() > 0.01
    assert face.data.animation_data.action is None
    (action,) = bpy.data.actions
    assert face.data.shape_keys.animation_data.action == action
    assert (action.name, action.pose_markers[0].frame, action.frame_end) == (name, 7, 400)
    to_live()
    np.testing.assert_array_equal(film(face, frames), live)
    assert [action.name for action in bpy.data.actions] == [name]
    back = {path: curve_settings(curve) for path, curve in curves_of(face.data).items()}
    assert back == keyed
    assert not kept_takes.was_edited(face.data)


@pytest.fixture
def clipped(scene, arkit_npz):
    """A face whose model clips its features, as py-feat's v6 files do."""
    ceiling = np.linspace(0.2, 1.4, 52).astype(np.float32)
    model = replace(data_model.FaceModel.load(arkit_npz), feature_p99=ceiling)
    return objects.new_face(bpy.context, model)


def test_keys_clip_as_the_model_does(clipped, film):
    for name, keys in {"jawOpen": (-2, 5), "mouthPucker": (3, -1), "Yaw": (-2, 2)}.items():
        for frame, value in zip((1, 41), keys, strict=True):
            channel(clipped, name).value = value
            channel(clipped, name).keyframe_insert("value", frame=frame)
    driver = channel(clipped, "browInnerUp").driver_add("value").driver
    driver.expression = "frame * 0.2 - 2"
    channel(clipped, "mouthSmileLeft").value = 7
    live = film(clipped)
    to_shape_keys()
    np.testing.assert_allclose(film(clipped), live, atol=EXACT)
    to_live()
    np.testing.assert_allclose(film(clipped), live, atol=EXACT)
    assert channel(clipped, "mouthSmileLeft").value == 7


@pytest.mark.parametrize(("strength", "is_refused"), [(1, True), (0, False)])
def test_a_clip_that_no_key_can_hold_is_refused(clipped, strength, is_refused):
    """The least range of a key is 0.001: too much, unless the channel moves nothing anyway."""
    model = properties.model_of(clipped.data)
    jaw = model.feature_columns.index("jawOpen")
    ceiling, coef = model.feature_p99.copy(), model.coef.copy()
    ceiling[jaw] = 1e-4
    coef[jaw] *= strength
    properties.set_model(clipped.data, replace(model, coef=coef, feature_p99=ceiling))
    if is_refused:
        with pytest.raises(RuntimeError, match=r"ends jawOpen at 0\.0001, a shape key cannot"):
            bpy.ops.blendshape_face.to_shape_keys()
        assert clipped.data.shape_keys is None
    else:
        to_shape_keys()
        to_live()


# Life in a scene


def test_linked_duplicates_keep_sharing(face, film, curves_of):
    shape_curves(face, curves_of)
    bpy.ops.object.duplicate(linked=True)
    twin = bpy.context.object
    live = film(face)
    for there_or_back in (to_shape_keys, to_live):
        there_or_back()
        assert twin.data == face.data
        for obj in (face, twin):
            np.testing.assert_allclose(film(obj), live, atol=EXACT)


def test_a_duplicate_goes_back_to_live_and_leaves_no_shape_keys(face):
    """Blender to 5.1 keeps those of a mesh that was copied, and crashes where they are read."""
    to_shape_keys()
    bpy.ops.object.duplicate()
    to_live()
    assert [keys.user for keys in bpy.data.shape_keys] == [face.data]


def test_undo_restores_the_face_either_way(face, scene, film, curves_of):
    shape_curves(face, curves_of)
    live = film(face)
    bpy.ops.ed.undo_push(message="live")
    to_shape_keys()
    bpy.ops.ed.undo_push(message="baked")
    to_live()
    bpy.ops.ed.undo_push(message="live again")

    def state():
        mesh = bpy.data.objects["Face"].data
        np.testing.assert_allclose(film(bpy.data.objects["Face"]), live, atol=EXACT)
        return len(curves_of(mesh)), bool(mesh.shape_keys), len(bpy.data.actions)

    for step, found in (
        (bpy.ops.ed.undo, (0, True, 1)),
        (bpy.ops.ed.undo, (6, False, 1)),
        (bpy.ops.ed.redo, (0, True, 1)),
        (bpy.ops.ed.redo, (6, False, 1)),
    ):
        step()
        assert state() == found


def test_handlers_do_nothing_for_baked_faces(face, scene, film, curves_of, monkeypatch):
    shape_curves(face, curves_of)
    to_shape_keys()
    calls = []
    monkeypatch.setattr(face_mesh, "_show", lambda *args: calls.append(args))
    film(face)
    assert not calls


def test_a_loaded_baked_face_is_not_moved_by_its_channels(face, film, curves_of, tmp_path):
    shape_curves(face, curves_of)
    to_shape_keys()
    baked = film(face)
    path = str(tmp_path / "face.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    face = bpy.data.objects["Face"]
    np.testing.assert_array_equal(film(face), baked)
    channel(face, "jawOpen").value = 1.0
    np.testing.assert_array_equal(film(face), baked)
    to_live()
    np.testing.assert_allclose(film(face), baked, atol=EXACT)
