"""What several commands share: options that say what is read, and the face made of it."""

import argparse
from pathlib import Path
from typing import NamedTuple

import bpy

from ..animation.import_take import key_new_face
from ..animation.options import BakeOptions
from ..data.errors import FaceError
from ..data.reading_choices import AUTO, DEFAULT_FULL_VALUE, FRAMES, UNITS
from ..data.takes import (
    DEFAULT_FPS,
    LARGEST,
    ClockOptions,
    ReadOptions,
    Take,
    read_takes,
)
from ..data.takes.options import FOUND_CLOCK, USUAL_MESHES, MeshOptions
from ..face.objects import faces_in
from .arguments import number, whole

_RATES = (0.01, 10_000)
"""Frames a second."""
_FULL_VALUES = (0.001, 1_000_000)
_SMOOTHNESS = (0, 1000)
"""Millimeters."""


class Subject(NamedTuple):
    """A face of the scene at hand, and the recording that it was keyed with; one from a .blend has
    none.
    """

    face: bpy.types.Object
    recording: Take | None = None


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """What is read, and how, where the recording leaves it open."""
    parser.add_argument(
        "take",
        type=Path,
        help="a recording of any known format",
    )
    parser.add_argument(
        "--fps",
        type=number(*_RATES),
        default=DEFAULT_FPS,
        help="rate of recordings without a clock (%(default)g)",
    )
    parser.add_argument(
        "--clock",
        default=FOUND_CLOCK.source,
        metavar="NAME",
        help="column or key with the time, or rows to count them at the rate (%(default)s)",
    )
    parser.add_argument(
        "--clock-unit",
        choices=(AUTO, *UNITS, FRAMES),
        default=FOUND_CLOCK.unit,
        help="unit of the clock (%(default)s)",
    )
    parser.add_argument(
        "--timecode-base",
        type=whole(0, 1000),
        default=FOUND_CLOCK.base,
        metavar="FRAMES",
        help="frames a second of a timecode (by its roll-over)",
    )
    parser.add_argument(
        "--face",
        default=LARGEST,
        help="label of one of several faces (default: the person most seen)",
    )
    parser.add_argument(
        "--full-value",
        type=number(*_FULL_VALUES),
        default=DEFAULT_FULL_VALUE,
        metavar="NUMBER",
        help="number in the file that is full strength, such as 100 for percent (%(default)g)",
    )
    _add_mesh_options(parser)


def _add_mesh_options(parser: argparse.ArgumentParser) -> None:
    """What becomes of measured meshes, and of channels by way of meshes."""
    parser.add_argument(
        "--meshes",
        action="store_true",
        help="read the measured meshes of a file that holds channels as well",
    )
    parser.add_argument(
        "--neutral",
        default=USUAL_MESHES.neutral,
        metavar="SAMPLE",
        help="of meshes: number of the neutral sample, or model (default: the calmest ones)",
    )
    parser.add_argument(
        "--mesh-smoothness",
        type=number(*_SMOOTHNESS),
        default=USUAL_MESHES.smoothness,
        metavar="MM",
        help="of meshes: how many millimeters a channel's change by 1 costs (%(default)g)",
    )
    parser.add_argument(
        "--through",
        type=Path,
        metavar="FILE.npz",
        help="model of the recording's action units or emotions, whose meshes become blendshapes",
    )


def add_face_options(parser: argparse.ArgumentParser) -> None:
    """What the face is that plays a recording."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE.npz",
        help="face model (default: the bundled one for the recording)",
    )
    parser.add_argument(
        "--turn-head",
        action="store_true",
        help="turn the object with the head pose",
    )


def reading_of(options: argparse.Namespace) -> ReadOptions:
    """What `add_reading_options` asked for, as readers take it."""
    clock = ClockOptions(options.clock, options.clock_unit, options.timecode_base)
    return ReadOptions(
        options.fps,
        options.face,
        clock=clock,
        full_value=options.full_value,
        mesh=MeshOptions(options.meshes, options.neutral, options.mesh_smoothness),
        through=options.through,
    )


def is_blend(path: Path) -> bool:
    """Whether a path is a scene by its name; recordings are told apart by their content."""
    return path.suffix.lower() == ".blend"


def face_from(options: argparse.Namespace) -> Subject:
    """An empty scene at the recording's rate, with a face keyed by it and the recording's sound.

    The recording is parsed once. Raises FaceError, where it cannot be read before anything changes.
    """
    reading = reading_of(options)
    takes = read_takes(options.take, reading)
    # A user's own start-up file would change the pictures.
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    # Media: what lies beside the recording with its name and is a sound.
    keying = BakeOptions(turn_object=options.turn_head, media=True)
    face, report = key_new_face(bpy.context, takes, reading, keying, options.model)
    print(report)
    print(f"Model: {options.model or takes[0].scale}")
    return Subject(face, takes[0])


def faces_from(options: argparse.Namespace) -> list[Subject]:
    """The faces of a .blend, which is opened, or the one made of a recording. Raises FaceError."""
    if not is_blend(options.take):
        return [face_from(options)]
    open_blend(options)
    # A file may hold many scenes: the one that it was saved with is what opens.
    faces = faces_in(bpy.context.view_layer)
    if not faces:
        raise FaceError(f"{options.take.name}: has no face in its active scene")
    return [Subject(face) for face in faces]


def open_blend(options: argparse.Namespace) -> None:
    """Open a .blend in place of the open file. Raises FaceError, or Blender's RuntimeError."""
    _check_blend_options(options)
    bpy.ops.wm.open_mainfile(filepath=str(options.take.resolve()))


def _check_blend_options(options: argparse.Namespace) -> None:
    """Raise FaceError for what says how to read a recording, of which a .blend has none left."""
    is_given = {
        "--fps": options.fps != DEFAULT_FPS,
        "--clock": options.clock != FOUND_CLOCK.source,
        "--clock-unit": options.clock_unit != FOUND_CLOCK.unit,
        "--timecode-base": options.timecode_base != FOUND_CLOCK.base,
        "--face": options.face != LARGEST,
        "--full-value": options.full_value != DEFAULT_FULL_VALUE,
        "--meshes": options.meshes,
        "--neutral": options.neutral != USUAL_MESHES.neutral,
        "--mesh-smoothness": options.mesh_smoothness != USUAL_MESHES.smoothness,
        "--through": options.through is not None,
        "--model": options.model is not None,
        "--turn-head": options.turn_head,
    }
    for option, is_wrong in is_given.items():
        if is_wrong:
            raise FaceError(f"{option}: is for recordings; {options.take.name} is taken as it is")
