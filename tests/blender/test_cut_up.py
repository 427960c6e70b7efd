"""Faces that are linked, overridden, joined, parted or made ordinary meshes: they are right, or say
why not, and nothing else breaks.
"""

import bpy
import numpy as np
import pytest
from blendshape_face.face import mesh as face_mesh
from blendshape_face.face.person import face_basis
from blendshape_face.face.properties import columns_of, is_face

from tests.blender.baking import block, to_shape_keys
from tests.blender.test_life_cycle import (
    LENGTH,
    assert_right,
    curves,
    key_jaw,
    select,
    shown,
    taken,
)


@pytest.fixture
def baked(face, scene):
    key_jaw(face, scene)
    to_shape_keys()
    return face


@pytest.fixture
def live(face, scene):
    key_jaw(face, scene)
    return face


def test_a_linked_face_with_shape_keys_plays(baked, tmp_path):
    assert_right(taken(tmp_path, link=True))


def test_an_overridden_face_with_shape_keys_plays_what_is_keyed_there(baked, tmp_path):
    linked = taken(tmp_path, link=True)
    override = linked.override_create(remap_local_usages=True)
    assert_right(override)
    override.location.x = 0.5
    override.keyframe_insert("location", frame=1)
    # The mesh, too; its action is the other file's: keys need one of its own.
    keys = override.data.override_create(remap_local_usages=True).shape_keys
    keys.animation_data.action = None
    brow = keys.key_blocks["browInnerUp"]
    for frame, value in ((0, 0.0), (LENGTH, 0.5)):
        brow.value = value
        assert brow.keyframe_insert("value", frame=frame)
    path = tmp_path / "shot.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    override = next(obj for obj in bpy.data.objects if obj.override_library)
    assert override.location.x == pytest.approx(0.5)
    basis = face_basis(override.data)
    raised = basis.shapes[columns_of(override.data).index("browInnerUp")]
    scene = bpy.context.scene
    scene.frame_set(0)
    at_rest = shown(override)
    # Half way, where the slopes at both keys do not matter.
    for frame in (LENGTH // 2, LENGTH):
        scene.frame_set(frame)
        moved = shown(override) - at_rest
        np.testing.assert_allclose(moved, 0.5 * frame / LENGTH * raised, atol=5e-6)


def test_a_linked_live_face_says_why_it_stands_still(live, tmp_path):
    """Blender drops what is written into a linked mesh, without a word."""
    linked = taken(tmp_path, link=True)
    bpy.context.scene.frame_set(LENGTH // 2)
    assert "is linked" in face_mesh.problem(linked.data)
    bpy.ops.object.make_local(type="ALL")
    assert_right(bpy.data.objects["Face"])


def cube():
    bpy.ops.mesh.primitive_cube_add()
    return bpy.context.object


def test_something_is_joined_into_a_face_and_cut_off_again(live):
    other = cube()
    select(live)
    other.select_set(True)
    bpy.ops.object.join()
    assert "rebuild" in face_mesh.problem(live.data)
    bpy.context.scene.frame_set(3)
    assert bpy.ops.blendshape_face.mend() == {"FINISHED"}
    assert_right(live)


def test_a_face_is_joined_into_something(live):
    other = cube()
    live.select_set(True)
    bpy.context.view_layer.objects.active = other
    bpy.ops.object.join()
    bpy.context.scene.frame_set(3)
    # The sliders were the other mesh's, which is gone.
    assert not is_face(other)
    assert len(other.data.vertices) == 8 + 478


@pytest.mark.parametrize("is_live", [True, False])
def test_a_face_is_separated(live, is_live):
    if not is_live:
        to_shape_keys()
    select(live)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="DESELECT")
    bpy.ops.object.mode_set(mode="OBJECT")
    for vertex in live.data.vertices:
        vertex.select = vertex.index < 200
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.separate(type="SELECTED")
    bpy.ops.object.mode_set(mode="OBJECT")
    halves = bpy.context.selected_objects
    assert len(halves) == 2
    bpy.context.scene.frame_set(7)
    for half in halves:
        assert face_mesh.problem(half.data)
        assert np.isfinite(shown_all(half)).all()


def shown_all(obj):
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat


@pytest.mark.parametrize("how", ["convert", "apply"])
def test_a_dressed_face_becomes_an_ordinary_mesh(whole_face, scene, how):
    channel = whole_face.data.blendshape_face.channels["jawOpen"]
    channel.value = 0.5
    bpy.context.view_layer.update()
    wanted = shown_all(whole_face)
    select(whole_face)
    if how == "convert":
        bpy.ops.object.convert(target="MESH")
    else:
        for modifier in list(whole_face.modifiers):
            bpy.ops.object.modifier_apply(modifier=modifier.name)
    made = bpy.context.object
    bpy.context.scene.frame_set(5)
    np.testing.assert_allclose(shown_all(made), wanted, atol=1e-6)
    assert "rebuild" in face_mesh.problem(made.data)
    made.data.blendshape_face.channels["jawOpen"].value = 1
    bpy.context.view_layer.update()
    np.testing.assert_allclose(shown_all(made), wanted, atol=1e-6)


def test_the_keys_of_a_baked_face_are_edited(baked):
    owner = baked.data.shape_keys
    for curve in curves(owner):
        if "jawOpen" in curve.data_path:
            curve.keyframe_points[0].co.y = 0.5
            curve.update()
    bpy.context.scene.frame_set(0)
    before = shown(baked)
    assert block(baked, "jawOpen").value == pytest.approx(0.5)
    assert bpy.ops.blendshape_face.to_live() == {"FINISHED"}
    bpy.context.scene.frame_set(0)
    np.testing.assert_allclose(shown(baked), before, atol=5e-6)
