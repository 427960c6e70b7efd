"""The recording read last, for callers that meet it twice: a dialog that reports, then imports."""

from pathlib import Path
from typing import NamedTuple

from .options import DEFAULT_OPTIONS, ReadOptions
from .reading import read_takes
from .take import Take


class _State(NamedTuple):
    """What a file's takes depend on. A file that was written again has another size or time."""

    path: Path
    changed: int
    size: int
    options: ReadOptions


class RecentRecording:
    """Keeps the takes of the recording that was read last, so that it is parsed once.

        recent = RecentRecording()
        lines = report_on(recent.read_takes(path, options)[0]).lines()   # parsed here
        key_takes(context, recent.read_takes(path, options), ..)         # and not here

    Takes are shared by all who ask: nobody may write into their arrays. Only one recording is kept,
    since a long one takes much memory.
    """

    def __init__(self) -> None:
        self._state: _State | None = None
        self._takes: list[Take] = []

    def read_takes(self, path: str | Path, options: ReadOptions = DEFAULT_OPTIONS) -> list[Take]:
        """The takes as `read_takes` gives them, from the file only where they are not kept.

        Raises TakeError as that does; a failure is not kept.
        """
        kept = self.find(path, options)
        if kept is not None:
            return kept
        # As it is before reading: what changes meanwhile is read again next time.
        state = _state_of(Path(path), options)
        # Two long recordings at once may not fit in memory.
        self.forget()
        takes = read_takes(path, options)
        self._takes = takes
        self._state = state
        return list(takes)

    def find(self, path: str | Path, options: ReadOptions = DEFAULT_OPTIONS) -> list[Take] | None:
        """The takes if they are kept and the file is as it was, without reading anything."""
        state = _state_of(Path(path), options)
        if state is None or state != self._state:
            return None
        return list(self._takes)

    def forget(self) -> None:
        """Let go of the takes and their memory."""
        self._state = None
        self._takes = []


def _state_of(path: Path, options: ReadOptions) -> _State | None:
    """None for a file that is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _State(
        path,
        stat.st_mtime_ns,
        stat.st_size,
        options,
    )
