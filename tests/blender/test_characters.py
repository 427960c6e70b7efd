"""Takes on meshes with shape keys: matched by name, by preset, by hand; heads and eyes turn."""

import math

import bpy
import numpy as np
import pytest
from blendshape_face.blender import actions
from blendshape_face.blender import scene as blender_scene
from blendshape_face.characters import links as characters_links
from blendshape_face.characters import objects
from blendshape_face.data import takes
from blendshape_face.data.motion import head_rotation, settings
from mathutils import Matrix, Vector


@pytest.fixture
def character(scene):
    """Makes a mesh with shape keys of these names, each moving one vertex by 1 m."""

    def make(names, name="Hero"):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(i, 0, 0) for i in range(len(names) + 1)], [], [])
        obj = bpy.data.objects.new(name, mesh)
        scene.collection.objects.link(obj)
        obj.shape_key_add(name="Basis")
        for index, key in enumerate(names):
            obj.shape_key_add(name=key, from_mix=False).data[index].co.z = 1
        bpy.context.view_layer.objects.active = obj
        for other in bpy.context.selected_objects:
            other.select_set(False)
        obj.select_set(True)
        return obj

    return make


@pytest.fixture
def keyed_values():
    """Shape key -> values of its keyframes."""

    def read(obj):
        result = {}
        for curve in actions.fcurves(obj.data.shape_keys):
            flat = np.empty(2 * len(curve.keyframe_points), np.float32)
            curve.keyframe_points.foreach_get("co", flat)
            result[curve.data_path.split('"')[1]] = flat[1::2]
        return result

    return read


SPELLINGS = {
    "jawOpen": "JawOpen",
    "eyeBlinkLeft": "eyeBlink_L",
    "mouthSmileRight": "Face.mouthSmileRight",
    "browInnerUp": "brow_inner_up",
    "mouthPucker": "mouthPucker",
    "cheekPuff": "Cheek Puff",
}


def import_take(path, **options):
    assert bpy.ops.blendshape_face.import_take(filepath=str(path), **options) == {"FINISHED"}


def take_frames(path, scene, columns):
    take = takes.read_take(path)
    fps = blender_scene.scene_fps(scene)
    return settings.take_to_frames(take, settings.Settings(), columns, fps)


def test_a_take_drives_keys_in_any_spelling(character, scene, sample_take, keyed_values):
    obj = character([*SPELLINGS.values(), "Ears"])
    import_take(sample_take)
    frames = take_frames(sample_take, scene, list(SPELLINGS))
    values = keyed_values(obj)
    assert set(values) == set(SPELLINGS.values())
    for name, column in zip(frames.names, frames.values.T, strict=True):
        np.testing.assert_allclose(values[SPELLINGS[name]], column, atol=1e-6)
    links = obj.data.blendshape_face.rig.links
    assert {(link.source, link.target) for link in links} == set(SPELLINGS.items())
    scene.frame_set(scene.frame_current + 40)
    key = obj.data.shape_keys.key_blocks["JawOpen"]
    assert key.value == pytest.approx(frames.values[40, frames.names.index("jawOpen")], abs=1e-6)


def test_several_meshes_are_keyed_together(character, sample_take, keyed_values):
    names = list(SPELLINGS.values())
    teeth = character(names, "Teeth")
    tongue = character(["somethingElse"], "Tongue")
    hero = character(names, "Hero")
    teeth.select_set(True)
    import_take(sample_take)
    assert keyed_values(hero).keys() == keyed_values(teeth).keys()
    assert not keyed_values(tongue)


def test_nothing_else_of_the_target_is_lost(character, sample_take, keyed_values):
    obj = character([*SPELLINGS.values(), "Ears"])
    obj.modifiers.new("Smooth", "SUBSURF")
    keys = obj.data.shape_keys
    keys.key_blocks["Ears"].value = 0.5
    keys.key_blocks["Ears"].keyframe_insert("value", frame=3)
    keys.key_blocks["JawOpen"].keyframe_insert("value", frame=1)
    driver = keys.key_blocks["mouthPucker"].driver_add("value").driver
    driver.type, driver.expression = "SCRIPTED", "0.25"
    former = keys.animation_data.action
    before = {block.name: [point.co.copy() for point in block.data] for block in keys.key_blocks}
    assert objects.is_character(obj)
    import_take(sample_take)
    values = keyed_values(obj)
    np.testing.assert_allclose(values["Ears"], [0.5])
    assert "mouthPucker" not in values
    assert keys.animation_data.drivers[0].driver.expression == "0.25"
    assert former.name in bpy.data.actions
    assert former != keys.animation_data.action
    assert [modifier.name for modifier in obj.modifiers] == ["Smooth"]
    after = {block.name: [point.co.copy() for point in block.data] for block in keys.key_blocks}
    assert after == before


