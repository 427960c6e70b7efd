"""What is carried between channels and shape keys: curves, NLA strips, drivers."""

import bpy
import numpy as np
import pytest

from tests.blender.baking import (
    CHANNELS,
    EXACT,
    add_strip,
    block,
    channel,
    curve_settings,
    layered,
    path_of,
    plain,
    shape_curves,
    strip_settings,
    to_live,
    to_shape_keys,
)


def test_curves_keep_everything_they_have(face, film, curves_of):
    curves = shape_curves(face, curves_of)
    before = {path: curve_settings(curve) for path, curve in curves.items()}
    assert len(before[path_of(face, "jawLeft")][0]["sampled_points"]) > 40
    live = film(face)
    to_shape_keys()
    keys = curves_of(face.data.shape_keys)
    for name in ("jawOpen", "mouthPucker", "browInnerUp", "cheekPuff", "jawLeft", "Roll"):
        carried = curve_settings(keys[f'key_blocks["{name}"].value'])
        assert carried == before[path_of(face, name)]
    np.testing.assert_allclose(film(face), live, atol=EXACT)
    to_live()
    assert {p: curve_settings(c) for p, c in curves_of(face.data).items()} == before
    np.testing.assert_array_equal(film(face), live)


def test_edits_made_on_the_keys_come_back(face, film, curves_of):
    shape_curves(face, curves_of)
    to_shape_keys()
    for frame, value in ((3, 0.0), (33, 1.1)):
        block(face, "noseSneerLeft").value = value
        block(face, "noseSneerLeft").keyframe_insert("value", frame=frame)
    keys = curves_of(face.data.shape_keys)
    jaw = keys['key_blocks["jawOpen"].value']
    jaw.keyframe_points[1].co.y = 0.2
    jaw.update()
    place = face.data.shape_keys.key_blocks.find("eyeBlinkLeft")
    driver = face.data.shape_keys.driver_add(f"key_blocks[{place}].value").driver
    driver.expression = "frame / 50"
    baked = film(face)
    to_live()
    np.testing.assert_allclose(film(face), baked, atol=EXACT)
    assert np.ptp(baked, axis=0).max() > 0.005
    assert curves_of(face.data)[path_of(face, "jawOpen")].keyframe_points[1].co.y == np.float32(0.2)


def nla_settings(owner):
    animation = owner.animation_data
    blending = ("action_blend_type", "action_extrapolation", "action_influence", "use_nla")
    tracks = [
        (plain(track, "strips"), [strip_settings(strip) for strip in track.strips])
        for track in animation.nla_tracks
    ]
    return [getattr(animation, name) for name in blending], tracks


OUT_OF_5_0 = pytest.mark.skipif(
    bpy.app.version[:2] == (5, 0), reason="Blender 5.0 has shape keys at 1 that no strip sets"
)


@OUT_OF_5_0
def test_nla_tracks_keep_everything_they_have(face, scene, film):
    layered(face, scene)
    frames = np.arange(0, 60, 0.5)
    live = film(face, frames)  # first: an animated influence is that of the present frame
    before = nla_settings(face.data)
    names = {action.name for action in bpy.data.actions}
    to_shape_keys()
    assert nla_settings(face.data.shape_keys) == before
    assert not face.data.animation_data.nla_tracks
    np.testing.assert_allclose(film(face, frames), live, atol=EXACT)
    assert np.ptp(live, axis=0).max() > 0.005
    to_live()
    assert nla_settings(face.data) == before
    assert {action.name for action in bpy.data.actions} == names
    np.testing.assert_array_equal(film(face, frames), live)


@OUT_OF_5_0
def test_a_solo_track_stays_solo(face, scene, film):
    layered(face, scene)
    face.data.animation_data.nla_tracks["High"].is_solo = True
    live = film(face)
    to_shape_keys()
    assert face.data.shape_keys.animation_data.nla_tracks["High"].is_solo
    np.testing.assert_allclose(film(face), live, atol=EXACT)


def drive(prop, source, id_type, path, expression="x"):
    owner, name, index = prop
    driver = owner.driver_add(name, index).driver
    variable = driver.variables.new()
    variable.name = "x"
    variable.targets[0].id_type = id_type
    variable.targets[0].id = source
    variable.targets[0].data_path = path
    driver.expression = expression
    return driver


