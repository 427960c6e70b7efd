"""Make training frames of random rendered heads: `python -m training.render --help`."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from blendshape_face.data.errors import FaceError

from .track import require_mediapipe

_ARCHETYPES = 0.5
"""The usual share of expressions that are made of archetypes."""


def main() -> None:
    """Ends with a line for the user where something is wrong with the files or the order."""
    arguments = _parser().parse_args()
    try:
        require_mediapipe()
        arguments.command(arguments)
    except FaceError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("stopped; the same command goes on with the next shard")


def _make(arguments: argparse.Namespace) -> None:
    # Here, so that --help and the refusal without MediaPipe need no other package either.
    from .factory import Order, run

    order = Order(
        folder=arguments.output,
        ict=arguments.ict,
        landmarker=arguments.landmarker,
        shards=arguments.shards,
        frames=arguments.frames,
        archetypes=arguments.archetypes,
        seed=arguments.seed,
        processes=arguments.processes,
    )
    began = time.monotonic()
    total = 0
    for path, frames in run(order):
        total += frames
        seconds = time.monotonic() - began
        rate = seconds / total
        # Flushed: a log file tells how far a run of many hours is.
        print(f"{path}: {frames} frames, {rate:.3f} s a frame", flush=True)


def _sheet(arguments: argparse.Namespace) -> None:
    # Here, so that --help and the refusal without MediaPipe do not wait for Blender.
    from .sheet import write_sheet

    write_sheet(
        path=arguments.output,
        ict=arguments.ict,
        landmarker=arguments.landmarker,
        seed=arguments.seed,
        archetypes=arguments.archetypes,
    )
    print(arguments.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.render", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    make_text = "Write shards, or those that a folder lacks"
    make = commands.add_parser("make", help=make_text, description=make_text)
    _add_shared(make, _make, "OUT")
    make.add_argument("--shards", type=_count, default=10, help="of 100 people each")
    make.add_argument("--frames", type=_count, default=10, help="of each person")
    make.add_argument("--processes", type=_count, default=1)

    sheet_text = "Draw the first frame of 12 people, to look at"
    sheet = commands.add_parser("sheet", help=sheet_text, description=sheet_text)
    _add_shared(sheet, _sheet, "SHEET.png")
    return parser


def _add_shared(
    parser: argparse.ArgumentParser,
    work: Callable[[argparse.Namespace], None],
    output: str,
) -> None:
    """The arguments of both commands; `work` is what the command does."""
    parser.set_defaults(command=work)
    parser.add_argument("output", type=Path, metavar=output)
    parser.add_argument("--ict", type=Path, required=True, metavar="ict_facekit.npz")
    parser.add_argument("--landmarker", type=Path, required=True, metavar="face_landmarker.task")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--archetypes",
        type=_share,
        default=_ARCHETYPES,
        help="share of expressions as real faces make them; the others mix single channels",
    )


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


if __name__ == "__main__":
    main()