def test_links_made_by_hand(character, scene, sample_take, keyed_values):
    obj = character(["A", "B"])
    with pytest.raises(RuntimeError, match="bear no names that are known"):
        bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    rig = obj.data.blendshape_face.rig
    for source, target, gain, offset in (
        ("jawOpen", "A", 2.0, 0.0),
        ("jawOpen", "B", -1.0, 0.5),
        ("mouthPucker", "B", 1.0, 0.0),
    ):
        assert bpy.ops.blendshape_face.add_link() == {"FINISHED"}
        link = rig.links[rig.active_link]
        link.source, link.target, link.gain, link.offset = source, target, gain, offset
    import_take(sample_take)
    frames = take_frames(sample_take, scene, ["jawOpen", "mouthPucker"])
    jaw, pucker = frames.values.T
    values = keyed_values(obj)
    np.testing.assert_allclose(values["A"], 2 * jaw, atol=1e-6)
    np.testing.assert_allclose(values["B"], 0.5 - jaw + pucker, atol=1e-6)
    # Blender would clip what lies outside of the slider.
    assert obj.data.shape_keys.key_blocks["A"].slider_max >= values["A"].max()


def test_a_preset_a_file_and_the_unlinked(character, tmp_path):
    obj = character(["まばたき", "あ", "笑い", "髪"])
    assert bpy.ops.blendshape_face.map_keys(preset="mmd") == {"FINISHED"}
    rig = obj.data.blendshape_face.rig
    links = [(link.source, link.target, link.gain) for link in rig.links]
    assert "あ" in {target for _, target, _ in links}
    channels, keys = characters_links.unmatched(obj.data)
    assert any(line.startswith("髪") for line in keys)
    assert any(line.startswith("tongueOut") for line in channels)
    path = str(tmp_path / "mine.toml")
    assert bpy.ops.blendshape_face.save_rig(filepath=path) == {"FINISHED"}
    rig.links.clear()
    assert bpy.ops.blendshape_face.load_rig(filepath=path) == {"FINISHED"}
    assert sorted((x.source, x.target, x.gain) for x in rig.links) == sorted(links)
    with pytest.raises(RuntimeError, match="none of its shape keys are on"):
        bpy.ops.blendshape_face.map_keys(preset="cc4")


@pytest.mark.parametrize("mode", ["XYZ", "QUATERNION", "AXIS_ANGLE"])
def test_head_and_eyes_turn_bones_about_their_rest(character, scene, sample_take, mode):
    obj = character(list(SPELLINGS.values()))
    bpy.ops.object.armature_add()
    armature = bpy.context.object
    bpy.ops.object.mode_set(mode="EDIT")
    bone = armature.data.edit_bones[0]
    bone.name, bone.tail, bone.roll = "head.x", (0.3, -0.4, 0.8), 0.7
    bpy.ops.object.mode_set(mode="OBJECT")
    armature.pose.bones[0].rotation_mode = mode
    rig = obj.data.blendshape_face.rig
    for joint in (rig.head, rig.eye_left):
        joint.obj, joint.bone = armature, "head.x"
    rig.eye_left.obj = None
    bpy.context.view_layer.objects.active = obj
    import_take(sample_take)
    take = takes.read_take(sample_take)
    turns = head_rotation.head_rotation(take.head)
    rest = armature.data.bones[0].matrix_local.to_3x3()
    scene.render.fps  # noqa: B018
    first = scene.frame_current
    times = np.arange(scene.frame_end - first) / blender_scene.scene_fps(scene)
    for frame in (0, 60):
        scene.frame_set(first + frame)
        shown = armature.pose.bones[0].matrix.to_3x3() @ rest.inverted()
        sample = int(np.argmin(np.abs(take.times - times[frame])))
        for axis in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
            wanted = Matrix(turns[sample]) @ Vector(axis)
            assert (shown @ Vector(axis) - wanted).length < 0.02


