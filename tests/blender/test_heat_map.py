"""Heat map and muscles: the colors against NumPy, live, saved, baked, rendered, and gone again."""

import bpy
import numpy as np
import pytest
from blendshape_face.data import bundled, color_maps, model
from blendshape_face.data import channels as data_channels
from blendshape_face.data.anatomy import muscles
from blendshape_face.face import properties
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

SKIN = 468  # landmarks before the irises
MILLIMETERS = 2e-4  # of a value; float32 at the size of a face
HUE = 2e-3  # of a color; a ramp in Blender rounds its stops' places


@pytest.fixture
def channel(face):
    return lambda name: face.data.blendshape_face.channels[name]


@pytest.fixture
def basis():
    return lambda obj: properties.model_of(obj.data).blender_basis()


def read(obj, name, key="value", width=1):
    """An attribute of the evaluated mesh at each of the 468 landmarks of the skin."""
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data

    values = np.empty(width * len(mesh.vertices), np.float32)
    mesh.attributes[name].data.foreach_get(key, values)
    return values.reshape(-1, width)[:SKIN].squeeze()


def heat(obj):
    return read(obj, "heat")


def colors(obj):
    return read(obj, "Heat Map", "color", 4)[:, :3]


def values_of(obj):
    return np.array([channel.value for channel in obj.data.blendshape_face.channels])


def offsets(basis, obj, values):
    """(468, 3) millimeters that each landmark moves from neutral."""
    return np.tensordot(values, basis(obj).shapes, 1)[:SKIN] * 1000


SETTINGS = (
    {},
    {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.6},
    {"jawOpen": 1.0, "browInnerUp": 0.7, "Pitch": 0.2},
    {"cheekPuff": -0.5},
)


@pytest.mark.parametrize("name", ["viridis", "magma", "cividis"])
def test_colors_follow_the_sliders(face, channel, basis, name):
    chart = color_maps.COLOR_MAPS[name]
    assert bpy.ops.blendshape_face.heat_map(millimeters=8, color_map=name) == {"FINISHED"}
    for setting in SETTINGS:
        for item in face.data.blendshape_face.channels:
            item.value = setting.get(item.name, 0)
        bpy.context.view_layer.update()
        wanted = np.linalg.norm(offsets(basis, face, values_of(face)), axis=1)
        np.testing.assert_allclose(heat(face), wanted, atol=MILLIMETERS)
        np.testing.assert_allclose(colors(face), chart.colors(wanted / 8), atol=HUE)


def test_the_smooth_surface_has_the_landmarks_values_too(whole_face, basis):
    face, sliders = whole_face, whole_face.data.blendshape_face.channels
    sliders["jawOpen"].value = 1
    face.blendshape_face_garment.view_level = 2
    bpy.ops.blendshape_face.heat_map()
    wanted = np.linalg.norm(offsets(basis, face, values_of(face)), axis=1)
    np.testing.assert_allclose(heat(face), wanted, atol=MILLIMETERS)
    sliders["jawOpen"].value = 0
    bpy.context.view_layer.update()
    mesh = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    everywhere = np.empty(len(mesh.vertices), np.float32)
    mesh.attributes["heat"].data.foreach_get("value", everywhere)
    assert everywhere.max() < MILLIMETERS


def normals_at_rest(obj):
    """(468, 3) of the neutral mesh, as Blender has them."""
    mesh = obj.data.copy()
    rest = np.empty(3 * 478, np.float32)
    mesh.attributes["rest"].data.foreach_get("vector", rest)
    mesh.attributes["position"].data.foreach_set("vector", rest)
    mesh.update()
    normals = np.empty(3 * 478, np.float32)
    mesh.vertex_normals.foreach_get("vector", normals)
    bpy.data.meshes.remove(mesh)
    return normals.reshape(-1, 3)[:SKIN]


