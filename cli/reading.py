"""What several commands share: options that say what is read, and the face made of it."""

import argparse
from pathlib import Path

import bpy

from ..animation.import_take import import_take
from ..animation.keying import BakeOptions
from ..data.bundled import bundled
from ..data.errors import FaceError
from ..data.takes import DEFAULT_FPS, LARGEST, ReadOptions, read_take
from ..face.objects import faces_in, new_face
from ..face.repair import switch_model
from .arguments import number

_RATES = (0.01, 10_000)
"""Frames a second."""


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("take", type=Path, help="a recording of any known format")
    parser.add_argument(
        "--fps",
        type=number(*_RATES),
        default=DEFAULT_FPS,
        help="rate of recordings without a clock (%(default)g)",
    )
    parser.add_argument("--face", default=LARGEST, help="label of one of several faces")


def add_face_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE.npz",
        help="face model (default: the bundled one for the recording)",
    )
    parser.add_argument(
        "--turn-head", action="store_true", help="turn the object with the head pose"
    )


def check_blend_options(options: argparse.Namespace) -> None:
    """Raise FaceError for what says how to read a recording, of which a .blend has none left."""
    given = {
        "--fps": options.fps != DEFAULT_FPS,
        "--face": options.face != LARGEST,
        "--model": options.model is not None,
        "--turn-head": options.turn_head,
    }
    for option in (name for name, is_given in given.items() if is_given):
        raise FaceError(f"{option}: is for recordings; {options.take.name} is taken as it is")


def is_blend(path: Path) -> bool:
    return path.suffix.lower() == ".blend"


def face_from(options: argparse.Namespace) -> bpy.types.Object:
    """An empty scene at the recording's rate, with a face keyed by it and the recording's sound."""
    take = read_take(options.take, options.fps, options.face)
    # A user's own start-up file would change the pictures.
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    context = bpy.context
    scene = context.scene
    _set_rate(scene, take.fps)
    scene.frame_start = scene.frame_end = 1
    face = new_face(context, bundled(take.scale))
    if options.model:
        switch_model(face, options.model)
    reading = ReadOptions(options.fps, options.face)
    keying = BakeOptions(turn_object=options.turn_head, media=True)
    print(import_take(context, options.take, reading, keying))
    return face


def faces_from(options: argparse.Namespace) -> list[bpy.types.Object]:
    """The faces of a .blend, which is opened, or the one made of a recording. Raises FaceError."""
    if not is_blend(options.take):
        return [face_from(options)]
    check_blend_options(options)
    bpy.ops.wm.open_mainfile(filepath=str(options.take.resolve()))
    faces = faces_in(bpy.context.view_layer)
    if not faces:
        raise FaceError(f"{options.take.name}: has no face in its active scene")
    return faces


def _set_rate(scene: bpy.types.Scene, fps: float) -> None:
    """The take's own rate, so that each sample falls on a frame: 23.976 is 24 / 1.001."""
    scene.render.fps = max(1, round(fps))
    scene.render.fps_base = scene.render.fps / fps
