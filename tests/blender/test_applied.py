"""Transforms applied to a face, and origins set: what is seen stays, now and on other frames."""

import bpy
import numpy as np
import pytest
from blendshape_face.data.alignment.affine import affine_between
from blendshape_face.data.anatomy.topology import topology

from tests.blender.baking import to_shape_keys
from tests.blender.test_life_cycle import FRAMES, key_jaw, select

NEAR = 1e-5
"""Meters."""
TRANSFORMS = {
    "moved": {"location": (0.1, 0.2, 0.3)},
    "turned": {"rotation_euler": (0.1, 0.5, 0.3)},
    "larger": {"scale": (2, 2, 2)},
    "wider": {"scale": (1.5, 1, 0.5), "rotation_euler": (0, 0, 0.4)},
    "mirrored": {"scale": (-1, 1, 1)},
    "far away": {"location": (30, -20, 10)},
}


def apply_all(_face):
    bpy.ops.object.transform_apply()


def apply_the_turn(_face):
    bpy.ops.object.transform_apply(location=False, rotation=True, scale=False)


def set_origin(_face):
    bpy.context.scene.cursor.location = (0.3, 0.1, 0)
    bpy.ops.object.origin_set(type="ORIGIN_CURSOR")


def scale_all_in_edit_mode(face):
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.transform.resize(value=(2, 2, 2), center_override=(0, 0, 0))
    bpy.ops.object.mode_set(mode="OBJECT")


@pytest.fixture(params=["live", "shape keys"])
def keyed(request, whole_face, scene):
    key_jaw(whole_face, scene)
    if request.param == "shape keys":
        to_shape_keys()
    select(whole_face)
    return whole_face


def in_world(obj, frame):
    """(n, 3) of the dressed face."""
    bpy.context.scene.frame_set(int(np.floor(frame)), subframe=frame % 1)
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = np.empty(3 * len(evaluated.data.vertices), np.float32)
    evaluated.data.vertices.foreach_get("co", points)
    matrix = np.array(evaluated.matrix_world)
    return points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]


def seen(obj):
    return {frame: in_world(obj, frame) for frame in FRAMES}


def assert_seen(obj, wanted):
    for frame, points in wanted.items():
        found = in_world(obj, frame)
        near = NEAR + 1e-6 * np.abs(points).max()
        np.testing.assert_allclose(found, points, atol=near, err_msg=f"frame {frame}")


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("change", [apply_all, apply_the_turn, set_origin])
def test_what_is_seen_stays(keyed, transform, change):
    for name, value in TRANSFORMS[transform].items():
        setattr(keyed, name, value)
    wanted = seen(keyed)
    bpy.context.scene.frame_set(7)
    change(keyed)
    assert_seen(keyed, wanted)
    first = keyed.data.polygons[0].vertices
    assert np.roll(first, -np.argmin(first)).tolist() == _first_triangle()


def _first_triangle():
    first = topology().triangles[0]
    return np.roll(first, -np.argmin(first)).tolist()


def test_all_vertices_in_edit_mode(whole_face, scene):
    key_jaw(whole_face, scene)
    select(whole_face)
    wanted = seen(whole_face)
    scale_all_in_edit_mode(whole_face)
    assert_seen(whole_face, {frame: 2 * points for frame, points in wanted.items()})


def test_undone_done_again_and_saved(keyed, tmp_path):
    keyed.scale = (2, 2, 2)
    keyed.location.x = 0.5
    wanted = seen(keyed)
    bpy.ops.ed.undo_push(message="before")
    # With a step to undo, as by its key.
    bpy.ops.object.transform_apply("EXEC_DEFAULT", True)
    assert_seen(keyed, wanted)
    bpy.ops.object.empty_add("EXEC_DEFAULT", True)
    for step in (bpy.ops.ed.undo, bpy.ops.ed.undo, bpy.ops.ed.redo, bpy.ops.ed.redo):
        step()
        assert_seen(bpy.data.objects["Face"], wanted)
    path = str(tmp_path / "face.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert_seen(bpy.data.objects["Face"], wanted)


def test_sculpted_keys_keep_their_work(whole_face, scene):
    to_shape_keys()
    select(whole_face)
    whole_face.scale = (2, 2, 2)
    key = whole_face.data.shape_keys.key_blocks["mouthSmileLeft"]
    key.data[0].co.z += 0.01
    raised = key.data[0].co.copy()
    bpy.ops.object.transform_apply()
    scene.frame_set(3)
    assert tuple(whole_face.scale) == (2, 2, 2)
    assert tuple(key.data[0].co) == pytest.approx(tuple(raised), abs=1e-6)


def test_one_vertex_that_was_moved_is_left(whole_face, scene):
    select(whole_face)
    to_shape_keys()
    base = whole_face.data.shape_keys.reference_key
    base.data[3].co.x += 0.01
    moved = base.data[3].co.copy()
    whole_face.data.update()
    scene.frame_set(3)
    assert base.data[3].co == moved
    assert tuple(whole_face.scale) == (1, 1, 1)


def test_a_shear_has_no_object(whole_face, scene):
    """It goes, as all that is done to a live face's vertices."""
    points = np.array([vertex.co for vertex in whole_face.data.vertices])
    sheared = points + 0.5 * points[:, [2, 0, 1]] * (1, 0, 0)
    assert affine_between(points, sheared) is not None
    whole_face.data.vertices.foreach_set("co", sheared.ravel().astype(np.float32))
    whole_face.data.update()
    whole_face.data.blendshape_face.channels["jawOpen"].value = 0.5
    assert tuple(whole_face.scale) == (1, 1, 1)
    found = np.array([vertex.co for vertex in whole_face.data.vertices])
    assert np.abs(found - points).max() < 0.05
