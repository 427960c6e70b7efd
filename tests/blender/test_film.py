"""*Render Film*: another Blender films a copy of the open scene, and goes on after a stop."""

import hashlib
import time
import wave

import bpy
import numpy as np
import pytest
from blendshape_face.blender import sequencer
from blendshape_face.data.errors import FaceError
from blendshape_face.studio import film_folder, film_of_copy, render_settings, worker

FRAMES = 16


@pytest.fixture
def studio(face, scene, tmp_path):
    """A small film of a face that opens its mouth, beside a file that is saved."""
    scene.frame_end = FRAMES
    assert bpy.ops.blendshape_face.studio(resolution=(64, 64)) == {"FINISHED"}
    render_settings.use_engine(scene, "CYCLES", 1)
    scene.render.filepath = "//film.mp4"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    return scene


def read_film(path):
    clip = bpy.data.movieclips.load(str(path))
    return clip.frame_duration, tuple(clip.size)


def first_picture(film):
    clip = bpy.data.images.load(str(film), check_existing=False)
    clip.source = "MOVIE"
    return np.array(clip.pixels).reshape(clip.size[1], clip.size[0], -1)[..., :3]


def stop_after_a_frame(path, **options):
    """What Esc does. Returns the pictures that are left."""
    rendering = film_of_copy.start_film(bpy.context.scene, path, **options)
    while rendering.is_alive() and rendering.progress().done < 1:
        time.sleep(0.01)
    rendering.stop()
    film_of_copy.leave_film(path, is_whole=False)
    return {
        picture: picture.stat().st_mtime_ns for picture in film_folder.pictures_in(frames_of(path))
    }


def frames_of(path):
    return path.with_suffix(".frames")


def digest(path):
    return hashlib.sha256(path.read_bytes()).digest()


def test_a_film_of_what_is_on_the_screen(studio, face, tmp_path, capfd):
    """Though it was never saved; and the open file stays as it was."""
    saved = digest(tmp_path / "mine.blend")
    studio.frame_end = 2
    studio.world = world = bpy.data.worlds.new("Bright")
    world.color = (0.8, 0.8, 0.8)
    if world.node_tree:  # Blender 5
        world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.8, 0.8, 0.8, 1)
    assert bpy.ops.blendshape_face.film() == {"FINISHED"}
    path = tmp_path / "film.mp4"
    assert f"Film: {path}" in capfd.readouterr().out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["film.mp4", "mine.blend"]
    assert digest(tmp_path / "mine.blend") == saved
    assert bpy.data.filepath == str(tmp_path / "mine.blend")
    assert studio.render.filepath == "//film.mp4"
    assert studio.render.image_settings.file_format == "FFMPEG"
    assert not studio.sequence_editor or not sequencer.strips_of(studio)
    assert read_film(path) == (2, (64, 64))
    assert first_picture(path)[:4, :4].min() > 0.5


def test_a_second_press_goes_on(studio, tmp_path):
    path = tmp_path / "film.mp4"
    left = stop_after_a_frame(path)
    assert 1 <= len(left) < FRAMES
    assert film_of_copy.can_go_on(path)
    half = max(left)
    half.write_bytes(half.read_bytes()[:-30])
    rendering = film_of_copy.start_film(studio, path)
    while rendering.is_alive() and rendering.progress().done < FRAMES:
        time.sleep(0.01)
    kept = [picture for picture in left if picture != half and picture.exists()]
    assert all(picture.stat().st_mtime_ns == left[picture] for picture in kept)
    assert rendering.error() == ""
    progress = rendering.progress()
    assert (progress.done, progress.total, progress.share) == (FRAMES, FRAMES, 1)
    film_of_copy.leave_film(path, is_whole=True)
    assert read_film(path) == (FRAMES, (64, 64))
    assert not frames_of(path).exists()


def test_a_film_that_goes_on_is_of_one_scene(studio, tmp_path):
    path = tmp_path / "film.mp4"
    left = stop_after_a_frame(path)
    scene_of_film = digest(film_folder.scene_copy(frames_of(path)))
    studio.render.resolution_x = 128
    assert stop_after_a_frame(path).keys() >= left.keys()
    assert digest(film_folder.scene_copy(frames_of(path))) == scene_of_film
    assert bpy.ops.blendshape_face.film() == {"FINISHED"}
    assert read_film(path) == (FRAMES, (64, 64))


def test_anew_films_the_scene_as_it_is_now(studio, tmp_path):
    path = tmp_path / "film.mp4"
    assert stop_after_a_frame(path)
    studio.render.resolution_x = 128
    studio.frame_end = 1
    (frames_of(path) / "notes.txt").write_text("mine")
    assert bpy.ops.blendshape_face.film(anew=True) == {"FINISHED"}
    assert read_film(path) == (1, (128, 64))
    assert [file.name for file in frames_of(path).iterdir()] == ["notes.txt"]


def test_before_the_first_frame_the_scene_is_taken_as_it_is_now(studio, tmp_path):
    path = tmp_path / "film.mp4"
    film_of_copy.start_film(studio, path).stop()
    for picture in film_folder.pictures_in(frames_of(path)):
        picture.unlink()
    studio.frame_end = 1
    assert bpy.ops.blendshape_face.film() == {"FINISHED"}
    assert read_film(path)[0] == 1


