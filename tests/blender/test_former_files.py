"""Files that Blender 4.2 saved with former states of the extension open in this one.

Each has a face with a smile of 0.25 and jawOpen rising to 1 over 20 frames: of the first days, of
version 0.1 with parts that were built anew on each frame, and bare, of the garment's time.
"""

import subprocess
import sys
from pathlib import Path

import bpy
import pytest
from blendshape_face.face import mesh as face_mesh

from tests.blender.test_life_cycle import assert_right, shown

DATA = Path(__file__).parent / "data"
FORMER = sorted(DATA.glob("face_*.blend"))
assert FORMER


@pytest.fixture(params=FORMER, ids=lambda path: path.stem)
def former(request, scene):
    bpy.ops.wm.open_mainfile(filepath=str(request.param))
    return bpy.data.objects["Face"]


def vertices(obj):
    return len(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.vertices)


def test_the_landmarks_play_as_they_did(former):
    assert face_mesh.problem(former.data) == ""
    # Parts of version 0.1 moved the lids out of the eyeballs.
    for modifier in former.modifiers:
        modifier.show_viewport = False
    assert_right(former)


def test_it_is_dressed_as_a_new_face(former):
    bpy.ops.blendshape_face.add()
    fresh = vertices(bpy.context.object)
    bpy.context.view_layer.objects.active = former
    # Takes the parts of version 0.1 off; what was off stays off until it is put on.
    if bpy.ops.blendshape_face.dress_anew.poll():
        assert bpy.ops.blendshape_face.dress_anew() == {"FINISHED"}
    assert bpy.ops.blendshape_face.dress() == {"FINISHED"}
    assert [modifier.name for modifier in former.modifiers] == [
        "Face: Deform Marker",
        "Face: Garment",
    ]
    assert vertices(former) == fresh
    bpy.context.scene.frame_set(0)
    before = shown(former).copy()
    bpy.context.scene.frame_set(20)
    assert abs(shown(former) - before).max() > 0.01


def offered():
    """What Blender's menu Add Modifier would list."""
    return [group.name for group in bpy.data.node_groups if getattr(group, "is_modifier", False)]


def test_dressed_anew_it_leaves_nothing_in_the_menu_of_modifiers(former):
    if bpy.ops.blendshape_face.dress_anew.poll():
        assert offered()
        assert bpy.ops.blendshape_face.dress_anew() == {"FINISHED"}
    assert not offered()


def test_groups_of_a_former_garment_leave_the_menu_of_modifiers(scene):
    bpy.ops.blendshape_face.add()
    for group in bpy.data.node_groups:
        if group.bl_idname == "GeometryNodeTree":
            group.is_modifier = True
    assert offered()
    assert bpy.ops.blendshape_face.dress() == {"FINISHED"}
    assert not offered()


def test_it_is_converted_and_saved_again(former, tmp_path):
    for modifier in list(former.modifiers):
        former.modifiers.remove(modifier)
    assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}
    assert_right(former)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "again.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "again.blend"))
    assert_right(bpy.data.objects["Face"])


@pytest.mark.parametrize("path", FORMER, ids=lambda path: path.stem)
def test_without_the_extension_it_is_a_mesh_and_comes_alive_with_it(path, package):
    script = f"""
import os, bpy
bpy.ops.wm.open_mainfile(filepath={str(path)!r})
mesh = bpy.data.objects["Face"].data
assert len(mesh.vertices) == 478 and not hasattr(mesh, "blendshape_face")
bpy.context.scene.frame_set(20)
before = mesh.vertices[152].co.copy()
bpy.ops.preferences.addon_enable(module={package!r})
bpy.context.scene.frame_set(0)
closed = mesh.vertices[152].co.copy()
bpy.context.scene.frame_set(20)
print("MOVED", (mesh.vertices[152].co - closed).length, flush=True)
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    moved = [line for line in done.stdout.splitlines() if line.startswith("MOVED")]
    assert moved, done.stderr
    assert float(moved[0].split()[1]) > 0.005
