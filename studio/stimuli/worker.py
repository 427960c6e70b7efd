"""A command of the extension run by a Blender of its own, so that the open one stays free.

That Blender starts with factory settings: neither the open file nor preferences change a picture.
"""

import subprocess
import tempfile
from pathlib import Path

from ...blender.process import command_for_script

_SCRIPT = Path(__file__).with_name("run_command.py")
_ERROR = "error: "
"""Before the message in the last line of a command that failed."""


class Worker:
    """Runs a command of the extension, as `blender --command` would, in the background."""

    def __init__(self, *arguments: str) -> None:
        # A file, not a pipe: Blender would stop when nobody empties a full pipe.
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            command_for_script(_SCRIPT, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )

    @property
    def process(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it is still at work; asks without waiting."""
        return self._process.poll() is None

    def wait(self) -> None:
        """Wait until it has done its work, or failed."""
        self._process.wait()

    def stop(self) -> None:
        """End it, and wait until it has ended. What it was writing stays unfinished."""
        self._process.terminate()
        self._process.wait()

    def error(self) -> str:
        """What went wrong, or ""; waits until it has ended."""
        code = self._process.wait()
        if code == 0:
            return ""
        self._errors.seek(0)
        lines = [line for line in self._errors if line.strip()]
        # Graphics drivers and libraries write lines of their own.
        messages = [line.partition(_ERROR)[2] for line in lines if _ERROR in line]
        told = messages or lines or ["Blender ended without a word"]
        return told[-1].strip()
