"""The whole command line: which commands there are, and how a run ends."""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from ..blender.process import is_python_module
from ..data.errors import FaceError
from . import bake, bake_all, compare, export, figure, inspect, record, render, stimuli

PROGRAM = "blender --command blendshape_face"
COMMANDS = (inspect, compare, bake, bake_all, render, figure, export, stimuli, record)
"""One command a module: its `add_command(commands)` adds a parser that sets `run`. In the order
of --help."""


def main(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code. Errors are one line on stderr."""
    try:
        options = new_parser().parse_args(list(arguments))
        with _ended_by_ctrl_c():
            options.run(options)
    except SystemExit as stop:
        # argparse has said why.
        return int(stop.code or 0)
    except (FaceError, OSError, RuntimeError) as error:
        print(f"{PROGRAM}: error: {str(error).strip()}", file=sys.stderr)
        return 1
    return 0


def new_parser() -> argparse.ArgumentParser:
    """What reads the words after the program's name."""
    parser = _Parser(prog=PROGRAM, description="Recorded faces from the command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_command(commands)
    return parser


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Where Blender is a Python module, Ctrl-C would raise within the handlers that move a face:
    Blender goes on with the frame, which is then a wrong one.
    """
    # A Blender that is a program knows Ctrl-C itself.
    if not is_python_module():
        yield
        return
    former = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        # None is a handler that was not set from Python, which cannot set it again.
        signal.signal(signal.SIGINT, former or signal.SIG_DFL)


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for wrong arguments, as for all errors, and without the lines on usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{self.prog}: error: {message}; see --help\n")
