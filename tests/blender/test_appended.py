"""A face that is appended brings no objects into the scene but itself, and shows its frame."""

import bpy
import pytest

pytestmark = pytest.mark.skipif(
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


@pytest.mark.parametrize("is_converted", [False, True])
def test_an_appended_face_shows_the_frame(face, tmp_path, is_converted):
    channel = face.data.blendshape_face.channels["jawOpen"]
    for frame, value in ((1, 0.25), (10, 0.75)):
        channel.value = value
        channel.keyframe_insert("value", frame=frame)
    if is_converted:
        bpy.ops.blendshape_face.to_shape_keys()
    # Saved as it is at another frame.
    bpy.context.scene.frame_set(10)
    name = face.name
    path = tmp_path / "library.blend"
    bpy.data.libraries.write(str(path), {face})
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.append(directory=f"{path}/Object/", filename=name)
    mesh = bpy.data.objects[name].data
    shown = mesh.shape_keys.key_blocks if is_converted else mesh.blendshape_face.channels
    assert shown["jawOpen"].value == pytest.approx(0.25)
