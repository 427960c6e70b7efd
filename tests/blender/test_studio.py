"""The studio: its camera sees all that a face does, and it leaves the scene's own things alone."""

import math

import bpy
import numpy as np
import pytest
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Euler, Vector

FRAMES = (1, 60, 150, 225, 300, 400, 472)


@pytest.fixture
def acted(scene, sample_take):
    """A face that turns its head and speaks for 472 frames."""
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take), turn_object=True)
    return bpy.context.object


def set_up(**options):
    assert bpy.ops.blendshape_face.studio(**options) == {"FINISHED"}


def seen(scene, obj, frames):
    """(frames, vertices, 3) of an object's own vertices: across and up the picture as shares of
    it, and away from the camera. What modifiers add around a face is left out.
    """
    pictures = []
    for frame in frames:
        scene.frame_set(frame)
        evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
        mesh, matrix = evaluated.data, evaluated.matrix_world
        own = mesh.vertices[: len(obj.data.vertices)]
        places = [world_to_camera_view(scene, scene.camera, matrix @ v.co) for v in own]
        pictures.append(np.array(places))
    return np.array(pictures)


def assert_framed(pictures):
    assert pictures[..., :2].min() > 0
    assert pictures[..., :2].max() < 1
    assert pictures[..., 2].min() > 0
    assert np.ptp(pictures[..., :2], axis=(0, 1)).max() > 0.5


def light(face):
    """Fewer vertices to look at, in a second instead of ten."""
    for modifier in face.modifiers:
        if modifier.type == "SUBSURF":
            modifier.show_viewport = False


@pytest.mark.parametrize("resolution", [(64, 64), (160, 90), (90, 160)])
def test_camera_sees_the_whole_take(acted, scene, resolution):
    light(acted)
    set_up(resolution=resolution)
    assert (scene.render.resolution_x, scene.render.resolution_y) == resolution
    assert_framed(seen(scene, acted, FRAMES))


def test_a_face_of_any_size_anywhere(face, scene):
    light(face)
    jaw = face.data.blendshape_face.channels["jawOpen"]
    for frame, value in ((1, 0.0), (5, 1.0)):
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)
    scene.frame_start, scene.frame_end = 1, 5
    face.scale = (11, 11, 11)
    face.location, face.rotation_euler = (30, -7, 2), (0.5, -0.3, 2.4)
    set_up(resolution=(64, 64))
    assert_framed(seen(scene, face, (1, 3, 5)))
    to_camera = scene.camera.matrix_world.translation - Vector(face.location)
    assert to_camera.normalized() @ (face.matrix_world.to_3x3() @ Vector((0, -1, 0))) > 0.97 * 11


