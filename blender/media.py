"""Sound and film that were recorded with a take."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import bpy

from ..data.errors import FaceError
from .scene import scene_fps

SOUNDS = (".wav", ".mp3", ".m4a", ".ogg", ".flac")
VIDEOS = (".mp4", ".mov", ".mkv", ".webm")

_CHANNELS = 128
"""Of Blender's sequencer."""
_ROUNDING = 1e-3
"""Frames."""


def find_media(take_path: str | Path) -> tuple[Path | None, Path | None]:
    """The sound and the video beside a recording that share its name, upper or lower case.

    Without a sound file the video is the sound as well, if it holds any.
    """
    take_path = Path(take_path)
    stem = take_path.stem.casefold()
    try:
        beside = sorted(p for p in take_path.parent.iterdir() if p.stem.casefold() == stem)
    except OSError:
        return None, None
    by_suffix = {path.suffix.lower(): path for path in reversed(beside)}
    sound, video = (
        next((by_suffix[suffix] for suffix in suffixes if suffix in by_suffix), None)
        for suffixes in (SOUNDS, VIDEOS)
    )
    if sound is None and video and has_sound(video):
        sound = video
    return sound, video


def has_sound(path: str | Path) -> bool:
    """Whether this Blender can play a sound of a file; one built without audio plays none."""
    sound = bpy.data.sounds.load(str(path))
    try:
        return sound.channels != "INVALID"
    finally:
        bpy.data.sounds.remove(sound)


def add_sound(scene: bpy.types.Scene, path: str | Path, frame_start: int) -> "bpy.types.Strip":
    """Play a sound from a frame on: a strip on a free channel of the sequencer, and playback that
    drops frames rather than fall behind it.

    The same sound at the same frame is not added twice. Raises FaceError before anything changes.
    """
    path = Path(path).absolute()
    if not bpy.app.build_options.audaspace:
        raise FaceError(f"{path.name}: this Blender was built without sound; use another build")
    if not has_sound(path):
        raise FaceError(f"{path.name}: holds no sound that Blender can play; convert it to WAV")
    present = strips_of(scene) if scene.sequence_editor else ()
    free = sorted(set(range(1, _CHANNELS + 1)) - {strip.channel for strip in present})
    strip = next((strip for strip in present if _plays(strip, path, frame_start)), None)
    if strip is None:
        if not free:
            raise FaceError(f"{path.name}: the sequencer has no free channel; remove some strips")
        scene.sequence_editor_create()
        strip = strips_of(scene).new_sound(path.stem, str(path), free[0], frame_start)
    scene.sync_mode = "AUDIO_SYNC"
    return strip


def strips_of(scene: bpy.types.Scene) -> bpy.types.bpy_prop_collection:
    editor = scene.sequence_editor
    return editor.strips if hasattr(editor, "strips") else editor.sequences  # Blender 5, 4


def inside(strip: "bpy.types.Strip") -> bpy.types.bpy_prop_collection:
    """The strips of a meta strip."""
    return strip.strips if hasattr(strip, "strips") else strip.sequences  # Blender 5, 4


def sounds(strips: Iterable["bpy.types.Strip"]) -> bool:
    """Whether any strip is a sound, those within meta strips among them."""
    return any(s.type == "SOUND" or (s.type == "META" and sounds(inside(s))) for s in strips)


def mute_pictures(strips: Iterable["bpy.types.Strip"]) -> None:
    """Leave only what sounds."""
    for strip in strips:
        if strip.type == "META":
            mute_pictures(inside(strip))
        else:
            strip.mute |= strip.type != "SOUND"


def _plays(strip: "bpy.types.Strip", path: Path, frame_start: int) -> bool:
    if strip.type != "SOUND" or strip.sound is None:
        return False
    start = strip.content_start if hasattr(strip, "content_start") else strip.frame_start  # 5, 4
    return start == frame_start and Path(bpy.path.abspath(strip.sound.filepath)) == path


def add_reference_video(
    scene: bpy.types.Scene, camera_object: bpy.types.Object, path: str | Path, frame_start: int
) -> bpy.types.CameraBackgroundImage:
    """Show a video behind what a camera sees, its first frame at frame_start.

    Blender shows one frame of a film for each frame of the scene. For a video of another rate a
    driver skips or repeats frames, so that video and take stay together. After a change of the
    scene's rate add it again: a video that the camera shows already is set anew. Raises FaceError
    before anything changes.
    """
    path = Path(path).absolute()
    if camera_object.type != "CAMERA":
        raise FaceError(f"{camera_object.name} is no camera; choose one to show {path.name} behind")
    film = probe(path)
    camera = camera_object.data
    ratio = film.fps / scene_fps(scene)
    if abs(ratio - 1) * film.frames <= 0.5:  # it ends within half a frame of its own clock
        ratio = 1.0
    image = bpy.data.images.load(str(path), check_existing=True)
    shown = [background.image for background in camera.background_images]
    if image not in shown:
        camera.background_images.new().image = image
        shown.append(image)
    index = shown.index(image)
    background = camera.background_images[index]
    user = background.image_user
    user.frame_start = frame_start
    user.frame_duration = math.ceil(film.frames / ratio - _ROUNDING)
    user.use_auto_refresh = True
    offset_path = f"background_images[{index}].image_user.frame_offset"
    camera.driver_remove(offset_path)
    user.frame_offset = 0
    if ratio != 1:
        # Blender shows frame `passed + offset`. It evaluates functions as simple as these itself,
        # also where scripts may not run.
        passed = f"min(max(frame - {frame_start}, 0), {user.frame_duration - 1})"
        wanted = f"min(floor({passed} * {ratio!r} + {_ROUNDING}), {film.frames - 1})"
        camera.driver_add(offset_path).driver.expression = f"{wanted} - {passed}"
    camera.show_background_images = True
    return background


class _Film(NamedTuple):
    frames: int
    fps: float


def probe(path: Path) -> _Film:
    """Raises FaceError for what is no video."""
    unreadable = FaceError(f"{path.name}: is no video that Blender can read; convert it to MP4")
    try:
        clip = bpy.data.movieclips.load(str(path))
    except RuntimeError:
        raise unreadable from None
    try:
        film = _Film(clip.frame_duration, clip.fps)
    finally:
        bpy.data.movieclips.remove(clip)
    if film.frames < 1 or film.fps <= 0:
        raise unreadable
    return film