def test_signed_along_the_neutral_normals(face, channel, basis):
    for name in ("jawOpen", "mouthPucker"):
        channel(name).value = 0.7
    bpy.ops.blendshape_face.heat_map(signed=True, millimeters=12)
    wanted = (offsets(basis, face, values_of(face)) * normals_at_rest(face)).sum(axis=1)
    assert wanted.min() < -1
    assert wanted.max() > 1
    np.testing.assert_allclose(heat(face), wanted, atol=1e-3)
    chart = color_maps.COLOR_MAPS["diverging"]
    np.testing.assert_allclose(colors(face), chart.colors(wanted / 24 + 0.5), atol=HUE)


def test_the_automatic_range_is_the_largest_of_the_moment(face, channel, basis):
    chart = color_maps.COLOR_MAPS["viridis"]
    bpy.ops.blendshape_face.heat_map(span="AUTO")
    for value in (0.2, 1.0):
        channel("jawOpen").value = value
        bpy.context.view_layer.update()
        wanted = np.linalg.norm(offsets(basis, face, values_of(face)), axis=1)
        np.testing.assert_allclose(read(face, "heat_maximum"), wanted.max(), rtol=1e-5)
        np.testing.assert_allclose(colors(face), chart.colors(wanted / wanted.max()), atol=HUE)


def test_the_range_of_a_take_is_the_largest_of_its_frames(face, channel, basis, scene):
    scene.frame_start, scene.frame_end = 1, 9
    for frame, value in ((1, 0.0), (5, 0.9), (9, 0.1)):
        channel("jawOpen").value = value
        channel("jawOpen").keyframe_insert("value", frame=frame)
    scene.frame_set(2)
    before = list(bpy.data.objects)
    assert bpy.ops.blendshape_face.heat_map(span="TAKE", bar=False) == {"FINISHED"}
    assert scene.frame_current == 2
    assert list(bpy.data.objects) == before
    index = [item.name for item in face.data.blendshape_face.channels].index("jawOpen")
    shape = basis(face).shapes[index]
    largest = np.linalg.norm(shape[:SKIN], axis=1).max() * 1000 * 0.9
    np.testing.assert_allclose(read(face, "heat_maximum"), largest, rtol=1e-4)


def test_a_stored_pose_is_a_reference(face, channel, basis):
    with pytest.raises(RuntimeError, match="Store Reference Pose"):
        bpy.ops.blendshape_face.heat_map(reference="STORED")
    channel("mouthPucker").value = 0.5
    bpy.ops.blendshape_face.heat_map(signed=True)
    assert np.abs(heat(face)).max() > 1
    stored = values_of(face)
    assert bpy.ops.blendshape_face.store_reference() == {"FINISHED"}
    assert np.abs(heat(face)).max() < MILLIMETERS  # and still signed:
    assert face.modifiers["Face: Heat Map"].node_group.name == "Face Colors diverging"
    bpy.ops.blendshape_face.heat_map(signed=False)
    channel("jawOpen").value = 0.6
    bpy.context.view_layer.update()
    wanted = np.linalg.norm(offsets(basis, face, values_of(face) - stored), axis=1)
    np.testing.assert_allclose(heat(face), wanted, atol=MILLIMETERS)


def test_another_model_is_a_reference_as_it_moves(face, channel, basis, positions):
    path = str(bundled.path_of("mediapipe"))
    with pytest.raises(RuntimeError, match="Select the face to compare with"):
        bpy.ops.blendshape_face.heat_map(reference="OTHER")
    bpy.ops.blendshape_face.add()
    other = bpy.context.object
    bpy.ops.blendshape_face.load_model(filepath=path)
    other.location.x = 0.3
    face.select_set(True)
    bpy.context.view_layer.objects.active = face
    assert bpy.ops.blendshape_face.heat_map(reference="OTHER") == {"FINISHED"}
    for value in (0.0, 0.8):
        for obj in (face, other):
            obj.data.blendshape_face.channels["jawOpen"].value = value
        bpy.context.view_layer.update()
        wanted = np.linalg.norm(positions(face) - positions(other), axis=1)[:SKIN] * 1000
        np.testing.assert_allclose(heat(face), wanted, atol=MILLIMETERS)
    assert wanted.max() > 1
    for millimeters in (5, 7):  # each change makes the view anew, with the same other face
        assert bpy.ops.blendshape_face.heat_map(millimeters=millimeters) == {"FINISHED"}
        np.testing.assert_allclose(heat(face), wanted, atol=MILLIMETERS)
    bpy.ops.blendshape_face.remove_view()
    assert set(bpy.data.objects[:]) >= {face, other}
    assert [obj.name for obj in bpy.data.objects if obj.name.endswith("Landmarks")] == []