def test_frames_of_another_film_are_left_alone(studio, tmp_path):
    folder = tmp_path / "film.frames"
    folder.mkdir()
    (folder / "film.json").write_text("{}")
    (folder / "0001.png").write_text("of the command line")
    with pytest.raises(RuntimeError, match="holds pictures of another film; render all"):
        bpy.ops.blendshape_face.film()
    assert sorted(file.name for file in folder.iterdir()) == ["0001.png", "film.json"]
    (folder / "film.json").unlink()
    with pytest.raises(RuntimeError, match="holds no pictures of a film"):
        bpy.ops.blendshape_face.film(anew=True)
    assert [file.name for file in folder.iterdir()] == ["0001.png"]


def test_what_lies_beside_the_file_is_found(studio, tmp_path):
    """A library, a packed picture as the backdrop, and a sound, by relative paths."""
    library = tmp_path / "parts" / "world.blend"
    library.parent.mkdir()
    image = bpy.data.images.new("Backdrop", 8, 8)
    image.pixels = [0.0, 0.0, 1.0, 1.0] * 64
    image.pack()
    world = bpy.data.worlds.new("Blue")
    if not world.node_tree:  # before Blender 5
        world.use_nodes = True
    texture = world.node_tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = image
    background = world.node_tree.nodes["Background"]
    world.node_tree.links.new(texture.outputs["Color"], background.inputs["Color"])
    bpy.data.libraries.write(str(library), {world})
    bpy.data.worlds.remove(world)
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.worlds = ["Blue"]
    studio.world = bpy.data.worlds["Blue"]
    studio.world.library.filepath = "//parts/world.blend"
    has_sound = bpy.app.build_options.audaspace
    if has_sound:
        _add_sound(studio, tmp_path / "parts" / "voice.wav")
    studio.frame_end = 1
    assert bpy.ops.blendshape_face.film() == {"FINISHED"}
    path = tmp_path / "film.mp4"
    red, _, blue = first_picture(path)[:4, :4].reshape(-1, 3).mean(0)
    assert blue > 0.8
    assert red < 0.2
    if has_sound:
        assert bpy.data.sounds.load(str(path)).channels == "STEREO"


def _add_sound(scene, path):
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x40\x00\xc0" * 1000)
    scene.sequence_editor_create()
    sequencer.strips_of(scene).new_sound("Voice", "//parts/voice.wav", 1, 1)


def test_the_scene_at_hand_is_filmed(studio, tmp_path):
    """Of a file with several."""
    bpy.ops.scene.new(type="FULL_COPY")
    second = bpy.context.scene
    assert second != studio
    second.frame_end = 1
    second.render.resolution_x = 96
    assert bpy.ops.blendshape_face.film() == {"FINISHED"}
    assert read_film(tmp_path / "film.mp4") == (1, (96, 64))


def test_what_cannot_be_a_film_says_so(studio, tmp_path):
    render = studio.render
    render.resolution_percentage = 55
    with pytest.raises(RuntimeError, match="35x35 pixels"):
        bpy.ops.blendshape_face.film()
    render.resolution_percentage = 100
    render.use_file_extension = False
    render.filepath = "//film.mkv"
    with pytest.raises(RuntimeError, match=r"film.mkv: a film's name ends in \.mp4"):
        bpy.ops.blendshape_face.film()
    render.ffmpeg.format = "MKV"
    with pytest.raises(RuntimeError, match="output is no MP4"):
        bpy.ops.blendshape_face.film()
    studio.camera = None
    assert not bpy.ops.blendshape_face.film.poll()
    assert [file.name for file in tmp_path.iterdir()] == ["mine.blend"]


def test_a_film_beside_a_file_without_a_name(face, scene):
    assert bpy.ops.blendshape_face.studio(resolution=(64, 64)) == {"FINISHED"}
    scene.render.filepath = "//film.mp4"
    with pytest.raises(RuntimeError, match="save it, or choose another path"):
        bpy.ops.blendshape_face.film()


def test_a_folder_that_cannot_be_written(studio, tmp_path):
    (tmp_path / "film.frames").write_text("a file in the way")
    with pytest.raises(FaceError, match="cannot be written"):
        film_of_copy.start_film(studio, tmp_path / "film.mp4")


def test_a_worker_that_fails_is_told(studio, tmp_path):
    """Here the copy goes between two presses, as a full disk may have cut it off."""
    path = tmp_path / "film.mp4"
    assert stop_after_a_frame(path)
    film_folder.scene_copy(frames_of(path)).write_bytes(b"BLENDER")
    with pytest.raises(RuntimeError):
        bpy.ops.blendshape_face.film()
    assert film_folder.pictures_in(frames_of(path))


def test_one_worker_at_a_time(studio, tmp_path):
    assert worker.at_work() is None
    assert not bpy.ops.blendshape_face.stop.poll()
    rendering = film_of_copy.start_film(studio, tmp_path / "film.mp4")
    assert worker.at_work() is rendering
    assert not bpy.ops.blendshape_face.film.poll()
    assert not bpy.ops.blendshape_face.stimuli.poll()
    assert bpy.ops.blendshape_face.stop() == {"FINISHED"}
    assert rendering.is_stopped
    assert not rendering.is_alive()
    assert bpy.ops.blendshape_face.film.poll()


def test_a_disabled_extension_leaves_no_worker(studio, module, tmp_path):
    rendering = film_of_copy.start_film(studio, tmp_path / "film.mp4")
    registration = module("registration")
    registration.unregister()
    try:
        assert not rendering.is_alive()
    finally:
        registration.register()
