"""A photo as skin: a picture of the face itself, turned away, gives its own texture back."""

import json
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face.data.anatomy import topology as anatomy_topology
from bpy_extras.object_utils import world_to_camera_view

TURN = 0.6
"""Radians to the subject's left: the camera sees little of the left cheek."""
SIZE = 320


def pattern(u, v):
    """What is painted on the face: smooth, different everywhere and on both halves."""
    red = 0.5 + 0.3 * np.sin(5 * u + 2 * v)
    green = 0.5 + 0.3 * np.cos(4 * v - 3 * u)
    return np.stack([red, green, 0.3 + 0.4 * u], axis=-1)


def paint(face):
    """Show the pattern as it is, whatever the light."""
    v, u = (np.mgrid[:512, :512] + 0.5) / 512
    pixels = np.concatenate([pattern(u, v), np.ones((512, 512, 1))], axis=-1)
    image = bpy.data.images.new("Pattern", 512, 512)
    image.pixels.foreach_set(pixels.astype(np.float32).ravel())
    material = bpy.data.materials.new("Pattern")
    if material.node_tree is None:
        material.use_nodes = True
    nodes, link = material.node_tree.nodes, material.node_tree.links.new
    texture, light = nodes.new("ShaderNodeTexImage"), nodes.new("ShaderNodeEmission")
    texture.image = image
    link(texture.outputs["Color"], light.inputs["Color"])
    link(light.outputs[0], nodes["Material Output"].inputs["Surface"])
    for slot in face.material_slots:
        slot.material = material


def photograph(face, path):
    """Render the bare face as it is painted; the landmarks as the picture has them go beside it."""
    scene = bpy.context.scene
    for modifier in face.modifiers:
        modifier.show_render = modifier.show_viewport = False
    face.rotation_euler.z = TURN
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location, camera.rotation_euler.x, camera.data.lens = (0, -0.7, 0), np.pi / 2, 100
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.engine, scene.cycles.samples = "CYCLES", 4
    scene.render.resolution_x, scene.render.resolution_y = SIZE, SIZE // 4 * 3
    scene.view_settings.view_transform = "Standard"
    scene.render.filepath = str(path)
    bpy.context.view_layer.update()
    bpy.ops.render.render(write_still=True)
    places = [
        world_to_camera_view(scene, camera, face.matrix_world @ vertex.co)
        for vertex in face.data.vertices
    ]
    points = [{"x": p.x, "y": 1 - p.y, "z": 0.0} for p in places]
    path.with_suffix(".json").write_text(json.dumps({"face_landmarks": [points]}))
    normals = np.array([face.matrix_world.to_3x3() @ v.normal for v in face.data.vertices])
    toward = np.array([camera.location - face.matrix_world @ v.co for v in face.data.vertices])
    return (normals * toward).sum(axis=1) / np.linalg.norm(toward, axis=1)


@pytest.fixture
def photo(face, tmp_path):
    path = tmp_path / "a photo.png"
    paint(face)
    return path, photograph(face, path)


def texture_of(material):
    (node,) = (n for n in material.node_tree.nodes if n.type == "TEX_IMAGE")
    image = node.image
    pixels = np.empty(4 * image.size[0] * image.size[1], np.float32)
    image.pixels.foreach_get(pixels)
    return image, pixels.reshape(*image.size[:], 4)  # rows from the bottom


def test_a_photo_gives_the_texture_back(face, photo):
    path, facing = photo
    assert bpy.ops.blendshape_face.photo_skin(filepath=str(path)) == {"FINISHED"}
    skin = face.material_slots[0].material
    assert skin.name == "Face Photo: a photo"
    image, pixels = texture_of(skin)
    assert image.packed_file is not None

    topology = anatomy_topology.topology()
    triangles = topology.triangles[topology.area == 0]
    centers = topology.uv[triangles].mean(axis=1)
    column, row = (centers * len(pixels)).astype(int).T
    found = pixels[row, column, :3]
    # On the far half the near half's colors are mixed in, the less a place is seen.
    seen = (facing[triangles].min(axis=1) > 0.35) & (centers[:, 0] < 0.5)
    assert seen.sum() > 300
    error = np.abs(found - pattern(*centers.T)).max(axis=1)
    print(
        "SEEN",
        np.quantile(error[seen], [0.5, 0.95, 0.98, 1]),
        np.quantile(error, [0.5, 0.95, 0.98, 1]),
    )
    assert np.quantile(error[seen], 0.98) < 0.02
    hidden = facing[triangles].max(axis=1) < -0.1
    assert hidden.sum() > 10
    mirrored = np.abs(found - pattern(1 - centers[:, 0], centers[:, 1])).max(axis=1)
    assert np.quantile(mirrored[hidden], 0.9) < 0.04
    assert np.median(error[hidden]) > 0.1


def test_the_plain_skin_has_the_photos_color(face, photo):
    bpy.ops.blendshape_face.photo_skin(filepath=str(photo[0]))
    _, pixels = texture_of(face.material_slots[0].material)
    color = np.median(pixels[pixels[..., 3] > 0.9][:, :3], axis=0)
    np.testing.assert_allclose(face.material_slots[0].material.diffuse_color[:3], color, atol=0.15)


def test_landmarks_from_elsewhere_and_their_absence(face, photo, tmp_path):
    path, _ = photo
    elsewhere = tmp_path / "other" / "marks.json"
    elsewhere.parent.mkdir()
    path.with_suffix(".json").rename(elsewhere)
    operator = bpy.ops.blendshape_face.photo_skin
    with pytest.raises(RuntimeError, match=r"has no landmarks beside it \(a photo.json or"):
        operator(filepath=str(path))
    assert operator(filepath=str(path), landmarks=str(elsewhere)) == {"FINISHED"}
    with pytest.raises(RuntimeError, match="has no face 2; it holds 1"):
        operator(filepath=str(path), landmarks=str(elsewhere), face=2)


@pytest.mark.parametrize("content", [b"no picture", None])
def test_a_file_that_is_no_picture(face, tmp_path, content):
    path: Path = tmp_path / "a.png"
    if content:
        path.write_bytes(content)
    path.with_suffix(".json").write_text("[]")
    before = list(bpy.data.images)
    with pytest.raises(RuntimeError, match=r"a\.png: (cannot be read|is no picture)"):
        bpy.ops.blendshape_face.photo_skin(filepath=str(path))
    assert list(bpy.data.images) == before


def test_the_photo_stays_with_the_file(face, photo, tmp_path):
    path, _ = photo
    bpy.ops.blendshape_face.photo_skin(filepath=str(path))
    _, before = texture_of(face.material_slots[0].material)
    blend = tmp_path / "face.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    path.unlink()
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    _, after = texture_of(bpy.context.object.material_slots[0].material)
    np.testing.assert_allclose(after, before, atol=1 / 255)
