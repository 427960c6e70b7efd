"""A film of a recording, or of a .blend."""

import argparse

import bpy

from ..characters.objects import is_character
from ..data.errors import FaceError
from ..face.properties import is_face
from .arguments import file_path
from .filming import add_film_options, film_scene, frames_of, set_up_studio, use_render_options
from .reading import add_face_options, add_reading_options, check_blend_options, face_from, is_blend


def add_command(commands: "argparse._SubParsersAction") -> None:
    """`render`: what is filmed, and how."""
    parser = commands.add_parser(
        "render",
        help="make a film of a recording, or of a .blend",
        description="A .blend with a camera is rendered as it is, but for the options given. "
        "After a break the same command goes on where it stopped.",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    parser.add_argument("--output", type=file_path(".mp4"), required=True, metavar="FILE.mp4")
    add_face_options(parser)
    add_film_options(parser)


def _run(options: argparse.Namespace) -> None:
    if is_blend(options.take):
        check_blend_options(options)
        bpy.ops.wm.open_mainfile(filepath=str(options.take.resolve()))
    else:
        face_from(options)
    scene = bpy.context.scene
    frames = frames_of(scene, options)
    if options.turntable or scene.camera is None:
        set_up_studio(scene, _subject(options), options)
    else:
        use_render_options(scene, options)
    film_scene(scene, options, options.output, frames)


def _subject(options: argparse.Namespace) -> bpy.types.Object:
    """The active face or character, else the first of the scene. Raises FaceError."""
    layer = bpy.context.view_layer
    for obj in (layer.objects.active, *layer.objects):
        if is_face(obj) or is_character(obj):
            return obj
    raise FaceError(f"{options.take.name}: has neither a camera nor a face in its active scene")