def test_saved_and_opened_again_it_is_live(face, channel, basis, tmp_path):
    bpy.ops.blendshape_face.heat_map()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "heat.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "heat.blend"))
    again = bpy.data.objects["Face"]
    again.data.blendshape_face.channels["jawOpen"].value = 0.8
    bpy.context.view_layer.update()
    wanted = np.linalg.norm(offsets(basis, again, values_of(again)), axis=1)
    assert wanted.max() > 10
    np.testing.assert_allclose(heat(again), wanted, atol=MILLIMETERS)


@pytest.mark.parametrize("first", ["heat_map", "to_shape_keys"])
def test_a_baked_face_is_live_too(face, channel, basis, first):
    channel("jawOpen").value = 0.2
    for name in (first, *({"heat_map", "to_shape_keys"} - {first})):
        assert getattr(bpy.ops.blendshape_face, name)() == {"FINISHED"}
    face.data.shape_keys.key_blocks["mouthSmileLeft"].value = 0.7
    bpy.context.view_layer.update()
    blocks = face.data.shape_keys.key_blocks
    values = [blocks[item.name].value for item in face.data.blendshape_face.channels]
    wanted = np.linalg.norm(offsets(basis, face, values), axis=1)
    np.testing.assert_allclose(heat(face), wanted, atol=1e-3)
    bpy.ops.blendshape_face.store_reference()
    assert heat(face).max() < 1e-3


def state(obj):
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    places = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", places)
    slots = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("material_index", slots)
    names = [material.name if material else "" for material in mesh.materials]
    used = [names[slot] for slot in slots]
    return places.tolist(), used, sorted(mesh.attributes.keys()), [m.name for m in obj.modifiers]


@pytest.mark.parametrize("view", ["heat_map", "muscles"])
def test_removal_restores_the_face(whole_face, view):
    face, sliders = whole_face, whole_face.data.blendshape_face.channels
    sliders["jawOpen"].value = 0.5
    bpy.context.view_layer.update()
    before, objects = state(face), list(bpy.data.objects)
    attributes = sorted(face.data.attributes.keys())
    getattr(bpy.ops.blendshape_face, view)()
    during = state(face)
    assert during[0] == before[0]
    assert "Face Heat Map" in during[1]
    assert len(bpy.data.objects) == len(objects) + 1
    assert bpy.ops.blendshape_face.remove_view() == {"FINISHED"}
    assert state(face) == before
    assert list(bpy.data.objects) == objects
    assert sorted(face.data.attributes.keys()) == attributes
    assert not (face.animation_data and face.animation_data.drivers)


def test_eyes_and_head_keep_their_materials(whole_face):
    face = whole_face
    before = state(face)[1]
    bpy.ops.blendshape_face.heat_map()
    during = state(face)[1]
    assert len(set(before)) > 4  # skin, teeth, eyeballs ..
    changed = {former for former, now in zip(before, during, strict=True) if now != former}
    # Brows lie on the skin, and are colored with it.
    assert changed == {before[0], "Face Brows"}
    skin = [former == before[0] for former in before]
    assert during.count("Face Heat Map") < sum(skin) / 2  # the rest is the head's


