"""Handles: where they stand, what dragging them does, and that it can be keyed and undone."""

import bmesh
import bpy
import numpy as np
import pytest
from blendshape_face.data import bundled
from blendshape_face.data.handles import HANDLES
from blendshape_face.face.handles import (
    as_offset,
    axes_on,
    does_anything,
    has_handles,
    place_of,
    shown_on,
)
from mathutils import Matrix, Vector


def drag(handle, across=0.0, up=0.0):
    return bpy.ops.blendshape_face.drag_handle(handle=handle, offset=(across, up))


def shown(face):
    return {c.name: round(c.value, 3) for c in face.data.blendshape_face.channels if c.value}


def place(face, handle):
    return place_of(shown_on(face.data), handle, axes_on(face.data, handle))


@pytest.mark.parametrize(
    ("handle", "across", "up", "channels"),
    [
        ("GAZE", 0.01, 0, {"eyeLookOutLeft", "eyeLookInRight"}),
        ("GAZE", -0.01, 0, {"eyeLookInLeft", "eyeLookOutRight"}),
        ("GAZE", 0, -0.01, {"eyeLookDownLeft", "eyeLookDownRight"}),
        ("JAW", 0.004, 0, {"jawLeft"}),
        ("JAW", 0, -0.01, {"jawOpen"}),
        ("JAW", 0, 0.01, set()),
        ("CORNER_LEFT", 0, 0.005, {"mouthSmileLeft"}),
        ("CORNER_LEFT", 0, -0.002, {"mouthFrownLeft"}),
        ("CORNER_RIGHT", -0.003, 0, {"mouthStretchRight"}),
        ("CORNER_RIGHT", 0.003, 0, {"mouthPucker"}),
    ],
)
def test_a_way_moves_its_channels(face, handle, across, up, channels):
    assert drag(handle, across, up) == {"FINISHED"}
    assert set(shown(face)) == channels


def test_a_handle_goes_as_far_as_it_is_dragged(face):
    for handle, across, up in (("GAZE", 0.01, 0.005), ("JAW", 0, -0.01), ("CORNER_LEFT", 0, 0.004)):
        before = place(face, handle)
        drag(handle, across, up)
        moved = place(face, handle) - before
        np.testing.assert_allclose(moved.z, up, atol=3e-4)
        # A smile pulls outwards, too.
        if handle != "CORNER_LEFT":
            np.testing.assert_allclose(moved.x, across, atol=3e-4)


def test_a_drag_goes_on_from_the_other_way(face):
    drag("JAW", 0.004)
    drag("JAW", -0.008)
    values = shown(face)
    assert set(values) == {"jawRight"}
    assert values["jawRight"] == pytest.approx(0.004 / 0.0083, abs=0.01)


def test_auto_keying_keys_what_was_dragged(face, scene, curves_of):
    scene.tool_settings.use_keyframe_insert_auto = True
    scene.frame_set(7)
    drag("JAW", 0, -0.01)
    scene.tool_settings.use_keyframe_insert_auto = False
    keyed = {curve.keyframe_points[0].co.x for curve in curves_of(face.data).values()}
    assert keyed == {7}
    assert len(curves_of(face.data)) == 1


def test_linked_sides_go_together_but_not_the_eyes(face):
    face.data.blendshape_face.link_sides = True
    drag("CORNER_LEFT", 0, 0.005)
    values = shown(face)
    assert values["mouthSmileLeft"] == values["mouthSmileRight"] > 0
    drag("GAZE", 0.01)
    assert "eyeLookOutRight" not in shown(face)


def test_what_is_dragged_is_the_faces_own_left(face):
    face.matrix_world = Matrix.Rotation(np.pi, 4, "Z") @ Matrix.Scale(2, 4)
    across, up = as_offset(face, Vector((-0.02, 0, 0.01)))
    assert (across, up) == (pytest.approx(0.01), pytest.approx(0.005))


def test_other_models_have_what_they_can(face):
    bpy.ops.blendshape_face.load_model(filepath=str(bundled.path_of("mediapipe")))
    assert all(does_anything(axes_on(face.data, key)) for key in HANDLES)


def test_scripts_drag_converted_faces_too(face):
    bpy.ops.blendshape_face.to_shape_keys()
    assert drag("JAW", 0, -0.01) == {"FINISHED"}
    assert face.data.shape_keys.key_blocks["jawOpen"].value > 0


@pytest.mark.parametrize("handle", HANDLES)
def test_handles_stand_where_the_shape_keys_move_the_landmarks(face, handle):
    drag("CORNER_LEFT", 0, 0.005)
    drag("JAW", 0.002, -0.01)
    live = place(face, handle)
    bpy.ops.blendshape_face.to_shape_keys()
    assert (place(face, handle) - live).length < 1e-6
    face.data.shape_keys.key_blocks["jawOpen"].mute = True
    assert ((place(face, handle) - live).length > 1e-4) == (handle != "GAZE")


def test_shape_keys_are_not_linked_by_their_handle_either(face):
    face.data.blendshape_face.link_sides = True
    bpy.ops.blendshape_face.to_shape_keys()
    drag("CORNER_LEFT", 0, 0.005)
    keys = face.data.shape_keys.key_blocks
    assert keys["mouthSmileLeft"].value > 0
    assert keys["mouthSmileRight"].value == 0


@pytest.mark.parametrize("is_converted", [False, True])
def test_handles_leave_a_face_that_they_cannot_move(face, is_converted):
    if is_converted:
        bpy.ops.blendshape_face.to_shape_keys()
    assert has_handles(face.data)
    model = face.data.blendshape_face.model
    face.data.blendshape_face.model = None
    assert not has_handles(face.data)
    face.data.blendshape_face.model = model
    corners = bmesh.new()
    corners.from_mesh(face.data)
    corners.verts.remove(next(iter(corners.verts)))
    corners.to_mesh(face.data)
    corners.free()
    assert not has_handles(face.data)


def test_a_face_that_cannot_move_is_refused(face):
    face.shape_key_add(name="Basis")
    with pytest.raises(RuntimeError, match="Shape keys hide the sliders"):
        drag("JAW", 0, -0.01)
    assert not shown(face)