def test_drivers_move_and_so_do_those_that_read_channels(face, scene, film):
    """A lever drives a channel, that one drives another, and an eye and a lamp read a third."""
    mesh = face.data
    lever, eye = bpy.data.objects.new("Lever", None), bpy.data.objects.new("Eye", None)
    world = scene.world = bpy.data.worlds.new("World")
    if world.node_tree is None:
        world.use_nodes = True
    for obj in (lever, eye):
        scene.collection.objects.link(obj)
    for frame, x in ((1, 0.0), (50, 0.8)):
        lever.location.x = x
        lever.keyframe_insert("location", frame=frame)
    drive((channel(face, "jawOpen"), "value", -1), lever, "OBJECT", "location.x", "x * 1.5 - 0.2")
    curve = mesh.animation_data.drivers[0]
    curve.modifiers.remove(curve.modifiers[0]) if curve.modifiers else None
    curve.modifiers.new("LIMITS").use_max_y = True
    curve.modifiers[0].max_y = 0.9
    jaw = path_of(face, "jawOpen")
    drive((channel(face, "mouthPucker"), "value", -1), mesh, "MESH", jaw, "1 - x")
    drive((eye, "rotation_euler", 0), mesh, "MESH", f'{CHANNELS}["jawOpen"].value')
    light = world.node_tree.nodes["Background"].inputs["Strength"]
    drive((light, "default_value", -1), mesh, "MESH", jaw)

    def readings():
        found = []
        for frame in (1, 10, 25, 40):
            scene.frame_set(frame)
            found.append((eye.rotation_euler.x, light.default_value))
        return np.array(found)

    live, read = film(face), readings()
    assert np.ptp(read, axis=0).min() > 0.3
    to_shape_keys()
    assert not mesh.animation_data.drivers
    np.testing.assert_allclose(film(face), live, atol=EXACT)
    np.testing.assert_allclose(readings(), read, atol=1e-6)
    lever.animation_data_clear()
    lever.location.x = 0.3
    bpy.context.view_layer.update()
    assert block(face, "jawOpen").value == pytest.approx(0.25)
    to_live()
    lever.location.x = 0.4
    bpy.context.view_layer.update()
    assert channel(face, "jawOpen").value == pytest.approx(0.4)
    assert channel(face, "mouthPucker").value == pytest.approx(0.6)
    assert eye.rotation_euler.x == pytest.approx(0.4)


def test_other_curves_of_the_mesh_stay_on_it(face, film, curves_of):
    mesh = face.data
    shape_curves(face, curves_of)
    for frame, value in ((1, 0.1), (20, 0.4)):
        mesh["mine"] = value
        mesh.keyframe_insert('["mine"]', frame=frame)
    mesh["driven"] = 0.0
    mesh.driver_add('["driven"]').driver.expression = "frame / 100"
    action, live = mesh.animation_data.action, film(face)
    before = {path: curve_settings(curve) for path, curve in curves_of(mesh).items()}
    to_shape_keys()
    assert mesh.animation_data.action == action
    assert set(curves_of(mesh)) == {'["mine"]'}
    assert len(curves_of(mesh.shape_keys)) == 6
    assert [d.data_path for d in mesh.animation_data.drivers] == ['["driven"]']
    np.testing.assert_allclose(film(face), live, atol=EXACT)
    to_live()
    assert mesh.animation_data.action == action
    assert {path: curve_settings(curve) for path, curve in curves_of(mesh).items()} == before
    assert list(bpy.data.actions) == [action]


@pytest.mark.parametrize("besides", [False, True], ids=["channels alone", "and others"])
def test_actions_that_others_play_are_not_touched(face, scene, film, curves_of, besides):
    shape_curves(face, curves_of)
    if besides:
        face.data["mine"] = 0.2
        face.data.keyframe_insert('["mine"]', frame=3)
    bpy.ops.object.duplicate(linked=False)
    twin = bpy.context.object
    shared = face.data.animation_data.action
    twin.data.animation_data.action = shared
    if hasattr(shared, "slots"):
        twin.data.animation_data.action_slot = face.data.animation_data.action_slot
    bpy.context.view_layer.objects.active = face
    before = {path: curve_settings(curve) for path, curve in curves_of(twin.data).items()}
    live = film(face)
    for there_or_back in (to_shape_keys, to_live):
        there_or_back()
        assert twin.data.animation_data.action == shared
        assert {p: curve_settings(c) for p, c in curves_of(twin.data).items()} == before
        for obj in (face, twin):
            np.testing.assert_allclose(film(obj), live, atol=EXACT)
    assert len(curves_of(face.data)) == len(before)


def test_an_action_in_a_strip_of_another_face_is_not_touched(face, scene, film, curves_of):
    shape_curves(face, curves_of)
    action, slot = face.data.animation_data.action, None
    if hasattr(action, "slots"):
        slot = face.data.animation_data.action_slot
    bpy.ops.blendshape_face.add()
    other = bpy.context.object
    other.modifiers.clear()  # only the landmarks are looked at
    track = other.data.animation_data_create().nla_tracks.new()
    add_strip(track, "Strip", 5, action, slot)
    bpy.context.view_layer.objects.active = face
    live, played = film(face), film(other)
    for there_or_back in (to_shape_keys, to_live):
        there_or_back()
        np.testing.assert_allclose(film(face), live, atol=EXACT)
        np.testing.assert_array_equal(film(other), played)
    bpy.context.view_layer.objects.active = other
    to_shape_keys()
    np.testing.assert_allclose(film(other), played, atol=EXACT)
    np.testing.assert_allclose(film(face), live, atol=EXACT)


def test_an_action_shared_with_the_object_keeps_the_objects_curves(face, scene, film, curves_of):
    """Blender 4.4 and later key object and mesh in one action of two slots."""
    shape_curves(face, curves_of)
    action = face.data.animation_data.action
    if not hasattr(action, "slots"):
        pytest.skip("no slots before Blender 4.4")
    face.animation_data_create().action = action
    face.animation_data.action_slot = action.slots.new("OBJECT", "Face")
    for frame in (1, 20):
        face.location.x = frame
        face.keyframe_insert("location", frame=frame)
    assert face.animation_data.action == face.data.animation_data.action
    live = film(face)
    to_shape_keys()
    assert [slot.target_id_type for slot in action.slots] == ["OBJECT"]
    scene.frame_set(20)
    assert face.location.x == 20
    np.testing.assert_allclose(film(face), live, atol=EXACT)
    to_live()
    np.testing.assert_array_equal(film(face), live)
