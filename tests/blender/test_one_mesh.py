"""The whole face as one ordinary mesh: in the file, and in files of other programs."""

import json
import struct

import bpy
import numpy as np
import pytest
from blendshape_face.animation import one_mesh
from blendshape_face.blender import materials
from blendshape_face.blender.modifiers import set_input
from blendshape_face.data.anatomy.garment import Carrier, Parts, garment, portable
from blendshape_face.data.anatomy.garment.atlas import EYE, FACE
from blendshape_face.face import attributes, shape_keys

MEAN = 0.3e-3
WORST = 2e-3
"""Meters from the live face, over a take."""


def world(obj: bpy.types.Object) -> np.ndarray:
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    flat = np.empty(3 * len(evaluated.data.vertices), np.float32)
    evaluated.data.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def visible(has_gaps: bool, level: int = 0) -> np.ndarray:
    """Of the garment's vertices those that leave, with hair of one picture or with its own."""
    made = garment(Parts(), level)
    return portable(made, True, level > 0, has_gaps).vertices


def inventory() -> dict[str, list[str]]:
    kinds = ("objects", "meshes", "actions", "shape_keys", "materials", "node_groups", "images")
    found = {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in kinds}
    return found | {"scenes": [scene.name for scene in bpy.data.scenes]}


@pytest.fixture
def acting(whole_face, scene, sample_take):
    """The whole bundled recording on a dressed face."""
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    return whole_face


@pytest.fixture
def blinking(acting, scene):
    """A second of it in which the eyes close."""
    names = [channel.name for channel in acting.data.blendshape_face.channels]
    blink = names.index("eyeBlinkLeft")
    curves = []
    for frame in range(1, scene.frame_end, 4):
        scene.frame_set(frame)
        curves.append(acting.data.blendshape_face.channels[blink].value)
    shut = 1 + 4 * int(np.argmax(curves))
    scene.frame_start = max(shut - 12, 1)
    scene.frame_end = scene.frame_start + 24
    return acting


def test_one_mesh_plays_the_take_as_the_face_does(acting, scene, capsys):
    acting.location = (0.1, 0.2, 0.3)
    assert bpy.ops.blendshape_face.to_one_mesh() == {"FINISHED"}
    copy = bpy.context.object
    assert copy is not acting
    assert [modifier.type for modifier in copy.modifiers] == []
    assert copy.location == acting.location
    kept = visible(has_gaps=True)
    live = np.empty(0)
    means, worst = [], []
    for frame in range(scene.frame_start, scene.frame_end + 1, 3):
        scene.frame_set(frame)
        live = world(acting)[kept]
        away = np.linalg.norm(world(copy) - live, axis=1)
        means.append(away.mean())
        worst.append(away.max())
    with capsys.disabled():
        print(f"\none mesh: {1000 * np.mean(means):.3f} mm, at worst {1000 * max(worst):.2f} mm")
    assert np.mean(means) < MEAN
    assert max(worst) < WORST
    # Not because nothing moved.
    scene.frame_set(1)
    assert np.abs(world(copy) - live).max() > 2 * WORST


def test_one_mesh_with_bones_plays_the_take_too(blinking, scene):
    blinking.location = (0.1, 0.2, 0.3)
    assert bpy.ops.blendshape_face.to_one_mesh(eyes_and_jaw="BONES") == {"FINISHED"}
    copy = bpy.context.object
    (modifier,) = copy.modifiers
    armature = modifier.object
    assert armature.users_collection == blinking.users_collection
    names = {bone.name for bone in armature.pose.bones}
    assert names == {"Head", "LeftEye", "RightEye", "Jaw"}
    kept = visible(has_gaps=True)
    for frame in range(scene.frame_start, scene.frame_end + 1, 4):
        scene.frame_set(frame)
        away = np.linalg.norm(world(copy) - world(blinking)[kept], axis=1)
        assert away.mean() < MEAN
        assert away.max() < WORST
    copy.location.z += 1
    bpy.context.view_layer.update()
    assert armature.matrix_world.translation.z == pytest.approx(1.3)


def test_bones_of_a_face_that_stands_still(whole_face):
    whole_face.data.blendshape_face.channels["jawOpen"].value = 0.8
    whole_face.data.blendshape_face.channels["eyeLookUpLeft"].value = 0.7
    bpy.ops.blendshape_face.to_one_mesh(eyes_and_jaw="BONES")
    copy = bpy.context.object
    bpy.context.view_layer.update()
    away = np.linalg.norm(world(copy) - world(whole_face)[visible(has_gaps=True)], axis=1)
    assert away.max() < WORST
    assert copy.modifiers[0].object.animation_data is None


