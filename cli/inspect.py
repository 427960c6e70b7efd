"""What a recording holds, without importing it."""

import argparse

from ..data.takes import ReadOptions
from ..data.takes.report import inspect_take
from .reading import add_reading_options


def add_command(commands: "argparse._SubParsersAction") -> None:
    """`inspect`: what is read and how."""
    parser = commands.add_parser("inspect", help="report on a recording without importing it")
    parser.set_defaults(run=_run)
    add_reading_options(parser)


def _run(options: argparse.Namespace) -> None:
    report = inspect_take(options.take, ReadOptions(options.fps, options.face))
    print(f"{options.take.name}: " + "\n  ".join(report.lines()))
