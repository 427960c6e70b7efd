"""`inspect`: what a recording holds, and how it would be read."""

import argparse

from ..data.takes.report import inspect_take
from .reading import add_reading_options, reading_of


def add_command(commands: "argparse._SubParsersAction") -> None:
    """The only command that needs no face and changes no scene."""
    parser = commands.add_parser(
        "inspect",
        help="report on a recording without importing it",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)


def _run(options: argparse.Namespace) -> None:
    # The same lines as in the dialog of the import.
    report = inspect_take(options.take, reading_of(options))
    print(f"{options.take.name}: " + "\n  ".join(report.lines()))
