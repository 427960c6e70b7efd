"""Fit face models to frames, judge and compare them: `python -m training --help`."""

import argparse
import sys
from pathlib import Path

from blendshape_face.data.errors import FaceError

from tools.packages import require

from .options import add_fit_options, add_shards

_PACKAGES = ("dask", "distributed", "matplotlib", "pyarrow", "scipy", "threadpoolctl", "tqdm")
"""What any command imports: nobody shall fit for an hour, and then miss the report's plots."""
_INSTALLING = "uv run --group training python -m training"


def main() -> None:
    """Do what the command line says; what is wrong with its frames or settings ends with 1."""
    arguments = _parser().parse_args()
    require(*_PACKAGES, command=_INSTALLING)
    # Only now, as it imports the packages.
    from .commands import COMMANDS

    try:
        COMMANDS[arguments.command](arguments)
    except FaceError as error:
        sys.exit(f"error: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command", dest="command")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    fit = add("fit", "Fit a model to the frames of shards, and report on it")
    add_fit_options(fit)

    judge = add("evaluate", "The share of motion that a model explains")
    judge.add_argument("model", type=Path, metavar="MODEL.npz")
    add_shards(judge)

    pair = add("compare", "Two models on the same frames")
    pair.add_argument("first", type=Path, metavar="A.npz")
    pair.add_argument("second", type=Path, metavar="B.npz")
    add_shards(pair)

    adapt = add("shards", "Make shards of MediaPipe's scores, landmarks and matrices")
    adapt.add_argument("source", type=Path, metavar="FILE.npz")
    adapt.add_argument("folder", type=Path, metavar="OUT")
    adapt.add_argument(
        "--frames",
        type=int,
        default=4096,
        help="in each shard",
    )
    return parser


if __name__ == "__main__":
    main()
