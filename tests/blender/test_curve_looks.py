"""Curves by region and side; what is locked stays as it is, what is muted stays muted."""

import bpy
import numpy as np
import pytest

CHANNELS = "blendshape_face.channels"


def keys(mesh, curves_of, name):
    index = mesh.blendshape_face.channels.find(name)
    return curves_of(mesh)[f"{CHANNELS}[{index}].value"]


def values(curve):
    return [round(point.co.y, 5) for point in curve.keyframe_points]


def take_in(path, **settings):
    return bpy.ops.blendshape_face.import_take(filepath=str(path), media=False, **settings)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "take.csv"
    rows = "".join(f"{i},0.{i},0.{9 - i},0.5,0.25\n" for i in range(10))
    path.write_text(f"frame,jawOpen,mouthSmileLeft,mouthSmileRight,eyeBlinkLeft\n{rows}")
    return path


def test_curves_of_a_take_are_in_groups_by_region_with_colors_by_side(face, recording, curves_of):
    take_in(recording)
    left = keys(face.data, curves_of, "mouthSmileLeft")
    right = keys(face.data, curves_of, "mouthSmileRight")
    jaw = keys(face.data, curves_of, "jawOpen")
    assert (left.group.name, jaw.group.name) == ("Mouth", "Jaw")
    assert {left.color_mode, right.color_mode, jaw.color_mode} == {"CUSTOM"}
    assert sum(left.color) > sum(right.color)
    assert tuple(left.color) != tuple(jaw.color)
    assert left.group.color_set == "CUSTOM"
    assert tuple(left.group.colors.normal) != tuple(jaw.group.colors.normal)


def test_no_key_of_a_take_is_selected(face, recording, curves_of):
    take_in(recording)
    curve = keys(face.data, curves_of, "jawOpen")
    selected = np.empty(len(curve.keyframe_points), bool)
    for part in ("control_point", "left_handle", "right_handle"):
        curve.keyframe_points.foreach_get(f"select_{part}", selected)
        assert not selected.any()


def test_editors_show_the_name_of_the_channel_alone(face):
    channel = face.data.blendshape_face.channels["eyeLookDownLeft"]
    assert channel.bl_rna.properties["value"].name == ""


def test_colors_are_those_of_the_preferences(face, recording, curves_of, package):
    preferences = bpy.context.preferences.addons[package].preferences
    preferences.jaw_color = (0.1, 0.2, 0.9)
    try:
        take_in(recording)
    finally:
        preferences.property_unset("jaw_color")
    color = keys(face.data, curves_of, "jawOpen").color
    assert color[:] == pytest.approx((0.1, 0.2, 0.9), abs=1e-5)


def test_curves_keyed_by_hand_are_grouped_at_one_press(face, curves_of):
    face.data.blendshape_face.channels["jawOpen"].keyframe_insert("value", frame=3)
    assert keys(face.data, curves_of, "jawOpen").group is None
    assert bpy.ops.blendshape_face.group_curves() == {"FINISHED"}
    curve = keys(face.data, curves_of, "jawOpen")
    assert curve.group.name == "Jaw"
    assert curve.color_mode == "CUSTOM"


def test_grouping_needs_curves(face):
    with pytest.raises(RuntimeError, match="no curves"):
        bpy.ops.blendshape_face.group_curves()


def test_own_colors_and_groups_stay_until_all_is_done_anew(face, recording, curves_of):
    take_in(recording)
    curve = keys(face.data, curves_of, "jawOpen")
    curve.color = (1, 1, 1)
    take_in(recording, mode="REPLACE")
    curve = keys(face.data, curves_of, "jawOpen")
    assert curve.color[:] == (1, 1, 1)
    bpy.ops.blendshape_face.group_curves()
    assert keys(face.data, curves_of, "jawOpen").color[:] != (1, 1, 1)


@pytest.mark.parametrize("mode", ["NEW", "REPLACE"])
def test_a_locked_curve_is_kept(face, recording, curves_of, mode):
    face.data.blendshape_face.channels["jawOpen"].value = 0.75
    face.data.blendshape_face.channels["jawOpen"].keyframe_insert("value", frame=3)
    keys(face.data, curves_of, "jawOpen").lock = True
    take_in(recording, mode=mode)
    jaw = keys(face.data, curves_of, "jawOpen")
    assert values(jaw) == [0.75]
    assert jaw.lock
    assert len(values(keys(face.data, curves_of, "mouthSmileLeft"))) > 1
    # Baking again leaves it, too.
    bpy.ops.blendshape_face.bake_again(mode=mode)
    assert values(keys(face.data, curves_of, "jawOpen")) == [0.75]


