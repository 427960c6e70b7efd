"""Make training frames of random rendered heads: `python -m training.render --help`."""

import argparse
import sys
import time
from pathlib import Path

from blendshape_face.data.errors import FaceError

from .factory import Order, run
from .track import require_mediapipe


def main() -> None:
    arguments = _parser().parse_args()
    try:
        require_mediapipe()
        arguments.command(arguments)
    except FaceError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("stopped; the same command goes on with the next shard")


def _make(a: argparse.Namespace) -> None:
    order = Order(
        a.output, a.ict, a.landmarker, a.shards, a.frames, a.archetypes, a.seed, a.processes
    )
    began, total = time.monotonic(), 0
    for path, frames in run(order):
        total += frames
        rate = (time.monotonic() - began) / total
        print(f"{path}: {frames} frames, {rate:.3f} s a frame", flush=True)


def _sheet(a: argparse.Namespace) -> None:
    from .sheet import write_sheet

    write_sheet(a.output, a.ict, a.landmarker, a.seed, a.archetypes)
    print(a.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.render", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, work, output: str, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=work)
        sub.add_argument("output", type=Path, metavar=output)
        sub.add_argument("--ict", type=Path, required=True, metavar="ict_facekit.npz")
        sub.add_argument("--landmarker", type=Path, required=True, metavar="face_landmarker.task")
        sub.add_argument("--seed", type=int, default=0)
        sub.add_argument(
            "--archetypes",
            type=_share,
            default=0.5,
            help="share of expressions as real faces make them; the others mix single channels",
        )
        return sub

    make = command("make", _make, "OUT", "Write shards, or those that a folder lacks")
    make.add_argument("--shards", type=_count, default=10, help="of 100 people each")
    make.add_argument("--frames", type=_count, default=10, help="of each person")
    make.add_argument("--processes", type=_count, default=1)
    command("sheet", _sheet, "SHEET.png", "Draw the first frame of 12 people, to look at")
    return parser


def _share(text: str) -> float:
    if not 0 <= (value := float(text)) <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _count(text: str) -> int:
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


if __name__ == "__main__":
    main()
