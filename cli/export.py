"""A recording's face, or the faces of a .blend, for other programs."""

import argparse
from pathlib import Path

import bpy

from ..export import export
from ..export.formats import FORMATS
from .reading import add_face_options, add_reading_options, faces_from


def add_command(commands: "argparse._SubParsersAction") -> None:
    """`export`: what is read, and the file whose ending is the format."""
    endings = ", ".join(suffix for kind in FORMATS.values() for suffix in kind.suffixes)
    parser = commands.add_parser(
        "export",
        help="write a recording's face, or the faces of a .blend, for other programs",
        description=f"Formats, by the ending of the output: {endings}",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    add_face_options(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--sequence", action="store_true", help="OBJ and PLY: a file for every frame"
    )


def _run(options: argparse.Namespace) -> None:
    faces = [subject.face for subject in faces_from(options)]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    print(export(bpy.context, faces, options.output.resolve(), sequence=options.sequence))
