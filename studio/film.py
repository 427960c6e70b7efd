"""A scene becomes a film: first a picture for each frame, then H.264 with the scene's sound.

The pictures outlive a break; a later run renders those that are missing or half-written.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import bpy

from ..blender.eevee import check_eevee
from ..blender.extension import version
from ..blender.media import probe
from ..blender.process import blender_release
from ..blender.render import EEVEE
from ..blender.sequencer import mute_pictures, strips_of
from ..data.errors import FaceError
from .film_folder import begin_folder, clear_folder, find_missing, folder_for, picture
from .render_settings import samples_of, write_film, write_pictures
from .skin_light import plain_for_few_samples

_SMALLEST = 16
"""Pixels a side: an H.264 film is coded in blocks of this size."""

Notice: TypeAlias = Callable[[int, int], object]
"""Called with how many frames are there and how many the film has."""


def make_film(
    scene: bpy.types.Scene,
    path: Path,
    frames: range,
    source: Mapping[str, object],
    keep_frames: Path | None = None,
    notice: Notice = lambda there, total: None,
) -> None:
    """Render frames of the scene and join them; what a former run left is taken over.

    frames: of a step above 1 each is shown until the next, so that the film keeps the scene's time.
    path, keep_frames: absolute paths of the film and of a folder for its pictures, which stay
        there; else they are beside the film until it is whole.
    source: what changes the pictures besides the scene's render settings, by short names, as JSON
        has it: pictures of another source are not taken over.
    notice: called before the first frame that is missing, and after each.

    The scene shows the film afterwards. Raises FaceError, also where rendering was stopped.
    """
    folder = keep_frames or folder_for(path)
    begin_folder(folder, _made_from(scene, source))
    missing = find_missing(folder, frames)
    total = len(frames)
    notice(total - len(missing), total)
    if missing:
        # Without a graphics driver Blender would crash and say nothing.
        if scene.render.engine == EEVEE:
            check_eevee()
        with plain_for_few_samples(scene):
            _render_missing(scene, folder, frames, len(missing), notice)
    _join(scene, folder, frames, path)
    # Only now: had the film failed, the same call would go on from them.
    if not keep_frames:
        clear_folder(folder, frames)


def _made_from(
    scene: bpy.types.Scene,
    source: Mapping[str, object],
) -> dict[str, object]:
    """Whatever changes the pictures, by the names that a message gives them."""
    return {
        **source,
        "engine": scene.render.engine,
        "size": picture_size(scene),
        "samples": samples_of(scene),
        "Blender": blender_release(),
        "extension": version(),
    }


def _render_missing(
    scene: bpy.types.Scene,
    folder: Path,
    frames: range,
    count: int,
    notice: Notice,
) -> None:
    """Render the pictures that are missing, so many. Raises FaceError where it was stopped."""
    total = len(frames)
    there = total - count

    def count_frame(*_args: object) -> None:
        nonlocal there
        there += 1
        notice(there, total)

    write_pictures(scene, folder)
    scene.frame_start = frames[0]
    scene.frame_end = frames[-1]
    scene.frame_step = frames.step
    bpy.app.handlers.render_write.append(count_frame)
    try:
        # Blender leaves out the pictures that are there.
        bpy.ops.render.render(animation=True, scene=scene.name)
    finally:
        bpy.app.handlers.render_write.remove(count_frame)
    left = find_missing(folder, frames)
    if left:
        raise FaceError(
            f"{len(left)} of {total} frames are missing, the first is {left[0]}; the same "
            "command goes on from there"
        )


def _join(
    scene: bpy.types.Scene,
    folder: Path,
    frames: range,
    path: Path,
) -> None:
    """Join the pictures to a film with what sounds in the scene's sequencer.

    The scene shows the film from then on: pictures in its sequencer are muted. Raises FaceError.
    """
    _show_pictures(scene, folder, frames)
    length = len(frames) * frames.step
    scene.frame_start = frames[0]
    scene.frame_end = frames[0] + length - 1
    scene.frame_step = 1
    render = scene.render
    render.resolution_x, render.resolution_y = picture_size(scene)
    render.resolution_percentage = 100
    render.use_sequencer = True
    render.use_overwrite = True
    path.parent.mkdir(parents=True, exist_ok=True)
    # A former film stays until the new one is whole.
    unfinished = unfinished_film(path)
    unfinished.unlink(missing_ok=True)
    write_film(scene, unfinished)
    try:
        bpy.ops.render.render(animation=True, scene=scene.name)
        check_film(unfinished, length)
    # Blender's own errors in rendering are RuntimeErrors.
    except (FaceError, RuntimeError) as error:
        unfinished.unlink(missing_ok=True)
        raise FaceError(f"{path}: {error} Its pictures are in {folder}") from None
    unfinished.replace(path)


def unfinished_film(path: Path) -> Path:
    """Where a film is while it is written."""
    return path.with_stem(f"{path.stem}.unfinished")


def _show_pictures(scene: bpy.types.Scene, folder: Path, frames: range) -> None:
    """Put the pictures on top of all others in the sequencer, and show them as they are."""
    scene.sequence_editor_create()
    strips = strips_of(scene)
    mute_pictures(strips)
    topmost = max((strip.channel for strip in strips), default=0)
    first = picture(folder, frames[0])
    strip = strips.new_image("Film", str(first), topmost + 1, frames[0])
    for frame in range(frames[0] + 1, frames[-1] + frames.step):
        shown = frame - (frame - frames[0]) % frames.step
        strip.elements.append(picture(folder, shown).name)
    # The pictures have the scene's view already.
    view = scene.view_settings
    view.view_transform = "Standard"
    view.look = "None"
    view.exposure = 0
    view.gamma = 1
    view.use_curve_mapping = False


def check_film(path: Path, frames: int) -> None:
    """Raise FaceError for a film that is not there to its last frame: the disk may be full."""
    try:
        written = probe(path).frames
    except FaceError:
        written = 0
    if written != frames:
        raise FaceError(
            f"could not be written, with {written} of {frames} frames; is the disk full?"
        )


def picture_size(scene: bpy.types.Scene) -> tuple[int, int]:
    """Pixels across and down. Raises FaceError for what no H.264 film can be."""
    render = scene.render
    width = render.resolution_x * render.resolution_percentage // 100
    height = render.resolution_y * render.resolution_percentage // 100
    is_odd = width % 2 or height % 2
    if min(width, height) < _SMALLEST or is_odd:
        raise FaceError(
            f"{width}x{height} pixels: an H.264 film takes even numbers from {_SMALLEST} on; "
            "change the size"
        )
    return width, height
