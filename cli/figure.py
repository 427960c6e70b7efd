"""A recording's face over the curves of its channels, on a page for a paper."""

import argparse
from pathlib import Path

import bpy

from ..data.figure import WIDTHS
from ..studio.figures import SUFFIXES, FigureOptions, make_figure, split_names
from .arguments import LAST_FRAME, whole
from .progress import quiet
from .reading import add_face_options, add_reading_options, faces_from


def add_command(commands: "argparse._SubParsersAction") -> None:
    """`figure`: what is read, which frames and curves, and how wide the page is."""
    parser = commands.add_parser(
        "figure", help="picture a recording's face over the curves of its channels, for a paper"
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
    count = whole(1, LAST_FRAME)
    parser.add_argument(
        "--pictures", type=count, default=8, help="evenly spread pictures (%(default)s)"
    )
    parser.add_argument(
        "--every", type=count, default=0, metavar="N", help="picture each N-th frame"
    )
    parser.add_argument(
        "--frames", type=_frames, default=[], metavar="A,B", help="picture these frames"
    )
    parser.add_argument("--columns", type=count, default=0, help="pictures in a row (all that fit)")
    parser.add_argument(
        "--width", choices=WIDTHS, default="double", help="columns of the paper (%(default)s)"
    )


def _frames(text: str) -> list[int]:
    return [whole(0, LAST_FRAME)(number) for number in text.split(",")]


def _run(options: argparse.Namespace) -> None:
    # Only the first of several faces: a figure has one row of curves for each channel.
    subject = faces_from(options)[0]
    scene = bpy.context.scene
    chosen = FigureOptions(
        channels=options.channels,
        pictures=options.pictures,
        every=options.every,
        frames=options.frames,
        columns=options.columns,
        width=options.width,
    )
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
