"""Keying plans, then writes: a take is computed once, and a refused one leaves no trace."""

import sys

import bpy
import numpy as np
import pytest
from blendshape_face.animation import kept_takes
from blendshape_face.blender import actions
from blendshape_face.data.motion import settings
from mathutils import Euler

HEADER = "FaceScore,jawOpen,frame,Identity\n"


def import_take(path, **options):
    return bpy.ops.blendshape_face.import_take(filepath=str(path), **options)


@pytest.fixture
def conversions(monkeypatch):
    """A list that grows with each take that is put on the scene's frames, wherever that is done."""
    convert = settings.take_to_frames
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return convert(*arguments)

    for loaded in list(sys.modules.values()):
        if getattr(loaded, "take_to_frames", None) is convert:
            monkeypatch.setattr(loaded, "take_to_frames", counted)
    return calls


@pytest.fixture
def character(scene):
    """Makes a mesh with shape keys of these names."""

    def make(names, name="Hero"):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0, 0, 0), (1, 0, 0)], [], [])
        obj = bpy.data.objects.new(name, mesh)
        scene.collection.objects.link(obj)
        obj.shape_key_add(name="Basis")
        for key in names:
            obj.shape_key_add(name=key, from_mix=False).data[0].co.z = 1
        bpy.context.view_layer.objects.active = obj
        obj.select_set(True)
        return obj

    return make


@pytest.fixture
def empty(scene):
    """Makes an object that heads and eyes may turn."""

    def make(name, rotation=(0, 0, 0)):
        obj = bpy.data.objects.new(name, None)
        obj.rotation_euler = rotation
        scene.collection.objects.link(obj)
        return obj

    return make


@pytest.fixture
def last_values():
    """Data path -> value of the last key, of an object, mesh or key block."""

    def read(owner):
        curves = actions.fcurves(owner)
        return {
            (curve.data_path, curve.array_index): curve.keyframe_points[-1].co.y for curve in curves
        }

    return read


def everything():
    """Names of all data-blocks that an import could add, and what a face remembers of its take."""
    kinds = (
        "objects",
        "meshes",
        "actions",
        "materials",
        "node_groups",
        "texts",
        "images",
        "sounds",
    )
    names = {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in kinds}
    kept = {}
    for mesh in bpy.data.meshes:
        take = mesh.blendshape_face.take
        properties = [prop.identifier for prop in take.bl_rna.properties if not prop.is_readonly]
        kept[mesh.name] = {
            name: tuple(value) if hasattr(value := getattr(take, name), "__len__") else value
            for name in properties
        }
    return names, kept, bpy.context.scene.frame_end


def test_a_face_is_computed_once(face, empty, sample_take, conversions):
    rig = face.data.blendshape_face.rig
    rig.eye_left.obj, rig.eye_right.obj = empty("Left"), empty("Right")
    import_take(sample_take, turn_object=True)
    assert len(conversions) == 1
    face.data.blendshape_face.take.regions = {"mouth", "eyes"}
    bpy.ops.blendshape_face.bake_again(mode="REPLACE", turn_object=True)
    assert len(conversions) == 2


def test_several_characters_are_computed_once(character, empty, sample_take, conversions):
    hero, teeth = character(["jawOpen", "eyeBlinkLeft"]), character(["jawOpen"], "Teeth")
    for obj in (hero, teeth):
        obj.data.blendshape_face.rig.head.obj = empty(f"{obj.name} Head")
        obj.data.blendshape_face.rig.eye_left.obj = empty(f"{obj.name} Eye")
        for name in ("jawOpen", "eyeBlinkLeft"):
            link = obj.data.blendshape_face.rig.links.add()
            link.source = link.target = name
    import_take(sample_take, turn_object=True)
    assert len(conversions) == 1
    for obj in (hero, teeth):
        assert obj.data.shape_keys.animation_data.action
        assert bpy.data.objects[f"{obj.name} Head"].animation_data.action
        assert bpy.data.objects[f"{obj.name} Eye"].animation_data.action


def test_every_face_of_a_recording_is_computed_once(scene, tmp_path, conversions):
    path = tmp_path / "two.csv"
    rows = [f"1,0.{frame},{frame},{label}\n" for frame in range(5) for label in ("Ann", "Bo")]
    path.write_text(HEADER + "".join(rows))
    import_take(path, face="all", turn_object=True)
    assert len(scene.objects) == 2
    assert len(conversions) == 2


def test_a_take_refused_late_leaves_no_trace(face, sample_take, tmp_path):
    import_take(sample_take)
    path = tmp_path / "brows.csv"
    path.write_text("frame,browInnerUp\n0,0.5\n1,0.6\n")
    face.data.blendshape_face.take.regions = {"mouth"}
    before = everything()
    with pytest.raises(RuntimeError, match="holds no channel of the chosen regions"):
        import_take(path, fps=12, convention="swapped", turn_object=True)
    assert everything() == before
    assert face.data.blendshape_face.take.filepath == str(sample_take)
    assert bpy.ops.blendshape_face.bake_again(mode="REPLACE") == {"FINISHED"}


