"""A folder of recordings in one go: NLA strips one after another on what is active."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import bpy

from ..blender.media import files_by_name
from ..characters.casting import cast
from ..characters.objects import chosen_meshes
from ..data.errors import FaceError, TakeError
from ..data.suffixes import RECORDINGS
from ..data.takes import ReadOptions, Take, read_takes
from ..data.takes.progress import Progress
from ..face.objects import active_face
from .import_take import add_media
from .kept_takes import remember, settings_of
from .keying import keying_progress, write
from .options import BakeOptions
from .plan import KeyPlan, plan_keys
from .targets import Target, character_target, face_target


class Recordings(NamedTuple):
    """The first take of each of several recordings, and why other files are none."""

    takes: list[Take]
    refused: list[str]


class _Strip(NamedTuple):
    """A take, the frame at which it starts, and what it writes."""

    take: Take
    start: int
    plan: KeyPlan


def recordings_in(folder: Path) -> list[Path]:
    """The files of a folder that may be recordings, by their names. Raises TakeError where there
    are none.
    """
    if not folder.is_dir():
        raise TakeError(f"{folder}: is no folder")
    found = [path for path in folder.iterdir() if path.suffix.lower() in RECORDINGS]
    if not found:
        raise TakeError(f"{folder}: holds no file that ends in {', '.join(RECORDINGS)}")
    return sorted(found, key=_natural)


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    """take_2 before take_10: runs of digits count as numbers."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts], path.name


def import_strips(
    context: bpy.types.Context,
    recordings: Recordings,
    reading: ReadOptions,
    options: BakeOptions,
    gap: int = 0,
) -> str:
    """Key the active face, or the chosen characters, with one recording after another, each on an
    NLA strip of its own, from the current frame on.

    reading: how they were read. gap: frames from one to the next. What is no recording is named.
    Returns one line on what was done. Raises FaceError before anything changes.
    """
    options = replace(options, mode="STRIP")
    objects, left_out = _players(context)
    left_out += recordings.refused
    strips = _plan(objects, recordings.takes, context.scene, options, gap)
    # Thousands of files may lie beside the recordings: they are looked through once.
    list_folder = cache(files_by_name)
    silent = []
    with keying_progress([strip.plan for strip in strips]) as advance:
        for take, start, plan in strips:
            write(plan, objects, context.scene, advance)
            if options.media:
                silent += add_media(context.scene, take.source, start, list_folder).refused
    last = strips[-1]
    for obj in objects:
        remember(obj, last.take, reading, last.start)
    names = ", ".join(obj.name for obj in objects)
    end = last.plan.last
    report = f"{names}: {len(strips)} strips on frames {strips[0].plan.first} to {end}"
    if silent:
        # Of thousands of strips most often for one reason: without a free channel, or sound.
        left_out.append(f"sounds or videos: {len(silent)}, such as {silent[0]}")
    return " | ".join([report, *(f"left out {reason}" for reason in left_out)])


def _players(context: bpy.types.Context) -> tuple[list[bpy.types.Object], list[str]]:
    """The objects that play, and why others do not. Raises FaceError where there are none."""
    chosen = chosen_meshes(context)
    if chosen:
        characters, left_out = cast(chosen)
        return characters, left_out
    face = active_face(context)
    if face is None:
        raise FaceError("Select a face or a mesh with shape keys first")
    return [face], []


def read_recordings(paths: Sequence[Path], reading: ReadOptions) -> Recordings:
    """Read files; progress tells of them all. Raises TakeError where none is a recording.

    Touches nothing of Blender's: it may run in a thread.
    """
    takes = []
    refused = []
    for done, path in enumerate(paths):
        one = replace(reading, progress=_part_of(reading.progress, done, len(paths)))
        one.progress(0)
        try:
            takes.append(read_takes(path, one)[0])
        except TakeError as error:
            refused.append(str(error))
    if not takes:
        raise TakeError("; ".join(refused))
    return Recordings(takes, refused)


def _part_of(progress: Progress, done: int, total: int) -> Progress:
    """Progress of the next one where so many of a total are done."""
    return lambda share: progress((done + share) / total)


def _plan(
    objects: Sequence[bpy.types.Object],
    takes: Sequence[Take],
    scene: bpy.types.Scene,
    options: BakeOptions,
    gap: int,
) -> list[_Strip]:
    """All strips are planned before the first is written, so that a refused one leaves none."""
    settings = settings_of(objects[0].data)
    start = scene.frame_current
    strips = []
    for take in takes:
        targets = _targets(objects, options)
        plan = plan_keys(targets, take, scene, settings, options, start)
        strips.append(_Strip(take, start, plan))
        start = plan.last + 1 + gap
    return strips


def _targets(objects: Sequence[bpy.types.Object], options: BakeOptions) -> list[Target]:
    """Faces, or characters; a converted face is a character."""
    targets = []
    for obj in objects:
        make = character_target if obj.data.shape_keys else face_target
        targets.append(make(obj, options))
    return targets
