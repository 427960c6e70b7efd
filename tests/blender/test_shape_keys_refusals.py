"""What neither baking nor going back may lose is refused, and nothing changes."""

import bpy
import pytest
from blendshape_face.data import errors
from blendshape_face.face import shape_keys

from tests.blender.baking import (
    CHANNELS,
    block,
    curve_settings,
    layered,
    path_of,
    plain,
    to_shape_keys,
)

# Refusals


def tweak(face, scene):
    layered(face, scene)
    face.data.animation_data.nla_tracks[0].strips[0].select = True
    face.data.animation_data.use_tweak_mode = True


def drive_a_strip(face, scene):
    layered(face, scene)
    face.data.animation_data.nla_tracks["High"].strips["Over"].driver_add("influence")


def mix_in_a_strip(face, scene):
    layered(face, scene)
    strip = face.data.animation_data.nla_tracks["Low"].strips["First"]
    if hasattr(strip, "action_slot"):
        bag = strip.action.layers[0].strips[0].channelbag(strip.action_slot)
    else:
        bag = strip.action
    bag.fcurves.new('["mine"]')


def key_twice(face, scene):
    face.data.keyframe_insert(path_of(face, "jawOpen"), frame=1)
    assert bpy.data.actions
    from_index = face.data.animation_data.action
    bag = from_index
    if hasattr(from_index, "slots"):
        slot = face.data.animation_data.action_slot
        bag = from_index.layers[0].strips[0].channelbag(slot)
    bag.fcurves.new(f'{CHANNELS}["jawOpen"].value')


def solo_beside_others(face, scene):
    layered(face, scene)
    face.data.animation_data.nla_tracks["High"].is_solo = True
    face.data["mine"] = 0.0
    face.data.driver_add('["mine"]')


def edit_in_nla(face, scene, operator, **options):
    layered(face, scene)
    for strip in face.data.animation_data.nla_tracks["Low"].strips:
        strip.select = True
    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    area.type = "NLA_EDITOR"
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        assert operator(**options) == {"FINISHED"}


def add_meta(face, scene):
    edit_in_nla(face, scene, bpy.ops.nla.meta_add)


def add_transition(face, scene):
    edit_in_nla(face, scene, bpy.ops.nla.transition_add)


def add_strip_modifier(face, scene):
    edit_in_nla(face, scene, bpy.ops.nla.fmodifier_add, type="NOISE", only_active=False)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (add_meta, "no action clip but Meta"),
        (add_transition, "no action clip but Transition"),
        (add_strip_modifier, "has F-curve modifiers"),
        (tweak, "leave the NLA's tweak mode"),
        (drive_a_strip, "remove the driver of an NLA strip"),
        (mix_in_a_strip, "strip First animates other properties"),
        (key_twice, "two curves are of one value"),
        (solo_beside_others, "switch off Solo of the NLA track High"),
    ],
)
def test_what_cannot_be_carried_is_refused_untouched(face, scene, curves_of, spoil, message):
    spoil(face, scene)
    mesh = face.data
    animation = mesh.animation_data

    def state():
        strips = [strip for track in animation.nla_tracks for strip in track.strips]
        return (
            list(bpy.data.actions),
            [(strip.name, strip.action, plain(strip)) for strip in strips],
            {path: curve_settings(curve) for path, curve in curves_of(mesh).items()},
            [driver.data_path for driver in animation.drivers],
            mesh.shape_keys,
        )

    before = state()
    with pytest.raises(RuntimeError, match=message):
        bpy.ops.blendshape_face.to_shape_keys()
    assert state() == before


def test_shape_keys_that_are_there_are_left_alone(face):
    face.shape_key_add(name="Mine")
    with pytest.raises(RuntimeError, match="Shape keys"):
        bpy.ops.blendshape_face.to_shape_keys()
    assert [key.name for key in face.data.shape_keys.key_blocks] == ["Mine"]


def add_a_key(face):
    face.shape_key_add(name="Mine")


def move_a_vertex_of_a_key(face):
    block(face, "jawOpen").points[3].co.x += 2e-5


def move_a_vertex_of_the_basis(face):
    block(face, "Basis").points[3].co.x += 2e-5


def mute_a_key(face):
    block(face, "jawOpen").mute = True


def narrow_a_key(face):
    block(face, "jawOpen").slider_max = 0.4


def delete_a_vertex(face):
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="DESELECT")
    bpy.ops.object.mode_set(mode="OBJECT")
    face.data.vertices[7].select = True
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.delete(type="VERT")
    bpy.ops.object.mode_set(mode="OBJECT")


def animate_a_mute(face):
    block(face, "jawOpen").keyframe_insert("mute", frame=1)


def key_the_channel_meanwhile(face):
    block(face, "jawOpen").keyframe_insert("value", frame=1)
    face.data.keyframe_insert(path_of(face, "jawOpen"), frame=1)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (add_a_key, "the shape key Mine is no channel's"),
        (move_a_vertex_of_a_key, "the shape of jawOpen was edited"),
        (move_a_vertex_of_the_basis, "the shape of Basis was edited"),
        (mute_a_key, "jawOpen is muted"),
        (narrow_a_key, "the range of jawOpen was changed"),
        (delete_a_vertex, "vertices were added, deleted or sorted"),
        (animate_a_mute, r'lose the animation of key_blocks\["jawOpen"\]\.mute'),
        (key_the_channel_meanwhile, "Face is animated itself at blendshape_face.channels"),
    ],
)
def test_going_back_never_loses_work(face, spoil, message):
    to_shape_keys()
    spoil(face)
    names = [key.name for key in face.data.shape_keys.key_blocks]
    with pytest.raises(RuntimeError, match=message):
        bpy.ops.blendshape_face.to_live()
    assert [key.name for key in face.data.shape_keys.key_blocks] == names


def test_buttons_say_why_they_are_off(face):
    with pytest.raises(RuntimeError, match="The face has no shape keys of its channels"):
        bpy.ops.blendshape_face.to_live()
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(RuntimeError, match="Switch to Object Mode to make shape keys"):
        bpy.ops.blendshape_face.to_shape_keys()
    bpy.ops.object.mode_set(mode="OBJECT")
    to_shape_keys()
    with pytest.raises(RuntimeError, match="has its shape keys already"):
        bpy.ops.blendshape_face.to_shape_keys()
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(RuntimeError, match="Switch to Object Mode to go back"):
        bpy.ops.blendshape_face.to_live()


def test_linked_faces_are_refused(face, tmp_path):
    to_shape_keys()
    face.name = "Baked"
    bpy.ops.blendshape_face.add()
    bpy.context.object.name = "Live"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "library.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(str(tmp_path / "library.blend"), link=True) as (_, wanted):
        wanted.objects = ["Baked", "Live"]
    with pytest.raises(errors.FaceError, match="is linked: Mend Face"):
        shape_keys.to_shape_keys(bpy.data.objects["Live"])
    with pytest.raises(errors.FaceError, match="is linked: use Object"):
        shape_keys.to_live(bpy.data.objects["Baked"])
    bpy.context.scene.collection.objects.link(bpy.data.objects["Live"])
    override = bpy.data.objects["Live"].override_create(remap_local_usages=True)
    override.data.override_create(remap_local_usages=True)
    with pytest.raises(errors.FaceError, match="library override"):
        shape_keys.to_shape_keys(override)