def test_a_refused_joint_leaves_no_trace(character, empty, sample_take):
    hero, teeth = character(["jawOpen", "mouthPucker"]), character(["jawOpen"], "Teeth")
    del hero
    teeth.data.blendshape_face.rig.head.obj = empty("Head")
    teeth.data.blendshape_face.rig.head.bone = "neck"
    for name in ("jawOpen", "mouthPucker"):
        link = teeth.data.blendshape_face.rig.links.add()
        link.source = link.target = name
    before = everything()
    with pytest.raises(RuntimeError, match="Head: has no bone 'neck'; choose another"):
        import_take(sample_take)
    assert everything() == before


@pytest.mark.parametrize("with_face", [False, True])
def test_one_of_several_faces_refused_leaves_no_trace(scene, tmp_path, with_face):
    if with_face:
        bpy.ops.blendshape_face.add()
    path = tmp_path / "two.csv"
    # Of the second face only an action unit was measured, which its model does not have, beside
    # blendshapes that have a column.
    rows = [f"1,0.{frame % 10},0.5,{frame},Ann\n" for frame in range(20)]
    rows += [f"1,,0.5,{frame},Bo\n" for frame in range(5)]
    path.write_text("FaceScore,jawOpen,AU12,frame,Identity\n" + "".join(rows))
    before = everything()
    with pytest.raises(RuntimeError, match="holds none of the channels of"):
        import_take(path, face="all")
    assert everything() == before


def test_a_take_for_another_kind_of_second_face_leaves_no_trace(scene, tmp_path, au_npz):
    """An active face of action units takes one that no blendshape shows; the second face cannot."""
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    path = tmp_path / "units.csv"
    rows = [f"1,0.{frame},{frame},{label}\n" for frame in range(5) for label in ("Ann", "Bo")]
    path.write_text("FaceScore,AU11,frame,Identity\n" + "".join(rows))
    before = everything()
    with pytest.raises(RuntimeError, match="holds none of the channels of arkit"):
        import_take(path, face="all")
    assert everything() == before


@pytest.mark.parametrize("of_keys", [False, True])
def test_tweak_mode_is_told_before_anything_changes(face, character, sample_take, of_keys):
    target = character(["jawOpen", "mouthPucker"]) if of_keys else face
    if of_keys:
        link = target.data.blendshape_face.rig.links.add()
        link.source = link.target = "jawOpen"
    import_take(sample_take, mode="STRIP", turn_object=True)
    owner = target.data.shape_keys or target.data
    (track,) = owner.animation_data.nla_tracks
    track.select = track.strips[0].select = True
    owner.animation_data.use_tweak_mode = True
    assert owner.animation_data.use_tweak_mode
    before = everything()
    for mode in ("NEW", "REPLACE", "STRIP"):
        with pytest.raises(RuntimeError, match="leave the NLA's tweak mode first"):
            import_take(sample_take, mode=mode, turn_object=True)
    assert everything() == before


def test_keys_are_not_replaced_in_an_action_of_another_file(face, sample_take, tmp_path):
    """Blender takes such changes and forgets them with the session."""
    import_take(sample_take)
    path = str(tmp_path / "library.blend")
    own = face.data.animation_data.action
    bpy.data.libraries.write(path, {own})
    with bpy.data.libraries.load(path, link=True) as (_, wanted):
        wanted.actions = [own.name]
    (linked,) = wanted.actions
    face.data.animation_data.action = linked
    if hasattr(linked, "slots"):
        face.data.animation_data.action_slot = linked.slots[0]
    before = everything()
    with pytest.raises(RuntimeError, match="is linked: use Object > Relations > Make Local"):
        import_take(sample_take, mode="REPLACE")
    assert everything() == before
    assert import_take(sample_take) == {"FINISHED"}
    assert face.data.animation_data.action.is_editable


def test_a_joint_that_several_meshes_share_is_keyed_once(character, empty, sample_take, scene):
    """Its rest is how it stood before, for each of them, also when they are baked again alone."""
    head = empty("Head", (0, 0, 1.0))
    hero, teeth = character(["jawOpen"]), character(["jawOpen"], "Teeth")
    for obj in (hero, teeth):
        rig = obj.data.blendshape_face.rig
        rig.head.obj = head
        link = rig.links.add()
        link.source = link.target = "jawOpen"
    import_take(sample_take)
    assert len([action for action in bpy.data.actions if action.name.endswith("head")]) == 1
    scene.frame_set(100)
    turned = head.matrix_world.to_quaternion()
    assert turned.rotation_difference(Euler((0, 0, 1.0)).to_quaternion()).angle < 0.6
    for obj in (hero, teeth):
        bpy.context.view_layer.objects.active = obj
        bpy.ops.blendshape_face.bake_again(mode="REPLACE")
        scene.frame_set(100)
        again = head.matrix_world.to_quaternion()
        assert again.rotation_difference(turned).angle == pytest.approx(0, abs=1e-3)


