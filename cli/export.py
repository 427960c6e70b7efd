"""`export`: faces become files of other programs."""

import argparse
from pathlib import Path

import bpy

from ..export import Whole, export
from ..export.formats import FORMATS
from .reading import add_face_options, add_reading_options, faces_from


def add_command(commands: "argparse._SubParsersAction") -> None:
    """The format is that of the output's ending; there is no option for it."""
    endings = []
    for kind in FORMATS.values():
        endings.extend(kind.suffixes)
    parser = commands.add_parser(
        "export",
        help="write a recording's face, or the faces of a .blend, for other programs",
        description=f"Formats, by the ending of the output: {', '.join(endings)}",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    add_face_options(parser)
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
    )
    parser.add_argument(
        "--sequence",
        action="store_true",
        help="OBJ and PLY: a file for every frame",
    )
    content = parser.add_mutually_exclusive_group()
    content.add_argument(
        "--bones",
        action="store_true",
        help="glTF, FBX and USD: eyes and jaw turn by bones, not by targets",
    )
    content.add_argument(
        "--landmarks",
        action="store_true",
        help="glTF, FBX and USD: the 478 landmarks alone, exact, not the whole face",
    )


def _run(options: argparse.Namespace) -> None:
    # Several only from a .blend: formats that hold one face say so.
    faces = [subject.face for subject in faces_from(options)]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    path = options.output.resolve()
    whole = None if options.landmarks else Whole(bones=options.bones)
    print(
        export(
            bpy.context,
            faces,
            path,
            sequence=options.sequence,
            whole=whole,
        )
    )
