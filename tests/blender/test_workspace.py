"""The workspace Face: it is added once, and every Blender that is supported reads it."""

import bpy
from blendshape_face.data.workspace import NAME


def kinds():
    (screen,) = bpy.data.workspaces[NAME].screens
    return {area.ui_type for area in screen.areas}


def test_the_workspace_comes_once(scene):
    assert NAME not in bpy.data.workspaces
    assert bpy.ops.blendshape_face.workspace() == {"FINISHED"}
    assert {"VIEW_3D", "DOPESHEET", "FCURVES", "IMAGE_EDITOR"} <= kinds()
    assert bpy.ops.blendshape_face.workspace() == {"FINISHED"}
    assert [space.name for space in bpy.data.workspaces if space.name.startswith(NAME)] == [NAME]
    assert not bpy.data.libraries