def test_a_region_alone_leaves_eyes_alone(face, empty, sample_take, last_values):
    eye = empty("Eye")
    face.data.blendshape_face.rig.eye_left.obj = eye
    import_take(sample_take)
    before = last_values(eye)
    assert any(before.values())
    face.data.blendshape_face.take.regions = {"mouth"}
    bpy.ops.blendshape_face.bake_again(mode="REPLACE")
    assert last_values(eye) == before


def test_a_key_of_one_side_is_mirrored_too(character, scene, tmp_path, last_values):
    scene.render.fps = 30
    hero = character(["Left Lid"])
    link = hero.data.blendshape_face.rig.links.add()
    link.source, link.target = "eyeBlinkLeft", "Left Lid"
    path = tmp_path / "wink.csv"
    path.write_text("frame,eyeBlinkLeft,eyeBlinkRight\n0,0,0\n1,0.25,0.75\n")
    import_take(path)
    assert list(last_values(hero.data.shape_keys).values()) == [0.25]
    hero.data.blendshape_face.take.mirror = True
    bpy.ops.blendshape_face.bake_again(mode="REPLACE")
    assert list(last_values(hero.data.shape_keys).values()) == [0.75]


def test_a_new_face_turns_from_how_it_will_stand(scene, tmp_path):
    """Where it stands is known before it is there: at the 3D cursor, if the user prefers so."""
    path = tmp_path / "turn.csv"
    path.write_text("frame,jawOpen,Pitch,Yaw,Roll\n0,0,0,0,0\n1,0.5,0,0.3,0\n")
    preferences = bpy.context.preferences.edit
    former = preferences.object_align
    scene.cursor.rotation_euler = (0.2, 0.1, 1.0)
    preferences.object_align = "CURSOR"
    try:
        import_take(path, turn_object=True)
    finally:
        preferences.object_align = former
    scene.frame_set(1)
    turned = np.array(bpy.context.object.matrix_world.to_3x3())
    stand = np.array(Euler((0.2, 0.1, 1.0)).to_matrix())
    np.testing.assert_allclose(turned, stand, atol=1e-6)


def test_a_new_face_has_the_settings_of_a_take_as_recorded(face):
    """A face that is still to be made is planned with them."""
    settings_of = kept_takes.settings_of
    assert settings_of(face.data) == settings.Settings()


def test_a_strip_holds_the_take_alone(character, scene, sample_take):
    """Keys of the present action would lengthen the strip, and so shift the take in time."""
    hero = character(["jawOpen", "mouthPucker", "Ears"])
    for name in ("jawOpen", "mouthPucker"):
        link = hero.data.blendshape_face.rig.links.add()
        link.source = link.target = name
    keys = hero.data.shape_keys
    keys.key_blocks["Ears"].keyframe_insert("value", frame=3)
    scene.frame_set(600)
    import_take(sample_take, mode="STRIP")
    (track,) = keys.animation_data.nla_tracks
    (strip,) = track.strips
    assert (strip.frame_start, strip.action_frame_start) == (600, 600)


def test_keys_of_shapes_that_move_nothing_are_reduced_too(character, sample_take, last_values):
    hero = character(["jawOpen", "mouthPucker"])
    for block in hero.data.shape_keys.key_blocks:
        block.data[0].co.z = 0
    for name in ("jawOpen", "mouthPucker"):
        link = hero.data.blendshape_face.rig.links.add()
        link.source = link.target = name
    take = hero.data.blendshape_face.take
    take.reduce, take.bound = True, 0.1
    import_take(sample_take)
    assert len(last_values(hero.data.shape_keys)) == 2


@pytest.mark.parametrize("order", [("Hero", "Teeth"), ("Teeth", "Hero")])
def test_the_active_characters_settings_count(character, scene, sample_take, order):
    for name in order:
        obj = character(["jawOpen"], name)
        link = obj.data.blendshape_face.rig.links.add()
        link.source = link.target = "jawOpen"
    hero = bpy.data.objects["Hero"]
    hero.data.blendshape_face.take.speed = 2.0
    bpy.context.view_layer.objects.active = hero
    import_take(sample_take)
    for name in order:
        (curve,) = actions.fcurves(bpy.data.objects[name].data.shape_keys)
        assert len(curve.keyframe_points) < 300
