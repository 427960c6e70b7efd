"""Sound and film beside a recording."""

import wave

import bpy
import numpy as np
import pytest
from blendshape_face.blender import media
from blendshape_face.data import errors

needs_sound = pytest.mark.skipif(
    not bpy.app.build_options.audaspace, reason="this Blender was built without sound"
)


@pytest.fixture
def wav(tmp_path):
    """Half a second of a tone."""
    path = tmp_path / "take.wav"
    tone = np.sin(np.arange(4000) / 4) * 10_000
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(8000)
        stream.writeframes(tone.astype("<i2").tobytes())
    return path


@pytest.fixture
def film(package, tmp_path):
    """Render a tiny film: `film(name, frames, fps, sound=None)`."""

    def render(name, frames, fps, sound=None):
        bpy.ops.wm.read_homefile(use_empty=True)
        scene = bpy.context.scene
        render, image = scene.render, scene.render.image_settings
        scene.frame_start, scene.frame_end = 1, frames
        editor = scene.sequence_editor_create()
        strips = editor.strips if hasattr(editor, "strips") else editor.sequences
        end = "length" if "length" in strips.new_effect.__doc__ else "frame_end"
        size = frames if end == "length" else frames + 1
        strips.new_effect(name="c", type="COLOR", channel=1, frame_start=1, **{end: size})
        if sound:
            strips.new_sound("s", str(sound), 2, 1)
            render.ffmpeg.audio_codec = "AAC"
        render.resolution_x = render.resolution_y = 16
        render.fps = fps
        if hasattr(image, "media_type"):  # Blender 5
            image.media_type = "VIDEO"
        image.file_format = "FFMPEG"
        render.ffmpeg.format, render.ffmpeg.codec = "MPEG4", "H264"
        render.filepath = str(tmp_path / name)
        render.use_file_extension = False
        bpy.ops.render.render(animation=True)
        bpy.ops.wm.read_homefile(use_empty=True)
        return tmp_path / name

    return render


@pytest.fixture
def camera(scene):
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    return camera


def strips_of(scene):
    editor = scene.sequence_editor
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def start_of(strip):
    return strip.content_start if hasattr(strip, "content_start") else strip.frame_start


def test_media_share_the_name_of_the_take(scene, tmp_path):
    find_media = media.find_media
    take = tmp_path / "Slate_7.csv"
    assert find_media(take) == (None, None)
    for name in ("slate_7.MOV", "Slate_7.flac", "Slate_7.json", "Slate_70.wav", "Slate_7_cal.wav"):
        (tmp_path / name).write_bytes(b"x")
    assert find_media(take) == (tmp_path / "Slate_7.flac", tmp_path / "slate_7.MOV")
    (tmp_path / "SLATE_7.WAV").write_bytes(b"x")
    assert find_media(str(take)) == (tmp_path / "SLATE_7.WAV", tmp_path / "slate_7.MOV")
    assert find_media(tmp_path / "nowhere" / "take.csv") == (None, None)
    assert not bpy.data.sounds


def test_a_silent_video_is_no_sound(film, tmp_path):
    video = film("take.mp4", 2, 25)
    assert media.find_media(tmp_path / "take.csv") == (None, video)


@needs_sound
def test_a_video_is_the_sound_where_there_is_no_other(film, wav, tmp_path):
    video = film("take.mp4", 3, 25, sound=wav)
    assert media.find_media(tmp_path / "take.csv") == (wav, video)
    wav.unlink()
    assert media.find_media(tmp_path / "take.csv") == (video, video)
    strip = media.add_sound(bpy.context.scene, video, 1)
    assert strip.sound.channels != "INVALID"