@pytest.fixture
def character(face):
    """A figure of 1.6 m as FBX files bring it: centimeters, y up, of which keys move the face."""
    co = np.array([tuple(vertex.co) for vertex in face.data.vertices])
    triangles = [tuple(polygon.vertices) for polygon in face.data.polygons]
    chest = [(0.2 * x, 0.1 * y, -1.5 + z) for x in (-1, 1) for y in (-1, 1) for z in (0, 1.2)]
    points = 100 * np.concatenate([co, chest])
    mesh = bpy.data.meshes.new("Hero")
    mesh.from_pydata([(x, z, -y) for x, y, z in points], [], triangles)
    obj = bpy.data.objects.new("Hero", mesh)
    bpy.context.collection.objects.link(obj)
    obj.rotation_euler, obj.scale, obj.location = (math.pi / 2, 0, 0), (0.01,) * 3, (2, 0, 1.5)
    obj.shape_key_add(name="Basis")
    for name in ("jawOpen", "browInnerUp", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft"):
        for channel in face.data.blendshape_face.channels:
            channel.value = channel.name == name
        key = obj.shape_key_add(name=name, from_mix=False)
        for index, vertex in enumerate(face.data.vertices):
            x, y, z = 100 * vertex.co
            key.data[index].co = (x, z, -y)
    bpy.data.objects.remove(face)
    bpy.context.view_layer.objects.active = obj
    obj.select_set(True)
    bpy.context.view_layer.update()
    return obj


def test_a_characters_face_is_framed_not_its_body(character, scene):
    scene.frame_start, scene.frame_end = 1, 3
    set_up(resolution=(64, 64))
    assert_framed(seen(scene, character, (1,))[:, :478])
    x, y, z = scene.camera.matrix_world.translation
    assert (x, z) == pytest.approx((2, 1.5), abs=0.1)
    assert -2 < y < -0.5  # before the face, meters away


def things(scene):
    """All that a scene holds but the studio, and where it stands."""
    studio = bpy.data.collections.get("Face Studio")
    own = set(studio.objects) if studio else set()
    return {
        obj.name: (
            [tuple(row) for row in obj.matrix_world],
            obj.hide_viewport,
            obj.hide_render,
            obj.select_get(),
            len(obj.modifiers),
            [collection.name for collection in obj.users_collection],
        )
        for obj in scene.objects
        if obj not in own
    }


@pytest.fixture
def furnished(package):
    """Blender's own first scene, with a face in it."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=False)
    # As for the fixture `scene`: else 4.2 would write into a former file's, which was freed.
    assert bpy.context.layer_collection
    bpy.ops.blendshape_face.add()
    scene = bpy.context.scene
    scene.frame_end = 20
    scene.frame_set(7)
    return scene


def counts():
    return [
        len(getattr(bpy.data, kind))
        for kind in ("objects", "cameras", "lights", "worlds", "collections", "actions", "meshes")
    ]


def test_nothing_else_changes_and_nothing_doubles(furnished):
    scene, camera, world = furnished, furnished.camera, furnished.world
    before, had = things(scene), counts()
    background = tuple(world.node_tree.nodes["Background"].inputs["Color"].default_value)
    set_up(turntable=True)
    assert things(scene) == before
    assert scene.frame_current == 7
    assert bpy.context.object.name == "Face"
    once = counts()
    set_up(turntable=True, quality="FINAL", backdrop=(0.5, 0.4, 0.3))
    assert counts() == once
    assert things(scene) == before
    assert scene.camera != camera
    assert scene.world != world
    assert camera.name in bpy.data.objects
    assert tuple(world.node_tree.nodes["Background"].inputs["Color"].default_value) == background
    assert bpy.ops.blendshape_face.remove_studio() == {"FINISHED"}
    assert (scene.camera, scene.world) == (camera, world)
    assert counts() == had
    assert things(scene) == before
    assert not bpy.ops.blendshape_face.remove_studio.poll()


def test_what_the_user_puts_into_the_studio_stays(furnished):
    set_up()
    mine = bpy.data.objects.new("Mine", None)
    bpy.data.collections["Face Studio"].objects.link(mine)
    set_up()
    bpy.ops.blendshape_face.remove_studio()
    assert [obj.name for obj in bpy.data.collections["Face Studio"].objects] == ["Mine"]


def test_what_hangs_on_the_camera_stays_where_it_is(face, scene):
    scene.frame_end = 2
    set_up(resolution=(64, 64))
    mine = bpy.data.objects.new("Mine", None)
    scene.collection.objects.link(mine)
    mine.parent, mine.location = scene.camera, (0.1, 0.2, -0.3)
    bpy.context.view_layer.update()
    place = mine.matrix_world.copy()
    bpy.ops.blendshape_face.remove_studio()
    bpy.context.view_layer.update()
    np.testing.assert_allclose(mine.matrix_world, place, atol=1e-5)


def test_a_color_bar_goes_with_the_camera(face, scene):
    scene.frame_end = 2
    bpy.ops.blendshape_face.heat_map()
    bar = bpy.data.objects["Color Bar"]
    bpy.context.view_layer.update()
    beside = bar.matrix_world.copy()
    set_up(resolution=(64, 64))
    bpy.context.view_layer.update()
    assert bar.parent == scene.camera
    corners = [bar.matrix_world @ Vector(corner) for corner in bar.bound_box]
    seen = np.array([world_to_camera_view(scene, scene.camera, corner) for corner in corners])
    assert seen[:, :2].min() > 0
    assert seen[:, :2].max() < 0.8
    assert np.ptp(seen[:, 1]) > 0.2
    bpy.ops.blendshape_face.remove_studio()
    bpy.context.view_layer.update()
    np.testing.assert_allclose(bar.matrix_world, beside, atol=1e-5)


def studio_of(scene):
    (studio,) = (c for c in scene.collection.children if c.name.startswith("Face Studio"))
    return studio


def whole_studio(scene):
    """What a scene's studio consists of, and whether the scene uses it."""
    studio = studio_of(scene)
    return (
        [(obj.name, tuple(obj.location)) for obj in studio.objects],
        scene.camera in set(studio.objects),
        scene.world and scene.world.name,
        tuple(scene.world.color),
    )


@pytest.mark.parametrize("copied", ["LINK_COPY", "FULL_COPY"])
@pytest.mark.parametrize("in_copy", [True, False])
def test_scenes_leave_each_others_studio_alone(furnished, copied, in_copy):
    first, camera, world = furnished, furnished.camera.name, furnished.world.name
    set_up(resolution=(64, 64))
    bpy.ops.scene.new(type=copied)
    second = bpy.context.scene
    changed, other = (second, first) if in_copy else (first, second)
    bpy.context.window.scene = changed
    before = whole_studio(other)
    face = next(obj for obj in changed.objects if obj.name.startswith("Face") and obj.data)
    changed.view_layers[0].objects.active = face
    set_up(resolution=(64, 128), backdrop=(0.5, 0.4, 0.3))
    assert whole_studio(other) == before
    assert studio_of(changed) != studio_of(other)
    assert changed.camera in set(studio_of(changed).objects)
    bpy.ops.blendshape_face.remove_studio()
    assert whole_studio(other) == before
    assert changed.camera.name.startswith(camera)
    assert changed.world.name.startswith(world)
    bpy.context.window.scene = other
    bpy.ops.blendshape_face.remove_studio()
    assert other.camera.name.startswith(camera)
    assert not [c for c in bpy.data.collections if c.name.startswith("Face Studio")]
    assert "Face Backdrop" not in bpy.data.worlds


def test_a_shared_studio_goes_from_one_scene_only(furnished):
    set_up()
    mine = bpy.data.objects.new("Mine", None)
    bpy.data.collections["Face Studio"].objects.link(mine)
    before = whole_studio(furnished)
    bpy.ops.scene.new(type="LINK_COPY")
    second = bpy.context.scene
    bpy.ops.blendshape_face.remove_studio()
    assert whole_studio(furnished) == before
    assert second.camera.name == "Camera"
    assert [obj.name for obj in second.objects if obj.name in ("Mine", "Face Camera")] == ["Mine"]
    assert not bpy.ops.blendshape_face.remove_studio.poll()


def test_undo_takes_the_studio_away(furnished):
    camera = furnished.camera.name
    bpy.ops.ed.undo_push(message="before")
    set_up()
    bpy.ops.ed.undo_push(message="studio")
    bpy.ops.ed.undo()
    scene = bpy.context.scene
    assert scene.camera.name == camera
    assert "Face Studio" not in bpy.data.collections
    assert bpy.data.worlds.keys() == [scene.world.name]
    bpy.ops.ed.redo()
    assert bpy.context.scene.camera.name == "Face Camera"


def test_turntable_goes_round_once_and_closes(face, scene):
    light(face)
    scene.frame_start, scene.frame_end = 11, 34
    face.rotation_euler = Euler((0.2, 0.1, 0.7))
    set_up(turntable=True, resolution=(64, 64))
    places = {}
    for frame in range(11, 36):
        scene.frame_set(frame)
        places[frame] = np.array(scene.camera.matrix_world.translation)
    steps = [np.linalg.norm(places[frame + 1] - places[frame]) for frame in range(11, 35)]
    np.testing.assert_allclose(places[35], places[11], atol=1e-5)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-3)
    np.testing.assert_allclose(places[11] + places[23], places[17] + places[29], atol=1e-5)
    assert np.linalg.norm(places[23] - places[11]) > 0.8
    pictures = seen(scene, face, range(11, 35, 3))
    assert pictures[..., :2].min() > 0
    assert pictures[..., :2].max() < 1
    set_up(resolution=(64, 64))
    scene.frame_set(23)
    np.testing.assert_allclose(scene.camera.parent.rotation_euler, 0)


