"""A stimulus set made by a Blender of its own, so that the open one stays free.

That Blender starts with factory settings: neither the open file nor preferences change a picture.
"""

import subprocess
import tempfile
from pathlib import Path

from ...blender.process import command_for_script

_SCRIPT = Path(__file__).with_name("worker_script.py")


class Worker:
    """Runs a command of the extension, as `blender --command` would, in the background."""

    def __init__(self, *arguments: str) -> None:
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
        """Whether it is still at work."""
        return self._process.poll() is None

    def wait(self) -> None:
        """Return when it has ended."""
        self._process.wait()

    def stop(self) -> None:
        """End it at once; what it has made so far stays."""
        self._process.terminate()
        self._process.wait()

    def error(self) -> str:
        """What went wrong, in its own words, or an empty text. Waits for its end."""
        if self._process.wait() == 0:
            return ""
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors if line.strip()]
        for line in reversed(lines):
            _, is_error, message = line.partition("error: ")
            if is_error:
                return message
        return lines[-1] if lines else "Blender ended without a word"
