"""Left and right linked by the toggle."""

import bpy
import numpy as np
import pytest
from blendshape_face.animation.key_icons import key_icon
from blendshape_face.face.paths import channel_path
from blendshape_face.face.properties import columns_of


@pytest.fixture
def linked(face):
    face.data.blendshape_face.link_sides = True
    return face.data


def value(mesh, name):
    return mesh.blendshape_face.channels[name].value


def positions(mesh):
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.attributes["position"].data.foreach_get("vector", points)
    return points


def test_a_linked_side_moves_the_other_and_the_mesh(linked):
    linked.blendshape_face.channels["mouthSmileLeft"].value = 0.5
    assert value(linked, "mouthSmileRight") == 0.5
    moved = positions(linked)
    linked.blendshape_face.link_sides = False
    linked.blendshape_face.channels["mouthSmileRight"].value = 0.25
    assert value(linked, "mouthSmileLeft") == 0.5
    linked.blendshape_face.channels["mouthSmileRight"].value = 0.5
    assert np.array_equal(positions(linked), moved)


def test_ways_of_one_motion_stay_apart(linked):
    linked.blendshape_face.channels["jawLeft"].value = 0.5
    assert value(linked, "jawRight") == 0


def test_auto_keying_keys_the_other_side_where_one_has_keys(linked, curves_of):
    settings = bpy.context.scene.tool_settings
    settings.use_keyframe_insert_auto = True
    channels = linked.blendshape_face.channels
    channels["eyeBlinkLeft"].value = 0.2
    assert linked.animation_data is None
    left = channel_path(columns_of(linked).index("eyeBlinkLeft"))
    right = channel_path(columns_of(linked).index("eyeBlinkRight"))
    linked.keyframe_insert(left, frame=1)
    bpy.context.scene.frame_set(5)
    channels["eyeBlinkLeft"].value = 0.75
    settings.use_keyframe_insert_auto = False
    keys = [tuple(point.co) for point in curves_of(linked)[right].keyframe_points]
    assert keys == [(5, 0.75)]


def key_count(mesh, curves_of, name):
    curve = curves_of(mesh).get(channel_path(columns_of(mesh).index(name)))
    return len(curve.keyframe_points) if curve else 0


def press_dot(name):
    return bpy.ops.blendshape_face.key_dot(channel=name)


def test_the_dot_of_a_linked_slider_keys_both_sides_and_takes_both_keys_off(linked, curves_of):
    bpy.context.scene.frame_set(7)
    assert press_dot("mouthSmileLeft") == {"FINISHED"}
    assert key_icon(linked, "mouthSmileRight", 7) == "DECORATE_KEYFRAME"
    assert key_icon(linked, "mouthSmileRight", 8) == "DECORATE_ANIMATE"
    assert key_icon(linked, "jawOpen", 7) == "DECORATE"
    assert press_dot("mouthSmileRight") == {"FINISHED"}
    assert key_count(linked, curves_of, "mouthSmileLeft") == 0
    assert key_count(linked, curves_of, "mouthSmileRight") == 0


def test_the_dot_of_a_head_pose_keys_it_alone(face, curves_of):
    for frame in (1, 5, 9):
        bpy.context.scene.frame_set(frame)
        assert press_dot("Yaw") == {"FINISHED"}
    assert key_count(face.data, curves_of, "Yaw") == 3
    assert key_count(face.data, curves_of, "Pitch") == 0
    assert [key_icon(face.data, "Yaw", frame) for frame in (1, 5, 9)] == ["DECORATE_KEYFRAME"] * 3
    assert key_icon(face.data, "Yaw", 4) == "DECORATE_ANIMATE"


def test_the_dot_of_a_driven_channel_says_so(face):
    index = columns_of(face.data).index("Roll")
    face.data.driver_add(channel_path(index))
    assert key_icon(face.data, "Roll", 1) == "DECORATE_DRIVER"
