"""Sound and film that were recorded with a take."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import bpy

from ..data.errors import FaceError
from ..data.suffixes import VIDEOS
from .scene import scene_fps
from .sequencer import end_frame, first_frame, strips_of

SOUNDS = (".wav", ".mp3", ".m4a", ".ogg", ".flac")
"""Suffixes; of several sounds the first in this order is taken."""

_CHANNELS = 128
"""Of Blender's sequencer, counted from 1."""
_ROUNDING = 1e-3
"""Frames: what rates that are no whole numbers, such as 30 / 1.001, leave of a whole one."""
_DRIFT = 0.5
"""Frames by which a video may end away from its own clock before it is played at its own rate."""


Namesakes = Mapping[str, Mapping[str, Path]]
"""Files of a folder by their names without suffix, and those by their suffixes, in lower case."""


def files_by_name(folder: Path) -> Namesakes:
    """The files of a folder, none where it cannot be listed."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return {}
    found: dict[str, dict[str, Path]] = {}
    for path in paths:
        by_suffix = found.setdefault(path.stem.casefold(), {})
        # Of talk.wav and Talk.WAV the first by the alphabet, whatever order the disk has.
        by_suffix.setdefault(path.suffix.lower(), path)
    return found


def find_media(
    take_path: str | Path,
    list_folder: Callable[[Path], Namesakes] = files_by_name,
) -> tuple[Path | None, Path | None]:
    """The sound and the video beside a recording that share its name, upper or lower case.

    Without a sound file the video is the sound as well, if it holds any.
    list_folder: one that remembers, for many recordings of a folder.
    """
    path = Path(take_path)
    by_suffix = list_folder(path.parent).get(path.stem.casefold(), {})
    sound = _first(by_suffix, SOUNDS)
    video = _first(by_suffix, VIDEOS)
    # Phones record the sound into the video.
    if sound is None and video and has_sound(video):
        sound = video
    return sound, video


def _first(by_suffix: Mapping[str, Path], suffixes: Sequence[str]) -> Path | None:
    """The file with the first of the suffixes that any has."""
    for suffix in suffixes:
        if suffix in by_suffix:
            return by_suffix[suffix]
    return None


def has_sound(path: str | Path) -> bool:
    """Whether this Blender can play a sound of a file; one built without audio plays none."""
    # Blender takes any file for a sound; only what it makes of it tells.
    sound = bpy.data.sounds.load(str(path))
    try:
        return sound.channels != "INVALID"
    finally:
        bpy.data.sounds.remove(sound)


def add_sound(
    scene: bpy.types.Scene,
    path: str | Path,
    frame_start: int,
) -> "bpy.types.Strip":
    """Play a sound from a frame on: a strip on a free channel of the sequencer, and playback that
    drops frames rather than fall behind it.

    The same sound at the same frame is not added twice. Raises FaceError before anything changes.
    """
    path = Path(path).absolute()
    if not bpy.app.build_options.audaspace:
        raise FaceError(f"{path.name}: this Blender was built without sound; use another build")
    if not has_sound(path):
        raise FaceError(f"{path.name}: holds no sound that Blender can play; convert it to WAV")
    strips = strips_of(scene) if scene.sequence_editor else ()
    present = [strip for strip in strips if _plays(strip, path, frame_start)]
    if present:
        strip = present[0]
    else:
        # A channel serves again for what comes after: there are fewer than recordings in a folder.
        used = {strip.channel for strip in strips if end_frame(strip) > frame_start}
        channel = _free_channel(used, path.name)
        scene.sequence_editor_create()
        strips = strips_of(scene)
        strip = strips.new_sound(path.stem, str(path), channel, frame_start)
    # Else a slow viewport would fall behind what is heard.
    scene.sync_mode = "AUDIO_SYNC"
    return strip


def _free_channel(used: Collection[int], name: str) -> int:
    """The lowest channel that is not used. name: of the file, for the FaceError without any."""
    for channel in range(1, _CHANNELS + 1):
        if channel not in used:
            return channel
    raise FaceError(f"{name}: the sequencer has no free channel; remove some strips")


def _plays(
    strip: "bpy.types.Strip",
    path: Path,
    frame_start: int,
) -> bool:
    """Whether a strip is the sound of this file, begun at this frame."""
    # A path takes longer to compare than the rest, and there may be a strip for each recording.
    if first_frame(strip) != frame_start or strip.type != "SOUND" or strip.sound is None:
        return False
    # Files beside the .blend may have relative paths, which begin with //.
    played = Path(bpy.path.abspath(strip.sound.filepath))
    return played == path


def add_reference_video(
    scene: bpy.types.Scene,
    camera_object: bpy.types.Object,
    path: str | Path,
    frame_start: int,
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
    index = _background_of(camera, path)
    background = camera.background_images[index]

    ratio = film.fps / scene_fps(scene)
    drift = abs(ratio - 1) * film.frames
    if drift <= _DRIFT:
        ratio = 1.0
    user = background.image_user
    user.frame_start = frame_start
    user.frame_duration = math.ceil(film.frames / ratio - _ROUNDING)
    # The picture is read anew with each frame of the scene, also in renders.
    user.use_auto_refresh = True
    user.frame_offset = 0
    offset_path = f"background_images[{index}].image_user.frame_offset"
    # One of a former import may be there, for another rate of the scene.
    camera.driver_remove(offset_path)
    if ratio != 1:
        driver = camera.driver_add(offset_path).driver
        driver.expression = _offset(frame_start, user.frame_duration, ratio, film.frames)
    camera.show_background_images = True
    return background


def _background_of(camera: bpy.types.Camera, path: Path) -> int:
    """The place of a video among a camera's background images, where it is added if need be."""
    image = bpy.data.images.load(str(path), check_existing=True)
    shown = [background.image for background in camera.background_images]
    if image in shown:
        return shown.index(image)
    camera.background_images.new().image = image
    return len(shown)


def _offset(
    frame_start: int,
    duration: int,
    ratio: float,
    frames: int,
) -> str:
    """A driver's expression for how far a video's frame is from the one that Blender would show.

    duration: frames of the scene that the video takes. ratio: its frames for each of the scene's.
    frames: of the video.
    Blender shows frame `passed + offset`. It evaluates functions as simple as these itself, also
    where scripts may not run.
    """
    passed = f"min(max(frame - {frame_start}, 0), {duration - 1})"
    wanted = f"min(floor({passed} * {ratio!r} + {_ROUNDING}), {frames - 1})"
    return f"{wanted} - {passed}"


class _Film(NamedTuple):
    """frames: their number. fps: of them a second."""

    frames: int
    fps: float


def probe(path: Path) -> _Film:
    """How long a video is. Raises FaceError for what is none."""
    # A clip, as images tell neither how long a film is nor how fast.
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
