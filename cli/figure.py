"""`figure`: pictures of a face over the curves of its channels."""

import argparse
from pathlib import Path

import bpy

from ..data.paper import WIDTHS
from ..studio.figures import SUFFIXES, FigureOptions, make_figure, split_names
from ..studio.photographs import grain_of_photographs
from .arguments import LAST_FRAME, whole
from .progress import quiet
from .reading import add_face_options, add_reading_options, faces_from


def add_command(commands: "argparse._SubParsersAction") -> None:
    """What is not given is chosen by the recording and the paper's width."""
    parser = commands.add_parser(
        "figure",
        help="picture a recording's face over the curves of its channels, for a paper",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    add_face_options(parser)
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help=f"ends in {' or '.join(SUFFIXES)}",
    )
    parser.add_argument(
        "--channels",
        type=split_names,
        default=[],
        metavar="A,B",
        help="curves (those that move most)",
    )
    _add_picture_options(parser)
    parser.add_argument(
        "--width",
        choices=WIDTHS,
        default="double",
        help="columns of the paper (%(default)s)",
    )


def _add_picture_options(parser: argparse.ArgumentParser) -> None:
    """Which frames are pictured, and how the pictures stand."""
    count = whole(1, LAST_FRAME)
    # --every and --frames go before --pictures, which always has a number.
    parser.add_argument(
        "--pictures",
        type=count,
        default=8,
        help="evenly spread pictures (%(default)s)",
    )
    parser.add_argument(
        "--every",
        type=count,
        default=0,
        metavar="N",
        help="picture each N-th frame",
    )
    parser.add_argument(
        "--frames",
        type=_frames,
        default=[],
        metavar="A,B",
        help="picture these frames",
    )
    parser.add_argument(
        "--columns",
        type=count,
        default=0,
        help="pictures in a row (all that fit)",
    )


def _frames(text: str) -> list[int]:
    # Frames of a scene count from 0, other than how many there are.
    frame = whole(0, LAST_FRAME)
    return [frame(word) for word in text.split(",")]


def _run(options: argparse.Namespace) -> None:
    # A figure is of one face: that of a recording, or the first of a .blend.
    subject = faces_from(options)[0]
    scene = bpy.context.scene
    options.output.parent.mkdir(parents=True, exist_ok=True)
    chosen = FigureOptions(
        channels=options.channels,
        pictures=options.pictures,
        every=options.every,
        frames=options.frames,
        columns=options.columns,
        width=options.width,
    )
    if grain := grain_of_photographs(scene, subject.face):
        print(grain)
    # The renderer's lines would bury the report.
    with quiet():
        report = make_figure(
            bpy.context,
            subject.face,
            options.output.resolve(),
            scene.frame_start,
            scene.frame_end,
            chosen,
            subject.recording,
        )
    print(report)
