"""Who plays a take: known shape keys, unfit meshes, armatures, shape keys that are not seen."""

import bpy
import pytest

from tests.blender.meshes import SIX, add_character, add_object, choose, keyed, report_of


def import_take(path, **options):
    return bpy.ops.blendshape_face.import_take(filepath=str(path), **options)


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (["jawOpen"], {"jawOpen"}),
        (["eyeBlinkLeft", "eyeBlinkRight", "Long"], {"eyeBlinkLeft", "eyeBlinkRight"}),
        (
            ["jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "Smile", "Angry", "Sad"],
            {"jawOpen", "eyeBlinkLeft", "eyeBlinkRight"},
        ),
        ([*"ABCDEFGHIJKL", "brow_inner_up"], {"brow_inner_up"}),
        # The presets of VRM, and one that they lack.
        (["aa", "ih", "ou", "ee", "oh", "browInnerUp"], {"browInnerUp", "aa", "ou", "oh"}),
    ],
)
def test_the_known_keys_are_keyed_and_the_rest_named(scene, sample_take, names, known):
    hero = add_character(names)
    report = report_of(sample_take)
    assert keyed(hero) >= known
    rest = [name for name in names if name not in {*keyed(hero), "ih", "ee"}]
    for name in rest[:4]:
        assert name in report.partition("not linked: ")[2]
    if len(rest) > 4:
        assert f"and {len(rest) - 4} more" in report


def test_a_mesh_without_any_known_key_is_refused(scene, sample_take):
    add_character(["Wind", "Fit"], "Hair")
    with pytest.raises(RuntimeError, match="Hair: its shape keys bear no names that are known"):
        import_take(sample_take)
    assert [obj.name for obj in scene.objects] == ["Hair"]


@pytest.mark.parametrize("active", ["Head", "Hair", "Teeth"])
def test_an_unfit_mesh_is_left_out_and_named(scene, sample_take, active):
    meshes = {
        "Head": add_character(SIX, "Head"),
        "Hair": add_character(["Fit", "Wind"], "Hair"),
        "Teeth": add_character(["jawOpen"], "Teeth"),
    }
    choose(*(obj for name, obj in meshes.items() if name != active), meshes[active])
    report = report_of(sample_take)
    assert "left out Hair: its shape keys bear no names that are known" in report
    assert keyed(meshes["Head"]) == set(SIX)
    assert keyed(meshes["Teeth"]) == {"jawOpen"}
    assert meshes["Hair"].data.shape_keys.animation_data is None


def test_absolute_keys_among_others_are_left_out(scene, sample_take):
    head = add_character(SIX, "Head")
    morph = add_character(SIX, "Morph")
    morph.data.shape_keys.use_relative = False
    choose(head, morph)
    assert "left out Morph: its shape keys are absolute" in report_of(sample_take)
    assert keyed(head) == set(SIX)
    assert morph.data.shape_keys.animation_data is None


def test_absolute_keys_are_refused_with_the_reason(scene, sample_take, tmp_path):
    hero = add_character(SIX)
    hero.data.shape_keys.use_relative = False
    with pytest.raises(RuntimeError, match=r"are absolute, .*tick Relative"):
        import_take(sample_take)
    assert list(scene.objects) == [hero]
    with pytest.raises(RuntimeError, match=r"are absolute, .*tick Relative"):
        bpy.ops.blendshape_face.export_face(filepath=str(tmp_path / "hero.glb"))
    assert not list(tmp_path.iterdir())


def add_rig(*meshes, by_modifier=True):
    rig = add_object("Rig", bpy.data.armatures.new("Rig"))
    for obj in meshes:
        if by_modifier:
            obj.modifiers.new("Armature", "ARMATURE").object = rig
        else:
            obj.parent = rig
            obj.parent_type = "ARMATURE"
    return rig


def test_the_selected_head_is_keyed_where_its_armature_is_active(scene, sample_take):
    head = add_character(SIX, "Head")
    choose(head, add_rig())
    assert import_take(sample_take) == {"FINISHED"}
    assert keyed(head) == set(SIX)
    assert len(scene.objects) == 2


@pytest.mark.parametrize("by_modifier", [True, False])
def test_the_meshes_of_an_active_armature_are_keyed(scene, sample_take, by_modifier):
    head = add_character(SIX, "Head")
    body = add_character(["Fat", "Thin"], "Body")
    bystander = add_character(SIX, "Bystander")
    rig = add_rig(head, body, by_modifier=by_modifier)
    choose(rig)
    assert "left out Body" in report_of(sample_take)
    assert keyed(head) == set(SIX)
    assert not keyed(bystander)
    # The Take panel, too, is for what the take is on.
    rig.select_set(True)
    assert bpy.ops.blendshape_face.bake_again(mode="REPLACE") == {"FINISHED"}


@pytest.mark.parametrize("kind", ["EMPTY", "LIGHT", "MESH"])
def test_the_selected_head_is_keyed_whatever_is_active(scene, sample_take, kind):
    head = add_character(SIX, "Head")
    others = {
        "EMPTY": lambda: None,
        "LIGHT": lambda: bpy.data.lights.new("Sun", "SUN"),
        "MESH": lambda: bpy.data.meshes.new("Body"),
    }
    choose(head, add_object("Other", others[kind]()))
    assert import_take(sample_take) == {"FINISHED"}
    assert keyed(head) == set(SIX)
    assert len(scene.objects) == 2


def test_keys_that_are_not_seen_are_told(scene, sample_take):
    hero = add_character(SIX)
    assert "muted" not in report_of(sample_take)
    hero.data.shape_keys.key_blocks["jawOpen"].mute = True
    assert "muted, so that they do not move it: jawOpen" in report_of(sample_take)
    hero.show_only_shape_key = True
    assert "switch off Solo Active Shape Key" in report_of(sample_take)
    assert keyed(hero) == set(SIX)


@pytest.mark.parametrize(
    "names",
    [
        ["head.eyeBlinkLeft", "lash.eyeBlinkLeft"],
        ["Head_eyeBlink_L", "Lash_eyeBlink_L", "Brow_eyeBlink_L"],
        ["eyeBlinkLeft", "lash.eyeBlinkLeft"],
        ["Head:eyeBlinkLeft", "Lash:eyeBlinkLeft"],
    ],
)
def test_all_parts_of_a_joined_mesh_are_keyed(scene, sample_take, names):
    hero = add_character(["head.jawOpen", *names])
    import_take(sample_take)
    assert keyed(hero) == {"head.jawOpen", *names}


def test_what_two_movements_do_together_is_no_part(scene, sample_take):
    hero = add_character(["mouthSmileLeft", "Head_jawOpen", "mouthSmileLeft_jawOpen"])
    import_take(sample_take)
    assert keyed(hero) == {"mouthSmileLeft", "Head_jawOpen"}


@pytest.mark.parametrize("mode", ["NEW", "REPLACE", "STRIP"])
def test_tweak_mode_is_refused_and_nothing_changes(scene, sample_take, mode):
    hero = add_character(SIX)
    import_take(sample_take, mode="STRIP")
    animation = hero.data.shape_keys.animation_data
    track = animation.nla_tracks[0]
    track.select = track.strips[0].select = True
    animation.use_tweak_mode = True
    known = set(bpy.data.actions)
    with pytest.raises(RuntimeError, match="leave the NLA's tweak mode first"):
        import_take(sample_take, mode=mode)
    assert set(bpy.data.actions) == known
    assert len(animation.nla_tracks) == 1