def test_quality_chooses_engine_and_film(face, scene):
    set_up(quality="PREVIEW")
    assert scene.render.engine.startswith("BLENDER_EEVEE")
    set_up(quality="FINAL")
    assert scene.render.engine == "CYCLES"
    assert scene.cycles.use_denoising
    assert scene.render.image_settings.file_format == "FFMPEG"
    assert (scene.render.ffmpeg.format, scene.render.ffmpeg.codec) == ("MPEG4", "H264")
    assert scene.render.resolution_x == 1920


def test_the_film_goes_beside_the_saved_file(face, scene, tmp_path):
    set_up()
    assert scene.render.filepath == "/tmp/"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot 3.blend"))
    set_up()
    assert scene.render.filepath == "//shot 3.mp4"
    scene.render.filepath = str(tmp_path / "mine.mp4")
    set_up()
    assert scene.render.filepath == str(tmp_path / "mine.mp4")


@pytest.mark.parametrize("given", [True, False])
def test_odd_sizes_are_made_even(face, scene, capfd, given):
    scene.render.resolution_x, scene.render.resolution_y = 1921, 1080
    set_up(**({"resolution": (17, 33)} if given else {}))
    size = (18, 34) if given else (1922, 1080)
    assert (scene.render.resolution_x, scene.render.resolution_y) == size
    assert f"Made {size[0]}x{size[1]} pixels: H.264 takes even numbers" in capfd.readouterr().out