def test_asked_for_again_what_is_not_said_stays(face):
    bpy.ops.blendshape_face.heat_map(signed=True, millimeters=3, bar=False)
    bpy.ops.blendshape_face.heat_map(span="AUTO")
    assert face.modifiers["Face: Heat Map"].node_group.name == "Face Colors diverging"
    assert [obj.name for obj in bpy.data.objects if "Bar" in obj.name] == []
    assert len([m for m in face.modifiers if m.name.startswith("Face: Heat")]) == 1


def test_undo_takes_the_view_back(face):
    bpy.ops.ed.undo_push(message="plain")
    bpy.ops.blendshape_face.heat_map()
    bpy.ops.ed.undo_push(message="heat map")
    bpy.ops.ed.undo()
    again = bpy.data.objects["Face"]
    assert not [m.name for m in again.modifiers if "Heat" in m.name or "Displacement" in m.name]
    bpy.ops.ed.redo()
    again = bpy.data.objects["Face"]
    again.data.blendshape_face.channels["jawOpen"].value = 1
    bpy.context.view_layer.update()
    assert heat(again).max() > 10


# The color bar


def bar_vertices(bar):
    mesh = bar.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    places = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", places)
    shades = np.empty(4 * len(mesh.vertices), np.float32)
    mesh.attributes["Heat Map"].data.foreach_get("color", shades)
    return places.reshape(-1, 3), shades.reshape(-1, 4)[:, :3]


def test_the_bar_shows_the_map_and_its_numbers_follow_the_range(face, channel):
    channel("jawOpen").value = 0.3
    bpy.ops.blendshape_face.heat_map(span="AUTO", color_map="magma")
    (bar,) = [obj for obj in bpy.data.objects if obj.name.startswith("Color Bar")]
    places, shades = bar_vertices(bar)
    strip = (np.abs(places[:, 0]) < 0.046) & (np.abs(places[:, 1]) <= 0.5) & (places[:, 2] == 0)
    chart = color_maps.COLOR_MAPS["magma"]
    np.testing.assert_allclose(
        shades[strip][:500], chart.colors(places[strip][:500, 1] + 0.5), atol=HUE
    )
    channel("jawOpen").value = 0.8
    bpy.context.view_layer.update()
    later = bar_vertices(bar)[0]
    assert len(later) != len(places) or np.abs(later - places).max() > 1e-3
    channel("jawOpen").value = 0.3
    bpy.context.view_layer.update()
    np.testing.assert_array_equal(bar_vertices(bar)[0], places)


@pytest.mark.parametrize(("width", "height", "kind"), [(640, 640, "PERSP"), (300, 900, "ORTHO")])
def test_the_bar_stands_in_the_picture(face, scene, width, height, kind):
    camera = bpy.data.cameras.new("Camera")
    camera.type, camera.ortho_scale, camera.clip_start = kind, 0.5, 0.01
    scene.camera = bpy.data.objects.new("Camera", camera)
    scene.collection.objects.link(scene.camera)
    scene.camera.location, scene.camera.rotation_euler = (0, -0.7, 0), (np.pi / 2, 0, 0)
    scene.render.resolution_x, scene.render.resolution_y = width, height
    bpy.context.view_layer.update()
    bpy.ops.blendshape_face.heat_map()
    (bar,) = scene.camera.children
    bpy.context.view_layer.update()
    for place in bar_vertices(bar)[0]:
        x, y, depth = world_to_camera_view(scene, scene.camera, bar.matrix_world @ Vector(place))
        assert 0 < x < 0.75
        assert 0 < y < 1
        assert depth > camera.clip_start


# Muscles


def activity(obj, values):
    weights = muscles.muscle_weights([c.name for c in obj.data.blendshape_face.channels])
    return np.max([values[name] * weight[:SKIN] for name, weight in weights.items()], axis=0)


