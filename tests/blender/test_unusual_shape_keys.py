"""Shape keys with vertex groups, relative to others, pinned or animated by number; large and small
meshes.
"""

import addon_utils
import bpy
import numpy as np
import pytest
from blendshape_face.blender import actions

from tests.blender.meshes import SIX, add_character, add_object, choose, keyed, shape


def import_take(path, **options):
    assert bpy.ops.blendshape_face.import_take(filepath=str(path), **options) == {"FINISHED"}


def block(obj, name):
    return obj.data.shape_keys.key_blocks[name]


def mask(obj):
    """A vertex group that halves jawOpen, whose vertex is the first."""
    obj.vertex_groups.new(name="Other").add([0, 1, 2], 1.0, "REPLACE")
    obj.vertex_groups.new(name="Half").add([0], 0.5, "REPLACE")
    block(obj, "jawOpen").vertex_group = "Half"


def relate(obj):
    block(obj, "jawOpen").relative_key = block(obj, "mouthSmileLeft")


def chain(obj):
    relate(obj)
    block(obj, "mouthSmileLeft").relative_key = block(obj, "browInnerUp")


def mask_and_relate(obj):
    mask(obj)
    chain(obj)


def pin(obj):
    mask(obj)
    obj.active_shape_key_index = 1
    obj.show_only_shape_key = True


@pytest.mark.parametrize("unusual", [mask, relate, chain, mask_and_relate, pin])
@pytest.mark.parametrize("suffix", ["glb", "usdc", "fbx"])
def test_files_show_what_the_keys_do(scene, tmp_path, suffix, unusual):
    add_ons()
    hero = add_character(SIX)
    for number, name in enumerate(("jawOpen", "mouthSmileLeft")):
        block(hero, name).value = 1 - 0.25 * number
        block(hero, name).keyframe_insert("value", frame=1)
    scene.frame_end = 2
    unusual(hero)
    pinned = hero.show_only_shape_key
    hero.show_only_shape_key = False
    wanted = shape(hero)
    hero.show_only_shape_key = pinned
    choose(hero)
    path = str(tmp_path / f"hero.{suffix}")
    before = described(hero)
    assert bpy.ops.blendshape_face.export_face(filepath=path) == {"FINISHED"}
    assert described(hero) == before
    bpy.ops.wm.read_homefile(use_empty=True)
    add_ons()
    read_back(path)
    shown = shape(bpy.context.object)
    nearest = [np.abs(shown - place).sum(1).min() for place in wanted]
    assert max(nearest) < 1e-5
    bpy.ops.wm.read_homefile(use_empty=True)


def add_ons():
    for name in ("io_scene_gltf2", "io_scene_fbx"):
        addon_utils.enable(name)


def described(obj):
    """All that an export must leave as it was."""
    keys = [
        (key.name, key.vertex_group, key.relative_key.name, [tuple(p.co) for p in key.points])
        for key in obj.data.shape_keys.key_blocks
    ]
    return keys, obj.show_only_shape_key


def read_back(path):
    frame = 1
    if path.endswith("glb"):
        bpy.ops.import_scene.gltf(filepath=path)
        frame = 0
    elif path.endswith("fbx"):
        bpy.ops.import_scene.fbx(filepath=path, anim_offset=0)
    else:
        bpy.ops.wm.usd_import(filepath=path)
    found = next(obj for obj in bpy.data.objects if obj.type == "MESH" and obj.data.shape_keys)
    choose(found)
    bpy.context.scene.frame_set(frame)


def keys_left(obj, path, bound=0.5):
    """How many keys a take leaves of one a frame."""
    take = obj.data.blendshape_face.take
    take.reduce = True
    take.bound = bound
    choose(obj)
    import_take(path)
    return sum(len(curve.keyframe_points) for curve in actions.fcurves(obj.data.shape_keys))


def scaled(obj):
    obj.scale = (0.01,) * 3


def in_a_scaled_parent(obj):
    parent = add_object("Parent")
    parent.scale = (0.1,) * 3
    obj.parent = parent
    obj.scale = (0.1,) * 3


def in_centimeters(_obj):
    bpy.context.scene.unit_settings.system = "METRIC"
    bpy.context.scene.unit_settings.scale_length = 0.01


def mirrored_and_turned(obj):
    obj.scale = (-0.01, 0.01, 0.01)
    obj.rotation_euler = (1, 2, 3)


def shared_with_a_larger_one(obj):
    """The larger of two that share a mesh counts."""
    scaled(obj)
    twin = add_object("Twin", obj.data)
    twin.scale = (0.01,) * 3
    obj.scale = (0.001,) * 3


