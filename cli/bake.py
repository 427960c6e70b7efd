"""A recording becomes a .blend with an animated face, and a film when asked."""

import argparse

import bpy

from ..studio.render_settings import write_film
from .arguments import file_path
from .filming import add_film_options, film_scene, frames_of, set_up_studio
from .reading import add_face_options, add_reading_options, face_from


def add_command(commands: "argparse._SubParsersAction") -> None:
    """`bake`: what is read, where the scene goes, and the film."""
    parser = commands.add_parser(
        "bake", help="turn a recording into an animated face, and into a film when asked"
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    parser.add_argument("--output", type=file_path(".blend"), required=True, metavar="FILE.blend")
    parser.add_argument(
        "--render", type=file_path(".mp4"), metavar="FILE.mp4", help="render a film as well"
    )
    add_face_options(parser)
    add_film_options(parser)


def _run(options: argparse.Namespace) -> None:
    face = face_from(options).face
    scene = bpy.context.scene
    frames = frames_of(scene, options)
    set_up_studio(scene, face, options)
    # Whoever opens the file can render the film with one key press.
    write_film(scene, options.render.resolve() if options.render else None)
    scene.frame_set(scene.frame_start)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(options.output.resolve()), check_existing=False)
    print(f"Scene: {options.output}")
    if options.render:
        film_scene(scene, options, options.render, frames)