def test_eyes_turn_objects_within_their_limits(character, scene, tmp_path, sample_take):
    obj = character(["jawOpen", "eyeLookInLeft"])
    eye = bpy.data.objects.new("Eye", None)
    scene.collection.objects.link(eye)
    eye.rotation_euler = (0, 0, 1.0)
    rig = obj.data.blendshape_face.rig
    rig.eye_left.obj = eye
    link = rig.links.add()
    link.source = link.target = "jawOpen"
    path = tmp_path / "look.csv"
    rows = [f"{frame},0.5,{min(frame * 0.2, 1.5)}" for frame in range(10)]
    path.write_text("\n".join(["frame,jawOpen,eyeLookInLeft", *rows]))
    scene.render.fps = 30
    import_take(path)
    scene.frame_set(scene.frame_current + 9)
    # The left eye turns in, to the subject's right: about -Z by 30 degrees at most.
    assert eye.rotation_euler.z == pytest.approx(1.0 - math.radians(30), abs=1e-4)


def test_the_settings_of_a_character_are_baked_again(character, sample_take, keyed_values):
    obj = character(list(SPELLINGS.values()))
    import_take(sample_take)
    before = keyed_values(obj)
    obj.data.blendshape_face.take.speed = 2.0
    assert bpy.ops.blendshape_face.bake_again(mode="REPLACE") == {"FINISHED"}
    after = keyed_values(obj)
    assert len(after["JawOpen"]) < 0.6 * len(before["JawOpen"])


def test_keys_are_reduced_within_the_bound_on_the_own_mesh(character, scene, sample_take):
    obj = character(list(SPELLINGS.values()))
    for block in obj.data.shape_keys.key_blocks[1:]:
        for point in block.data:
            point.co.z *= 0.01  # a key moves its vertex by a centimeter
    import_take(sample_take)
    shown = []
    for reduce in (False, True):
        take = obj.data.blendshape_face.take
        take.reduce, take.bound = reduce, 0.2
        assert bpy.ops.blendshape_face.bake_again(mode="REPLACE") == {"FINISHED"}
        blocks = obj.data.shape_keys.key_blocks
        values = []
        for frame in range(1, 473):
            scene.frame_set(frame)
            values.append([blocks[name].value for name in SPELLINGS.values()])
        shown.append(np.array(values))
    worst = np.abs(shown[1] - shown[0]).max() * 0.01
    assert 0.0001 < worst <= 0.0002


def test_animation_is_transferred_from_a_face(face, character, scene, sample_take):
    import_take(sample_take)
    obj = character(list(SPELLINGS.values()))
    face.select_set(True)
    assert bpy.ops.blendshape_face.transfer() == {"FINISHED"}
    channels = face.data.blendshape_face.channels
    for frame in (5, 50):
        scene.frame_set(frame)
        for name, key in SPELLINGS.items():
            shown = obj.data.shape_keys.key_blocks[key].value
            assert shown == pytest.approx(channels[name].value, abs=1e-5)


def test_action_units_drive_blendshapes(character, tmp_path, keyed_values):
    obj = character(list(SPELLINGS.values()))
    path = tmp_path / "au.csv"
    path.write_text("frame,input,AU01,AU26,FaceScore\n0,a,0.5,1.0,1\n1,a,0.25,0.5,1\n")
    import_take(path, fps=24)
    assert {"brow_inner_up", "JawOpen"} <= set(keyed_values(obj))


def test_several_faces_need_a_choice(character, tmp_path):
    character(list(SPELLINGS.values()))
    path = tmp_path / "two.csv"
    path.write_text("FaceScore,jawOpen,frame,Identity\n1,0.5,0,Ann\n1,0.1,0,Bob\n")
    with pytest.raises(RuntimeError, match="choose one of them"):
        bpy.ops.blendshape_face.import_take(filepath=str(path), face="all")


def test_the_panel_counts_the_shape_keys_that_are_known(character):
    names = ["jawOpen", "Eye_Blink_L", "mouthSmile_R", "BrowUp", "myKey"]
    mesh = character(names).data
    assert characters_links.count_line(mesh) == "3 of 5 shape keys known by name"
    characters_links.map_keys(mesh, characters_links.AUTOMATIC)
    assert characters_links.count_line(mesh) == "3 of 5 shape keys linked"
    unknown = character(["BrowUp", "myKey"]).data
    assert characters_links.count_line(unknown) == "None of 2 shape keys has a known name"