def test_muscles_follow_the_action_units(face, au_npz):
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    assert bpy.ops.blendshape_face.muscles() == {"FINISHED"}
    channels = face.data.blendshape_face.channels
    chart = color_maps.COLOR_MAPS["activity"]
    for setting in ({}, {"AU12": 0.7, "AU06": 0.4}, {"AU26": 1.0}):
        for item in channels:
            item.value = setting.get(item.name, 0)
        bpy.context.view_layer.update()
        wanted = activity(face, {c.name: c.value for c in channels})
        np.testing.assert_allclose(heat(face), wanted, atol=1e-5)
        np.testing.assert_allclose(colors(face), chart.colors(wanted), atol=HUE)


def test_muscles_follow_keys_and_survive_baking(face, scene):
    channels = face.data.blendshape_face.channels
    for frame, value in ((1, 0.0), (11, 1.0)):
        channels["mouthSmileLeft"].value = value
        channels["mouthSmileLeft"].keyframe_insert("value", frame=frame)
    bpy.ops.blendshape_face.muscles()
    for verb in ("", "to_shape_keys", "to_live"):
        if verb:
            assert getattr(bpy.ops.blendshape_face, verb)() == {"FINISHED"}
        for frame in (1, 6, 11):
            scene.frame_set(frame)
            values = dict.fromkeys((c.name for c in channels), 0.0)
            values["mouthSmileLeft"] = (frame - 1) / 10
            np.testing.assert_allclose(heat(face), activity(face, values), atol=2e-3)


def test_muscles_of_a_baked_face(face):
    bpy.ops.blendshape_face.to_shape_keys()
    bpy.ops.blendshape_face.muscles()
    face.data.shape_keys.key_blocks["browInnerUp"].value = 0.6
    bpy.context.view_layer.update()
    values = {key.name: key.value for key in face.data.shape_keys.key_blocks}
    np.testing.assert_allclose(heat(face), activity(face, values), atol=1e-5)


def test_models_without_units_are_explained(face, tmp_path):
    rng = np.random.default_rng(1)
    rest = bundled.bundled().predict({})
    emotions = model.FaceModel(
        coef=rng.normal(0, 0.1, (10, 1434)).astype(np.float32),
        intercept=rest.T.ravel().astype(np.float32),
        feature_columns=data_channels.names(data_channels.EMOTIONS),
        feature_name="emotion",
    )
    emotions.save(tmp_path / "emotions.npz")
    bpy.ops.blendshape_face.load_model(filepath=str(tmp_path / "emotions.npz"))
    with pytest.raises(RuntimeError, match="no action units"):
        bpy.ops.blendshape_face.muscles()


# Renders


def picture(scene, path):
    """(32, 32, 3) what Cycles makes of the scene, sRGB."""
    render = scene.render
    render.engine, scene.cycles.samples, scene.cycles.use_denoising = "CYCLES", 4, False
    render.resolution_x = render.resolution_y = 32
    render.image_settings.file_format = "PNG"
    render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(str(path))
    pixels = np.array(image.pixels[:]).reshape(32, 32, 4)[..., :3]
    bpy.data.images.remove(image)
    return pixels


def test_the_view_is_in_renders(face, scene, tmp_path):
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.camera.location, scene.camera.rotation_euler = (0, -0.5, 0), (np.pi / 2, 0, 0)
    scene.camera.data.lens, scene.camera.data.clip_start = 120, 0.01
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.rotation_euler = scene.camera.rotation_euler
    for obj in (scene.camera, lamp):
        scene.collection.objects.link(obj)
    scene.view_settings.view_transform = "Standard"

    def center(name):
        return picture(scene, tmp_path / f"{name}.png")[12:20, 12:20].mean(axis=(0, 1))

    plain = center("plain")
    bpy.ops.blendshape_face.heat_map(bar=False)
    still = color_maps.COLOR_MAPS["viridis"].stops[0]
    shown = center("heat")
    np.testing.assert_allclose(shown, still, atol=0.06)
    assert np.abs(shown - plain).max() > 0.2
    bpy.ops.blendshape_face.remove_view()
    np.testing.assert_allclose(center("again"), plain, atol=0.02)