def test_skin_away_from_lids_moves_exactly_as_the_model_says(whole_face, expected):
    bpy.ops.blendshape_face.to_one_mesh()
    copy = bpy.context.object
    keys = copy.data.shape_keys.key_blocks
    channels = whole_face.data.blendshape_face.channels
    assert [key.name for key in keys[1:]] == [channel.name for channel in channels]
    values = {"jawOpen": 0.7, "mouthSmileLeft": 0.4, "browInnerUp": 1.3}
    for name, value in values.items():
        channels[name].value = value
        keys[name].value = value
    bpy.context.view_layer.update()
    away = np.abs(world(copy)[:478] - expected(whole_face)).max(axis=1)
    assert np.count_nonzero(away < 1e-6) > 300
    lips_and_chin = [0, 13, 14, 17, 61, 291, 152, 1, 10]
    assert away[lips_and_chin].max() < 1e-6


def test_eyes_close_by_one_slider(whole_face):
    """Without a take there are no correctives, and the sliders alone must do."""
    bpy.ops.blendshape_face.to_one_mesh()
    copy = bpy.context.object
    open_, keys = world(copy), copy.data.shape_keys.key_blocks
    upper, lower = 386, 374
    gap = np.linalg.norm(open_[upper] - open_[lower])
    keys["eyeBlinkLeft"].value = 1
    shut = world(copy)
    assert np.linalg.norm(shut[upper] - shut[lower]) < 0.25 * gap


def test_the_copy_has_what_materials_need_and_the_faces_own(whole_face):
    bpy.ops.blendshape_face.look(look="DEEP")
    bpy.ops.blendshape_face.to_one_mesh()
    copy = bpy.context.object
    worn = [slot.material for slot in whole_face.material_slots]
    assert [slot.material for slot in copy.material_slots] == worn
    assert [layer.name for layer in copy.data.uv_layers] == ["UVMap", "Atlas"]
    for attribute in (attributes.REST, *attributes.MASKS, attributes.EYE, attributes.IRIS_COLOR):
        assert attribute.name in copy.data.attributes
    assert any(edge.use_edge_sharp for edge in copy.data.edges)
    assert not copy.data.validate()


@pytest.mark.parametrize("level", [1, 2])
def test_a_finer_skin(whole_face, level):
    whole_face.data.blendshape_face.channels["jawOpen"].value = 0.8
    before = inventory()
    bpy.ops.blendshape_face.to_one_mesh(level=level)
    copy = bpy.context.object
    after = inventory()
    assert after["node_groups"] == before["node_groups"]
    assert len(after["objects"]) == len(before["objects"]) + 1
    whole_face.blendshape_face_garment.view_level = level
    kept = visible(has_gaps=True, level=level)
    away = np.linalg.norm(world(copy) - world(whole_face)[kept], axis=1)
    assert away.mean() < MEAN


def test_a_converted_face_without_lashes(whole_face):
    shape_keys.to_shape_keys(whole_face)
    whole_face.data.shape_keys.key_blocks["jawOpen"].value = 0.5
    copy, with_lashes = one_mesh.make_one_mesh(bpy.context, whole_face, 0)
    assert copy.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.5)
    set_input(whole_face.modifiers["Face: Garment"], "Lashes", False)
    other, without = one_mesh.make_one_mesh(bpy.context, whole_face, 0)
    is_lash = garment(Parts(), 0).carrier == Carrier.LASH
    assert len(with_lashes.basis) - len(without.basis) == np.count_nonzero(is_lash)
    assert len(other.data.vertices) == len(without.basis)


def test_a_face_of_landmarks_alone_is_refused(face):
    before = inventory()
    with pytest.raises(RuntimeError, match="wears nothing but its landmarks"):
        bpy.ops.blendshape_face.to_one_mesh()
    assert inventory() == before


def read_glb(path) -> tuple[dict, bytes]:
    content = path.read_bytes()
    length = struct.unpack("<I", content[12:16])[0]
    return json.loads(content[20 : 20 + length]), content[28 + length :]


def accessor(glb: tuple[dict, bytes], number: int) -> np.ndarray:
    tree, content = glb
    found = tree["accessors"][number]
    view = tree["bufferViews"][found["bufferView"]]
    width = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}[found["type"]]
    start = view.get("byteOffset", 0) + found.get("byteOffset", 0)
    values = np.frombuffer(content, np.float32, found["count"] * width, start)
    return values.reshape(-1, width)


