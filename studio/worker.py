"""Programs in the background, so that the open Blender stays free: other Blenders above all."""

import os
import re
import subprocess
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..blender.process import command_for_script

_SCRIPT = Path(__file__).with_name("run_command.py")
_ERROR = "error: "
"""Before the message in the last line of a command that failed."""
_COUNT = re.compile(r"(?:\w+ )?(\d+) of (\d+)\b")
"""How a line begins in which a command counts, such as "Frame 3 of 6, 4 s left"."""
_LINE = 200
"""Bytes, in which the last such line is whole."""


class Progress(NamedTuple):
    """How far a command is.

    text: what it said last, "" before its first word.
    done, total: what it has counted, 0 before it counts.
    """

    text: str = ""
    done: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.done / self.total if self.total else 0.0


class Program:
    """A program at work in the background. command: the word that it is known by here."""

    def __init__(self, command: str, line: Sequence[str]) -> None:
        """line: the program and its arguments. Raises OSError where it cannot be started."""
        self.command = command
        self.is_stopped = False
        # Files, not pipes: a program would stop when nobody empties a full pipe.
        self._folder = tempfile.TemporaryDirectory(
            prefix="blendshape_face_", ignore_cleanup_errors=True
        )
        self._said = Path(self._folder.name) / "said.txt"
        self._errors = Path(self._folder.name) / "errors.txt"
        with self._said.open("wb") as said, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                line,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=errors,
            )
        _workers.add(self)

    @property
    def process(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it is still at work; asks without waiting."""
        return self._process.poll() is None

    def progress(self) -> Progress:
        """How far it is, by the last line in which it counts."""
        # All that was said grows with the film, and panels are drawn often.
        with self._said.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LINE))
            end = file.read().decode(errors="replace")
        # Splits at "\r", too: a line that counts is written over and over.
        for line in reversed(end.splitlines()):
            count = _COUNT.match(line)
            if count:
                done, total = count.groups()
                return Progress(line.strip(), int(done), int(total))
        return Progress()

    def wait(self) -> None:
        """Wait until it has done its work, or failed."""
        self._process.wait()

    def stop(self) -> None:
        """End it, and wait until it has ended. What it was writing stays unfinished."""
        self.is_stopped = True
        self._process.terminate()
        self._process.wait()

    def error(self) -> str:
        """What went wrong, or ""; waits until it has ended."""
        code = self._process.wait()
        if code == 0:
            return ""
        text = self._errors.read_text(encoding="utf-8", errors="replace")
        lines = [line for line in text.splitlines() if line.strip()]
        # Graphics drivers and libraries write lines of their own.
        messages = [line.partition(_ERROR)[2] for line in lines if _ERROR in line]
        told = messages or lines or ["It ended without a word"]
        return told[-1].strip()


class Worker(Program):
    """Runs a command of the extension, as `blender --command` would, in a Blender of its own.

    as_user: with the user's preferences, as the open Blender; else with factory settings, so that
        they change no picture.
    is_open_file: whether it works on what is open here, whose scripts run there if they do here.
    """

    def __init__(
        self, command: str, *arguments: str, as_user: bool = False, is_open_file: bool = True
    ) -> None:
        super().__init__(
            command,
            command_for_script(
                _SCRIPT, command, *arguments, as_user=as_user, is_open_file=is_open_file
            ),
        )


_workers: weakref.WeakSet[Program] = weakref.WeakSet()
"""Those that somebody still has a use for, and that have not ended, or not long ago."""


def at_work() -> Program | None:
    """The one that is at work; buttons start one at a time, since two would share a processor."""
    for worker in _workers:
        if worker.is_alive():
            return worker
    return None


def stop_all() -> None:
    """Let nothing go on that nobody waits for."""
    for worker in tuple(_workers):
        if worker.is_alive():
            worker.stop()
