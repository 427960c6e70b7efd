"""What several commands share: options that say what is read, and the face made of it."""

import argparse
from pathlib import Path
from typing import NamedTuple

import bpy

from ..animation.import_take import key_new_face
from ..animation.keying import BakeOptions
from ..data.errors import FaceError
from ..data.takes import DEFAULT_FPS, LARGEST, ReadOptions, Take, read_takes
from ..face.objects import faces_in
from .arguments import number

_RATES = (0.01, 10_000)
"""Frames a second."""


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the recording, and what a reader may be told of it."""
    parser.add_argument("take", type=Path, help="a recording of any known format")
    parser.add_argument(
        "--fps",
        type=number(*_RATES),
        default=DEFAULT_FPS,
        help="rate of recordings without a clock (%(default)g)",
    )
    parser.add_argument("--face", default=LARGEST, help="label of one of several faces")


def add_face_options(parser: argparse.ArgumentParser) -> None:
    """Add what the face made of a recording may be told."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE.npz",
        help="face model (default: the bundled one for the recording)",
    )
    parser.add_argument(
        "--turn-head", action="store_true", help="turn the object with the head pose"
    )


class Subject(NamedTuple):
    """A face of the command line's: made of a recording, or found in a .blend, which has none."""

    face: bpy.types.Object
    recording: Take | None = None


def check_blend_options(options: argparse.Namespace) -> None:
    """Raise FaceError for what says how to read a recording, of which a .blend has none left."""
    given = {
        "--fps": options.fps != DEFAULT_FPS,
        "--face": options.face != LARGEST,
        "--model": options.model is not None,
        "--turn-head": options.turn_head,
    }
    for option, is_given in given.items():
        if is_given:
            raise FaceError(f"{option}: is for recordings; {options.take.name} is taken as it is")


def is_blend(path: Path) -> bool:
    """Whether a path names a .blend rather than a recording."""
    return path.suffix.lower() == ".blend"


def face_from(options: argparse.Namespace) -> Subject:
    """An empty scene at the recording's rate, with a face keyed by it and the recording's sound.

    The recording is read once. Raises FaceError.
    """
    reading = ReadOptions(options.fps, options.face)
    takes = read_takes(options.take, reading)
    # A user's own start-up file would change the pictures.
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    keying = BakeOptions(turn_object=options.turn_head, media=True)
    face, report = key_new_face(bpy.context, takes, reading, keying, options.model)
    print(report)
    return Subject(face, takes[0])


def faces_from(options: argparse.Namespace) -> list[Subject]:
    """The faces of a .blend, which is opened, or the one made of a recording. Raises FaceError."""
    if not is_blend(options.take):
        return [face_from(options)]
    check_blend_options(options)
    bpy.ops.wm.open_mainfile(filepath=str(options.take.resolve()))
    faces = faces_in(bpy.context.view_layer)
    if not faces:
        raise FaceError(f"{options.take.name}: has no face in its active scene")
    return [Subject(face) for face in faces]