def test_gltf_holds_all_of_the_face(blinking, scene, tmp_path):
    before = inventory()
    path = tmp_path / "face.glb"
    assert bpy.ops.blendshape_face.export_face(filepath=str(path)) == {"FINISHED"}
    assert inventory() == before
    assert path.stat().st_size < 7e6
    glb = read_glb(path)
    tree, _ = glb
    (mesh,) = tree["meshes"]
    names = mesh["extras"]["targetNames"]
    channels = [channel.name for channel in blinking.data.blendshape_face.channels]
    assert names[: len(channels)] == channels
    assert all(name.startswith("corrective") for name in names[len(channels) :])
    assert not any("sparse" in found for found in tree["accessors"])
    worn = {material["name"] for material in tree["materials"]}
    assert {"Face Skin Light", "Face Teeth", "Face Eyeball", "Face Lashes"} <= worn
    assert {"Face Hair", "Face Cloth"} <= worn
    assert len(tree["images"]) == 1
    for material in tree["materials"]:
        is_film = material.get("alphaMode") == "BLEND"
        assert is_film or "baseColorTexture" in material["pbrMetallicRoughness"]
    # Played at the last frame, every vertex lies where the live face has one.
    (animation,) = tree["animations"]
    weights = accessor(glb, animation["samplers"][0]["output"]).reshape(-1, len(names))
    scene.frame_set(scene.frame_end)
    live = world(blinking)[visible(has_gaps=False)]
    for part in mesh["primitives"]:
        uv = accessor(glb, part["attributes"]["TEXCOORD_0"])
        assert uv.min() >= 0
        assert uv.max() <= 1
        assert np.ptp(uv, axis=0).min() > 0.01
        shown = accessor(glb, part["attributes"]["POSITION"]).astype(float)
        for weight, target in zip(weights[-1], part["targets"], strict=True):
            shown += weight * accessor(glb, target["POSITION"])
        # glTF: y up, z to the front.
        shown = shown[:, [0, 2, 1]] * (1, -1, 1)
        for first in range(0, len(shown), 200):
            some = shown[first : first + 200]
            nearest = np.linalg.norm(some[:, None] - live, axis=2).min(axis=1)
            assert nearest.max() < WORST


@pytest.mark.parametrize("suffix", ["fbx", "usdc"])
def test_other_files_bring_it_back(blinking, scene, tmp_path, suffix):
    path = tmp_path / f"face.{suffix}"
    scene.frame_end = scene.frame_start + 12
    channels = [channel.name for channel in blinking.data.blendshape_face.channels]
    scene.frame_set(scene.frame_end)
    live = world(blinking)[visible(has_gaps=False)]
    before = inventory()
    assert bpy.ops.blendshape_face.export_face(filepath=str(path), picture=64) == {"FINISHED"}
    assert inventory() == before
    last = scene.frame_end
    bpy.ops.wm.read_homefile(use_empty=True)
    if suffix == "fbx":
        bpy.ops.import_scene.fbx(filepath=str(path), anim_offset=0)
    else:
        bpy.ops.wm.usd_import(filepath=str(path))
    (obj,) = [obj for obj in bpy.data.objects if obj.type == "MESH"]
    keys = obj.data.shape_keys.key_blocks
    for key in keys[1:]:
        key.slider_min, key.slider_max = -10, 10
    assert {key.name for key in keys} >= set(channels)
    assert any(image.size[0] == 64 for image in bpy.data.images)
    bpy.context.scene.frame_set(last)
    matrix = np.array(obj.matrix_world)
    back = world(obj) @ matrix[:3, :3].T + matrix[:3, 3]
    away = np.linalg.norm(back - live, axis=1)
    assert away.mean() < MEAN
    assert away.max() < WORST


def test_the_landmarks_alone_are_a_choice(blinking, tmp_path):
    path = tmp_path / "face.glb"
    export = bpy.ops.blendshape_face.export_face
    assert export(filepath=str(path), content="LANDMARKS") == {"FINISHED"}
    tree, _ = read_glb(path)
    count = 0
    for part in tree["meshes"][0]["primitives"]:
        count += tree["accessors"][part["attributes"]["POSITION"]]["count"]
    assert count < 600
    assert "images" not in tree


def test_a_photo_goes_into_the_picture(whole_face, scene, tmp_path):
    """Its halves, red and blue, lie where the atlas has the face; the iris keeps its own color."""
    photo = bpy.data.images.new("photo", 64, 64)
    pixels = np.zeros((64, 64, 4), np.float32)
    pixels[:, :32] = (1, 0, 0, 1)
    pixels[:, 32:] = (0, 0, 1, 1)
    photo.pixels.foreach_set(pixels.ravel())
    skin = materials.new_material("Photo")
    nodes = skin.node_tree.nodes
    picture = nodes.new("ShaderNodeTexImage")
    picture.image = photo
    shader = nodes["Principled BSDF"]
    skin.node_tree.links.new(picture.outputs["Color"], shader.inputs["Base Color"])
    whole_face.material_slots[0].material = skin
    scene.frame_end = scene.frame_start
    path = tmp_path / "face.gltf"
    assert bpy.ops.blendshape_face.export_face(filepath=str(path), picture=256) == {"FINISHED"}
    (image,) = [bpy.data.images.load(str(found)) for found in tmp_path.glob("*.jpg")]
    assert tuple(image.size) == (256, 256)
    colors = np.empty((256, 256, 4), np.float32)
    image.pixels.foreach_get(colors.ravel())
    places = (FACE.place(np.array([[0.3, 0.55], [0.7, 0.55]])) * 256).astype(int)
    (red_x, red_y), (blue_x, blue_y) = places
    np.testing.assert_allclose(colors[red_y, red_x, :3], (1, 0, 0), atol=0.02)
    np.testing.assert_allclose(colors[blue_y, blue_x, :3], (0, 0, 1), atol=0.02)
    iris_x, iris_y = (EYE.place(np.array([[0.5, 0.66]])) * 256).astype(int)[0]
    red, green, blue = colors[iris_y, iris_x, :3]
    assert red < green < blue < 0.8
    assert skin.name == "Photo"
