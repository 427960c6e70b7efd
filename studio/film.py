"""A scene becomes a film: first a picture for each frame, then H.264 with the scene's sound.

The pictures outlive a break; a later run renders those that are missing or half-written.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import bpy

from ..blender.media import probe
from ..blender.render import EEVEE
from ..blender.sequencer import mute_pictures, strips_of
from ..data.errors import FaceError
from ..data.pictures.png import is_whole
from .eevee import check_eevee
from .render_settings import write_film, write_pictures

_RECORD = "film.json"
"""Beside the pictures: what they were made from."""

_LEAST_SIDE = 16
"""Pixels: smaller films cannot be coded as H.264."""

CountFrame = Callable[..., None]
"""Called after each frame; Blender's render handlers pass arguments, which do not matter."""

CountFrames = Callable[[int, int], AbstractContextManager[CountFrame]]
"""Given how many frames there are, and how many of them are there already."""


class Film(NamedTuple):
    """A film to make: where it goes, the folder of its pictures, and the scene's frames.

    made_from: whatever changes the pictures, by short names, as JSON has it.
    keeps_pictures: also when the film is whole.
    """

    path: Path
    folder: Path
    frames: range
    made_from: Mapping[str, object]
    keeps_pictures: bool = False


def make_film(scene: bpy.types.Scene, film: Film, count_frames: CountFrames) -> None:
    """Render the frames that are missing and join all of them.

    count_frames: entered for as long as Blender renders and writes.
    Raises FaceError where the folder holds other pictures, where rendering was stopped, or where
    the film could not be written. The same call then goes on from there.
    """
    begin_folder(film.folder, film.made_from)
    missing = missing_frames(film.folder, film.frames)
    if missing and scene.render.engine == EEVEE:
        check_eevee()
    there = len(film.frames) - len(missing)
    with count_frames(len(film.frames), there) as count_frame:
        if missing:
            render_missing(scene, film.folder, film.frames, count_frame)
        assemble(scene, film.folder, film.frames, film.path)
    if not film.keeps_pictures:
        clear_folder(film.folder, film.frames)


def picture(folder: Path, frame: int) -> Path:
    """The picture of a frame, by the name that Blender gives it."""
    return folder / f"{frame:04d}.png"


def begin_folder(folder: Path, made_from: Mapping[str, object]) -> None:
    """Begin a folder of pictures, or go on with one. Raises FaceError where it holds others."""
    record = folder / _RECORD
    as_read = json.loads(json.dumps(made_from))  # tuples become lists, as in the record
    folder.mkdir(parents=True, exist_ok=True)
    has_pictures = any(path != record for path in folder.iterdir())
    if not has_pictures:
        record.write_text(json.dumps(as_read, indent=1) + "\n", encoding="utf-8")
        return
    former = _read_record(record)
    if former is None:
        raise FaceError(f"{folder}: holds no pictures of a film; name another folder")
    names = as_read | former
    other = [name for name in names if as_read.get(name) != former.get(name)]
    if other:
        raise FaceError(
            f"{folder}: holds pictures of another film, of other {', '.join(other)}; "
            "remove the folder, or name another"
        )


def _read_record(record: Path) -> dict[str, object] | None:
    """What a folder's pictures were made from; None where it does not say."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def missing_frames(folder: Path, frames: range) -> list[int]:
    """The frames without a picture. What was damaged or half-written is removed."""
    missing = [frame for frame in frames if not _is_whole(picture(folder, frame))]
    for frame in missing:
        picture(folder, frame).unlink(missing_ok=True)
    return missing


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
    scene: bpy.types.Scene, folder: Path, frames: range, count_frame: CountFrame
) -> None:
    """Render the pictures that are missing; `count_frame` is called after each.

    Raises FaceError where it was stopped.
    """
    write_pictures(scene, folder)
    scene.frame_start = frames[0]
    scene.frame_end = frames[-1]
    scene.frame_step = 1
    bpy.app.handlers.render_write.append(count_frame)
    try:
        bpy.ops.render.render(animation=True, scene=scene.name)
    finally:
        bpy.app.handlers.render_write.remove(count_frame)
    missing = missing_frames(folder, frames)
    if missing:
        raise FaceError(
            f"{len(missing)} of {len(frames)} frames are missing, the first is {missing[0]}; "
            "the same command goes on from there"
        )


def picture_size(scene: bpy.types.Scene) -> tuple[int, int]:
    """Pixels across and down. Raises FaceError for what no H.264 film can be."""
    render = scene.render
    width = render.resolution_x * render.resolution_percentage // 100
    height = render.resolution_y * render.resolution_percentage // 100
    is_odd = width % 2 or height % 2
    if min(width, height) < _LEAST_SIDE or is_odd:
        raise FaceError(
            f"{width}x{height} pixels: an H.264 film takes even numbers from {_LEAST_SIDE} on; "
            "change the size"
        )
    return width, height


def assemble(scene: bpy.types.Scene, folder: Path, frames: range, film: Path) -> None:
    """Join the pictures to a film with what sounds in the scene's sequencer.

    The scene shows the film from then on: pictures in its sequencer are muted. Raises FaceError.
    """
    _show_pictures(scene, folder, frames)
    _show_as_rendered(scene)
    film.parent.mkdir(parents=True, exist_ok=True)
    # A film bears its name only when it is whole.
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


def _show_pictures(scene: bpy.types.Scene, folder: Path, frames: range) -> None:
    """Put the pictures on the sequencer, above all that is there, in place of other pictures."""
    scene.sequence_editor_create()
    strips = strips_of(scene)
    mute_pictures(strips)
    top_channel = max((strip.channel for strip in strips), default=0)
    first = picture(folder, frames[0])
    strip = strips.new_image("Film", str(first), top_channel + 1, frames[0])
    for frame in frames[1:]:
        strip.elements.append(picture(folder, frame).name)


def _show_as_rendered(scene: bpy.types.Scene) -> None:
    """Write the sequencer's pictures as they are: they have look and size already."""
    view = scene.view_settings
    view.view_transform = "Standard"
    view.look = "None"
    view.exposure = 0
    view.gamma = 1
    view.use_curve_mapping = False
    render = scene.render
    render.resolution_x, render.resolution_y = picture_size(scene)
    render.resolution_percentage = 100
    render.use_sequencer = True
    render.use_overwrite = True


def clear_folder(folder: Path, frames: range) -> None:
    """Remove the pictures of a film, and their folder unless it holds anything else."""
    for frame in frames:
        picture(folder, frame).unlink(missing_ok=True)
    (folder / _RECORD).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
