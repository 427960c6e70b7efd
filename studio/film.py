"""A scene becomes a film: first a picture for each frame, then H.264 with the scene's sound.

The pictures outlive a break; a later run renders those that are missing or half-written.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import bpy

from ..blender.media import probe
from ..blender.sequencer import mute_pictures, strips_of
from ..data.errors import FaceError
from ..data.pictures.png import is_whole
from .render_settings import write_film, write_pictures

_RECORD = "film.json"
"""Beside the pictures: what they were made from."""


def picture(folder: Path, frame: int) -> Path:
    return folder / f"{frame:04d}.png"


def begin_folder(folder: Path, made_from: Mapping[str, object]) -> None:
    """Begin a folder of pictures, or go on with one. Raises FaceError where it holds others.

    made_from: whatever changes the pictures, by short names, as JSON has it.
    """
    record, present = folder / _RECORD, json.loads(json.dumps(made_from))
    folder.mkdir(parents=True, exist_ok=True)
    if not any(path != record for path in folder.iterdir()):  # no picture yet
        record.write_text(json.dumps(present, indent=1) + "\n", encoding="utf-8")
        return
    try:
        former = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        former = None
    if not isinstance(former, dict):
        raise FaceError(f"{folder}: holds no pictures of a film; name another folder")
    other = [name for name in present | former if present.get(name) != former.get(name)]
    if other:
        raise FaceError(
            f"{folder}: holds pictures of another film, of other {', '.join(other)}; "
            "remove the folder, or name another"
        )


def missing(folder: Path, frames: range) -> list[int]:
    """The frames without a picture. What was damaged or half-written is removed."""
    left = [frame for frame in frames if not _is_whole(picture(folder, frame))]
    for frame in left:
        picture(folder, frame).unlink(missing_ok=True)
    return left


def _is_whole(path: Path) -> bool:
    try:
        return is_whole(path.read_bytes())
    except OSError:
        return False


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


def render_missing(
    scene: bpy.types.Scene, folder: Path, frames: range, count_frame: Callable[..., None]
) -> None:
    """Render the pictures that are missing; `count_frame` is called after each.

    Raises FaceError where it was stopped.
    """
    write_pictures(scene, folder)
    scene.frame_start, scene.frame_end, scene.frame_step = frames[0], frames[-1], 1
    bpy.app.handlers.render_write.append(count_frame)
    try:
        bpy.ops.render.render(animation=True, scene=scene.name)
    finally:
        bpy.app.handlers.render_write.remove(count_frame)
    if left := missing(folder, frames):
        raise FaceError(
            f"{len(left)} of {len(frames)} frames are missing, the first is {left[0]}; the same "
            "command goes on from there"
        )


def picture_size(scene: bpy.types.Scene) -> tuple[int, int]:
    """Pixels across and down. Raises FaceError for what no H.264 film can be."""
    render = scene.render
    width = render.resolution_x * render.resolution_percentage // 100
    height = render.resolution_y * render.resolution_percentage // 100
    if min(width, height) < 16 or width % 2 or height % 2:
        raise FaceError(
            f"{width}x{height} pixels: an H.264 film takes even numbers from 16 on; change the size"
        )
    return width, height


def assemble(scene: bpy.types.Scene, folder: Path, frames: range, film: Path) -> None:
    """Join the pictures to a film with what sounds in the scene's sequencer.

    The scene shows the film from then on: pictures in its sequencer are muted. Raises FaceError.
    """
    scene.sequence_editor_create()
    strips = strips_of(scene)
    mute_pictures(strips)
    channel = 1 + max((strip.channel for strip in strips), default=0)
    first = picture(folder, frames[0])
    strip = strips.new_image("Film", str(first), channel, frames[0])
    for frame in frames[1:]:
        strip.elements.append(picture(folder, frame).name)
    view = scene.view_settings  # the pictures have the look already
    view.view_transform, view.look, view.exposure, view.gamma = "Standard", "None", 0, 1
    view.use_curve_mapping = False
    render = scene.render
    render.resolution_x, render.resolution_y = picture_size(scene)
    render.resolution_percentage = 100
    render.use_sequencer, render.use_overwrite = True, True
    film.parent.mkdir(parents=True, exist_ok=True)
    unfinished = film.with_stem(f"{film.stem}.unfinished")
    unfinished.unlink(missing_ok=True)
    write_film(scene, unfinished)
    bpy.ops.render.render(animation=True, scene=scene.name)
    try:
        check_film(unfinished, len(frames))
    except FaceError as error:
        unfinished.unlink(missing_ok=True)
        raise FaceError(f"{film}: {error} Its pictures are in {folder}") from None
    unfinished.replace(film)


def clear_folder(folder: Path, frames: range) -> None:
    """Remove the pictures of a film, and their folder unless it holds anything else."""
    for path in (*(picture(folder, frame) for frame in frames), folder / _RECORD):
        path.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