def test_a_new_action_takes_over_locked_curves_alone(face, recording, curves_of):
    for name in ("jawOpen", "browInnerUp"):
        face.data.blendshape_face.channels[name].keyframe_insert("value", frame=3)
    keys(face.data, curves_of, "jawOpen").lock = True
    take_in(recording, mode="NEW")
    index = face.data.blendshape_face.channels.find("browInnerUp")
    assert f"{CHANNELS}[{index}].value" not in curves_of(face.data)


def test_a_locked_group_locks_its_channels(face, recording, curves_of):
    take_in(recording)
    before = values(keys(face.data, curves_of, "mouthSmileLeft"))
    keys(face.data, curves_of, "mouthSmileLeft").group.lock = True
    recording.write_text(recording.read_text().replace(",0.5,", ",0.6,"))
    take_in(recording, mode="REPLACE")
    assert values(keys(face.data, curves_of, "mouthSmileLeft")) == before
    assert values(keys(face.data, curves_of, "mouthSmileRight"))[0] == 0.5


def test_a_take_of_locked_channels_alone_is_refused(face, recording, curves_of):
    take_in(recording)
    for curve in curves_of(face.data).values():
        curve.lock = True
    with pytest.raises(RuntimeError, match="locked"):
        take_in(recording, mode="REPLACE")


@pytest.mark.parametrize("mode", ["NEW", "REPLACE"])
def test_what_is_muted_stays_so(face, recording, curves_of, mode):
    take_in(recording)
    keys(face.data, curves_of, "jawOpen").mute = True
    take_in(recording, mode=mode)
    assert keys(face.data, curves_of, "jawOpen").mute
    assert not keys(face.data, curves_of, "mouthSmileLeft").mute


def test_key_buttons_and_reset_leave_locked_channels(face, curves_of):
    channels = face.data.blendshape_face.channels
    channels["jawOpen"].value = 0.5
    channels["jawOpen"].keyframe_insert("value", frame=1)
    keys(face.data, curves_of, "jawOpen").lock = True
    channels["mouthSmileLeft"].value = 0.5
    bpy.context.scene.frame_set(9)
    bpy.ops.blendshape_face.key_channels()
    assert len(values(keys(face.data, curves_of, "jawOpen"))) == 1
    assert len(values(keys(face.data, curves_of, "mouthSmileLeft"))) == 1
    bpy.ops.blendshape_face.reset()
    assert channels["jawOpen"].value == 0.5
    assert channels["mouthSmileLeft"].value == 0
    lock_all(face.data, curves_of)
    with pytest.raises(RuntimeError, match="locked"):
        bpy.ops.blendshape_face.key_channels()


def lock_all(mesh, curves_of):
    for curve in curves_of(mesh).values():
        curve.lock = True


def test_dragging_an_angle_keys_it_with_auto_keying_as_blender_does(face, curves_of):
    yaw = face.data.blendshape_face.channels["Yaw"]
    settings = bpy.context.scene.tool_settings
    settings.use_keyframe_insert_auto = True
    try:
        yaw.angle = 0.1
        assert not curves_of(face.data)
        yaw.keyframe_insert("value", frame=1)
        bpy.context.scene.frame_set(5)
        yaw.angle = 0.3
    finally:
        settings.use_keyframe_insert_auto = False
    assert values(keys(face.data, curves_of, "Yaw")) == [0.1, 0.3]


def insert_by(keying_set):
    window = bpy.context.window_manager.windows[0]
    # The editor in which I is pressed.
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    with bpy.context.temp_override(window=window, area=area):
        bpy.ops.anim.keyframe_insert_by_name(type=keying_set)


def test_a_keying_set_keys_the_whole_face(face, curves_of):
    insert_by("BLENDSHAPE_FACE_KSI_all")
    assert len(curves_of(face.data)) == len(face.data.blendshape_face.channels)
    assert keys(face.data, curves_of, "jawOpen").group.name == "Jaw"


def test_a_keying_set_keys_the_head_alone(face, curves_of):
    insert_by("BLENDSHAPE_FACE_KSI_head")
    assert len(curves_of(face.data)) == 3


def test_keying_sets_key_the_shape_keys_of_a_converted_face(face, curves_of):
    bpy.ops.blendshape_face.to_shape_keys()
    insert_by("BLENDSHAPE_FACE_KSI_head")
    assert set(curves_of(face.data.shape_keys)) == {
        f'key_blocks["{name}"].value' for name in ("Pitch", "Yaw", "Roll")
    }
