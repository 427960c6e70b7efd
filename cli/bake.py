"""`bake`: a recording becomes a .blend, and a film when asked."""

import argparse

import bpy

from ..studio.render_settings import write_film
from .arguments import file_path
from .filming import add_film_options, frames_of, render_film, set_up_studio
from .reading import add_face_options, add_reading_options, face_from


def add_command(commands: "argparse._SubParsersAction") -> None:
    """A film is an option here: the .blend is what is always written."""
    parser = commands.add_parser(
        "bake",
        help="turn a recording into an animated face, and into a film when asked",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    parser.add_argument(
        "--output",
        type=file_path(".blend"),
        required=True,
        metavar="FILE.blend",
    )
    parser.add_argument(
        "--render",
        type=file_path(".mp4"),
        metavar="FILE.mp4",
        help="render a film as well",
    )
    add_face_options(parser)
    add_film_options(parser)


def _run(options: argparse.Namespace) -> None:
    face = face_from(options).face
    scene = bpy.context.scene
    # A wrong --start is told before anything is written.
    frames = frames_of(scene, options)
    set_up_studio(scene, face, options)
    # Rendering the saved scene makes a film as well, in the place that was named for it.
    write_film(scene, options.render.resolve() if options.render else None)
    # The file opens at its first frame.
    scene.frame_set(scene.frame_start)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(options.output.resolve()), check_existing=False)
    print(f"Scene: {options.output}")
    # After saving: the scene shows the film's pictures from then on.
    if options.render:
        render_film(scene, options, options.render, frames)
