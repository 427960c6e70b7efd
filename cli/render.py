"""`render`: a film of a recording, or of a scene."""

import argparse

import bpy

from ..characters.objects import is_character
from ..data.errors import FaceError
from ..face.properties import is_face
from . import preview
from .arguments import file_path
from .filming import add_film_options, frames_of, render_film, set_up_studio, use_render_options
from .reading import add_face_options, add_reading_options, face_from, is_blend, open_blend


def add_command(commands: "argparse._SubParsersAction") -> None:
    """A scene with a camera of its own is somebody's work and rendered as such."""
    parser = commands.add_parser(
        "render",
        help="make a film of a recording, or of a .blend",
        description="A .blend with a camera is rendered as it is, but for the options given. "
        "After a break the same command goes on where it stopped.",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    parser.add_argument(
        "--output",
        type=file_path(".mp4"),
        required=True,
        metavar="FILE.mp4",
    )
    add_face_options(parser)
    add_film_options(parser)
    preview.add_option(parser)


def _run(options: argparse.Namespace) -> None:
    if is_blend(options.take):
        open_blend(options)
    else:
        face_from(options)
    scene = bpy.context.scene
    frames = frames_of(scene, options)
    # A camera that stands still could not circle the face.
    is_framed = bool(scene.camera) and not options.turntable
    if options.preview:
        preview.fill_in(scene, options, is_framed)
        frames = preview.coarsen(scene, frames)
    if is_framed:
        use_render_options(scene, options)
    else:
        set_up_studio(scene, _subject(options), options)
    render_film(scene, options, options.output, frames)
    if options.preview:
        print(preview.describe(options))


def _subject(options: argparse.Namespace) -> bpy.types.Object:
    """The active face or character, else the first of the scene. Raises FaceError."""
    layer = bpy.context.view_layer
    # Where nothing is active it is None, which is neither.
    for obj in (layer.objects.active, *layer.objects):
        if is_face(obj) or is_character(obj):
            return obj
    raise FaceError(f"{options.take.name}: has neither a camera nor a face in its active scene")
