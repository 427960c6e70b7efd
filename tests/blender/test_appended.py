"""A face that is appended brings no objects into the scene but itself."""

import bpy
import pytest


@pytest.mark.skipif(
    not hasattr(bpy.app.handlers, "blend_import_post"),
    reason="this Blender does not tell when something was appended",
)
def test_a_face_is_appended_alone(whole_face, tmp_path):
    name = whole_face.name
    path = tmp_path / "library.blend"
    bpy.data.libraries.write(str(path), {whole_face})
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.append(directory=f"{path}/Object/", filename=name)
    assert [obj.name for obj in bpy.context.scene.objects] == [name]
    assert any(obj.name.startswith("Face Garment") for obj in bpy.data.objects)