@pytest.mark.parametrize(
    "change",
    [scaled, in_a_scaled_parent, in_centimeters, mirrored_and_turned, shared_with_a_larger_one],
)
def test_reduced_keys_are_told_in_millimeters_of_the_world(scene, sample_take, change):
    wanted = keys_left(add_character(SIX, "Small"), sample_take)
    large = add_character(SIX, "Large", size=10, offset=1)
    assert keys_left(large, sample_take) > 2 * wanted
    change(large)
    assert keys_left(large, sample_take) == pytest.approx(wanted, abs=3)


def test_a_scene_without_units_counts_in_meters(scene, sample_take):
    wanted = keys_left(add_character(SIX), sample_take)
    scene.unit_settings.system = "NONE"
    scene.unit_settings.scale_length = 0.01
    assert keys_left(bpy.context.object, sample_take) == wanted


def test_a_faces_scale_counts_too(face, scene, sample_take):
    take = face.data.blendshape_face.take
    take.reduce = True
    counts = []
    for scale in (1.0, 0.1):
        face.scale = (scale,) * 3
        import_take(sample_take)
        counts.append(sum(len(curve.keyframe_points) for curve in actions.fcurves(face.data)))
    assert counts[1] < 0.5 * counts[0]


def test_a_vertex_group_counts_in_what_keys_may_be_dropped(scene, sample_take):
    plain = keys_left(add_character(["jawOpen"]), sample_take)
    hero = add_character(["jawOpen"], "Masked", offset=0.02)
    doubled = keys_left(hero, sample_take)
    mask(hero)
    assert keys_left(hero, sample_take) == plain < doubled


def by_number(obj, value=0.5):
    """Key jawOpen as scripts and importers do: by the number of its shape key."""
    keys = obj.data.shape_keys
    block(obj, "jawOpen").value = value
    block(obj, "jawOpen").keyframe_insert("value", frame=1)
    (curve,) = actions.fcurves(keys)
    curve.data_path = "key_blocks[1].value"


@pytest.mark.parametrize("mode", ["NEW", "REPLACE"])
def test_curves_by_number_do_not_fight_with_new_ones(scene, sample_take, mode):
    hero = add_character(SIX)
    by_number(hero)
    import_take(sample_take, mode=mode)
    paths = [curve.data_path for curve in actions.fcurves(hero.data.shape_keys)]
    assert sorted(paths) == sorted(f'key_blocks["{name}"].value' for name in SIX)
    fresh = add_character(SIX, "Fresh")
    import_take(sample_take)
    for frame in (5, 60, 200):
        scene.frame_set(frame)
        shown = [block(hero, name).value for name in SIX]
        assert shown == [block(fresh, name).value for name in SIX]


def test_curves_by_number_that_no_take_moves_stay(scene, sample_take):
    hero = add_character(["Ears", *SIX])
    block(hero, "Ears").value = 0.5
    block(hero, "Ears").keyframe_insert("value", frame=1)
    (curve,) = actions.fcurves(hero.data.shape_keys)
    curve.data_path = "key_blocks[1].value"
    import_take(sample_take)
    assert keyed(hero) == {"Ears", *SIX}
    scene.frame_set(50)
    assert block(hero, "Ears").value == 0.5


def test_a_driver_by_number_is_left_to_drive(scene, sample_take):
    hero = add_character(SIX)
    driver = block(hero, "jawOpen").driver_add("value")
    driver.driver.expression = "0.25"
    driver.data_path = "key_blocks[1].value"
    import_take(sample_take)
    assert keyed(hero) == {*SIX} - {"jawOpen"}


def test_a_linked_action_is_not_written_into(scene, sample_take, tmp_path):
    hero = add_character(SIX)
    import_take(sample_take)
    name = hero.data.shape_keys.animation_data.action.name
    path = str(tmp_path / "library.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(path, link=True) as (_there, here):
        here.actions = [name]
    (action,) = here.actions
    hero = add_character(SIX)
    animation = hero.data.shape_keys.animation_data_create()
    animation.action = action
    if hasattr(animation, "action_slot"):
        animation.action_slot = action.slots[0]
    bpy.context.scene.frame_set(100)
    with pytest.raises(RuntimeError, match=r"is linked: .*Make Local"):
        import_take(sample_take, mode="REPLACE")
    for mode in ("STRIP", "NEW"):
        import_take(sample_take, mode=mode)
        assert action.library
    # A new one is the file's own.
    assert animation.action.library is None
    bpy.ops.wm.read_homefile(use_empty=True)