def test_a_percentage_that_makes_odd_sizes_is_told(face, scene, capfd):
    scene.render.resolution_percentage = 33
    set_up()
    assert "633x356 pixels: an H.264 film takes even numbers" in capfd.readouterr().out


def test_a_lit_face_before_the_backdrop(face, scene, tmp_path):
    set_up(quality="FINAL", resolution=(64, 64), backdrop=(0.0, 0.0, 0.6))
    scene.cycles.samples = 2
    image = scene.render.image_settings
    if hasattr(image, "media_type"):
        image.media_type = "IMAGE"
    image.file_format = "PNG"
    scene.render.filepath = str(tmp_path / "face.png")
    scene.render.use_file_extension = True
    bpy.ops.render.render(write_still=True)
    shown = bpy.data.images.load(str(tmp_path / "face.png"))
    red, green, blue, _ = np.array(shown.pixels).reshape(64, 64, 4).transpose(2, 0, 1)
    assert red[28:36, 28:36].mean() > 0.35
    assert max(red[32:60, :4].max(), green[32:60, :4].max()) < 0.02  # beside the head
    assert 0.4 < blue[32:60, :4].mean() < 0.8


def test_needs_a_face_that_is_shown(scene, face):
    face.hide_viewport = True
    bpy.context.view_layer.objects.active = face
    with pytest.raises(RuntimeError, match="hidden"):
        bpy.ops.blendshape_face.studio()
    assert "Face Studio" not in bpy.data.collections
    bpy.data.objects.remove(face)
    assert not bpy.ops.blendshape_face.studio.poll()
