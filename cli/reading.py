"""What several commands share: options that say what is read, and the face made of it."""

import argparse
from pathlib import Path
from typing import NamedTuple

import bpy

from ..animation.import_take import key_takes
from ..animation.keying import BakeOptions
from ..data.bundled import bundled
from ..data.errors import FaceError
from ..data.takes import DEFAULT_FPS, LARGEST, ReadOptions, Take, read_takes
from ..face.objects import faces_in, new_face
from ..face.repair import switch_model
from .arguments import number

_RATES = (0.01, 10_000)
"""Frames a second."""


class LoadedFaces(NamedTuple):
    """Faces of the scene at hand, and the recording of the one that was keyed with it; None where
    they were in a .blend.
    """

    faces: list[bpy.types.Object]
    recording: Take | None


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
        "--face",
        default=LARGEST,
        help="label of one of several faces",
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
    return ReadOptions(options.fps, options.face)


def is_blend(path: Path) -> bool:
    """Whether a path is a scene by its name; recordings are told apart by their content."""
    return path.suffix.lower() == ".blend"


def load_faces(options: argparse.Namespace) -> LoadedFaces:
    """The faces of a .blend, which is opened, or the one made of a recording. Raises FaceError."""
    if not is_blend(options.take):
        face, take = key_recording(options)
        return LoadedFaces([face], take)
    open_blend(options)
    # A file may hold many scenes: the one that it was saved with is what opens.
    faces = faces_in(bpy.context.view_layer)
    if not faces:
        raise FaceError(f"{options.take.name}: has no face in its active scene")
    return LoadedFaces(faces, None)


def open_blend(options: argparse.Namespace) -> None:
    """Open a .blend in place of the open file. Raises FaceError, or Blender's RuntimeError."""
    _check_blend_options(options)
    bpy.ops.wm.open_mainfile(filepath=str(options.take.resolve()))


def _check_blend_options(options: argparse.Namespace) -> None:
    """Raise FaceError for what says how to read a recording, of which a .blend has none left."""
    is_given = {
        "--fps": options.fps != DEFAULT_FPS,
        "--face": options.face != LARGEST,
        "--model": options.model is not None,
        "--turn-head": options.turn_head,
    }
    for option in is_given:
        if is_given[option]:
            raise FaceError(f"{option}: is for recordings; {options.take.name} is taken as it is")


def key_recording(options: argparse.Namespace) -> tuple[bpy.types.Object, Take]:
    """An empty scene at the recording's rate, with a face keyed by it and the recording's sound.

    Returns the face and its take. Raises FaceError, where nothing can be read before anything
    changes.
    """
    reading = reading_of(options)
    takes = read_takes(options.take, reading)
    take = takes[0]
    # A user's own start-up file would change the pictures.
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    context = bpy.context
    scene = context.scene
    _set_rate(scene, take.fps)
    # The end grows with the keys.
    scene.frame_start = 1
    scene.frame_end = 1
    face = new_face(context, bundled(take.scale))
    if options.model:
        switch_model(face, options.model)
    # Media: what lies beside the recording with its name and is a sound.
    keying = BakeOptions(turn_object=options.turn_head, media=True)
    print(key_takes(context, takes, reading, keying))
    return face, take


def _set_rate(scene: bpy.types.Scene, fps: float) -> None:
    """The take's own rate, so that each sample falls on a frame: 23.976 is 24 / 1.001."""
    # Blender takes whole numbers and divides them by a base of any size.
    scene.render.fps = max(1, round(fps))
    scene.render.fps_base = scene.render.fps / fps