@needs_sound
def test_sound_plays_from_its_frame_on_a_free_channel(scene, wav):
    add_sound = media.add_sound
    scene.render.fps = 24
    strip = add_sound(scene, wav, 11)
    assert (strip.type, strip.channel, start_of(strip)) == ("SOUND", 1, 11)
    assert scene.sync_mode == "AUDIO_SYNC"
    assert add_sound(scene, str(wav), 11) == strip  # imported again, it does not sound twice
    assert add_sound(scene, wav, 12).channel == 2
    assert len(strips_of(scene)) == 2
    assert {strip.sound.channels for strip in strips_of(scene)} == {"MONO"}


@needs_sound
def test_a_channel_serves_again_where_its_sounds_are_over(scene, wav):
    scene.render.fps = 24
    # Half a second each: more of them than the sequencer has channels.
    starts = range(1, 200 * 12, 12)
    strips = [media.add_sound(scene, wav, start) for start in starts]
    assert {strip.channel for strip in strips} == {1}
    assert media.add_sound(scene, wav, 6).channel == 2


def test_what_is_no_sound_changes_nothing(scene, tmp_path):
    bad = tmp_path / "bad.wav"
    bad.write_text("no sound")
    for path in (bad, tmp_path / "nowhere.wav"):
        with pytest.raises(errors.FaceError, match=f"{path.name}: .* sound"):
            media.add_sound(scene, path, 1)
    assert not scene.sequence_editor or not strips_of(scene)
    assert not bpy.data.sounds
    assert scene.sync_mode == "NONE"


def shown_frames(scene, camera, frames):
    """Index of the film's frame at each of the scene's, as BKE_image_user_frame_get counts."""
    shown = []
    for frame in frames:
        scene.frame_set(frame)
        data = camera.data.evaluated_get(bpy.context.evaluated_depsgraph_get())
        user = data.background_images[0].image_user
        within = min(max(frame - user.frame_start, 0), user.frame_duration - 1)
        shown.append(within + user.frame_offset)
    return shown


@pytest.mark.parametrize(
    ("fps", "shown"),
    [
        (25, [0, 0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5]),
        (50, [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        (10, [0, 0, 2, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]),
    ],
)
def test_a_reference_video_keeps_to_its_own_clock(film, tmp_path, fps, shown):
    video = film("take.mp4", 6, 25)
    scene = bpy.context.scene
    scene.render.fps = fps
    data = bpy.data.cameras.new("Camera")
    camera = bpy.data.objects.new("Camera", data)
    scene.collection.objects.link(camera)
    background = media.add_reference_video(scene, camera, video, 11)
    assert data.show_background_images
    assert background.image.source == "MOVIE"
    assert background.image_user.use_auto_refresh
    assert background.image_user.frame_start == 11
    assert shown_frames(scene, camera, range(10, 23)) == shown
    assert bool(data.animation_data) == (fps != 25)
    assert not bpy.data.movieclips


def test_a_reference_video_added_again_is_set_anew(film):
    add = media.add_reference_video
    video = film("take.mp4", 6, 25)
    scene = bpy.context.scene
    data = bpy.data.cameras.new("Camera")
    camera = bpy.data.objects.new("Camera", data)
    scene.collection.objects.link(camera)
    scene.render.fps = 50
    add(scene, camera, video, 1)
    scene.frame_set(9)
    scene.render.fps = 25
    add(scene, camera, video, 3)
    assert len(data.background_images) == len(bpy.data.images) == 1
    assert not data.animation_data.drivers
    assert shown_frames(scene, camera, range(3, 9)) == [0, 1, 2, 3, 4, 5]


def test_what_is_no_video_changes_nothing(scene, camera, tmp_path):
    bad = tmp_path / "bad.mp4"
    bad.write_text("no video " * 100)
    add, error = media.add_reference_video, errors.FaceError
    for path in (bad, tmp_path / "nowhere.mp4"):
        with pytest.raises(error, match=f"{path.name}: is no video"):
            add(scene, camera, path, 1)
    lamp = bpy.data.objects.new("Lamp", None)
    with pytest.raises(error, match="Lamp is no camera"):
        add(scene, lamp, bad, 1)
    assert not camera.data.background_images
    assert not bpy.data.movieclips
    assert not bpy.data.images
