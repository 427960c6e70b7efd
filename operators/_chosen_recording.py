"""The recording that the import dialog shows: read once, both for its report and for its keys."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..data.takes import ReadOptions, Take
    from ._background import BackgroundReading


_LARGEST_INSPECTED = 40 << 20
"""Bytes up to which a file is read while the user still chooses, and kept afterwards."""
_PATIENCE = 0.05
"""Seconds that a dialog waits for its report, so that those of small files do not flicker."""


class _Key(NamedTuple):
    """What a reading is of. A file that was written anew is another one."""

    path: Path
    changed: int
    """Nanoseconds since 1970."""
    size: int
    """Bytes."""
    options: "ReadOptions"


def _key_of(path: Path, options: "ReadOptions") -> _Key:
    """A file that is not there has neither time nor size; reading it says so."""
    try:
        stat = path.stat()
    except OSError:
        return _Key(path, 0, 0, options)
    return _Key(path, stat.st_mtime_ns, stat.st_size, options)


class Report(NamedTuple):
    """What a dialog shows of a file."""

    lines: list[str]
    is_final: bool
    """Whether the lines stay as they are until something else is chosen."""
    take: "Take | None" = None
    """What they tell about."""


class ChosenRecording:
    """Holds one reading: that of the latest file and options that were asked for.

    It outlives the dialog, for the panel that adjusts the last operation: there the same recording
    is keyed again with other options, and the report is drawn many times.
    """

    def __init__(self) -> None:
        self._key: _Key | None = None
        self._reading: BackgroundReading | None = None

    def report(self, path: Path, options: "ReadOptions") -> Report:
        """The dry run's report, or how far the reading is. Hardly waits: it is called by `draw`."""
        if not path.is_file():
            return Report(["Choose a recording"], is_final=True)
        key = _key_of(path, options)
        reading = self._current(key)
        # Another file was chosen, this one was written anew, or an option was changed.
        if reading is None:
            if key.size > _LARGEST_INSPECTED:
                line = f"{key.size >> 20} MB: it is read when you import it"
                return Report([line], is_final=True)
            if self._is_stopping():
                return Report([f"Reading {path.name} .."], is_final=False)
            reading = self._start(key)
            reading.join(_PATIENCE)
        if reading.is_alive():
            return Report([reading.progress_line()], is_final=False)
        return Report(reading.report, True, reading.take)

    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._reading is not None and self._reading.is_alive()

    def reading_of(self, path: Path, options: "ReadOptions") -> "BackgroundReading":
        """The reading to key: the dialog's where file and options are unchanged, or a new one."""
        from ._background import BackgroundReading

        key = _key_of(path, options)
        held = self._current(key)
        if held:
            return held
        if key.size > _LARGEST_INSPECTED:
            # Takes of this size are not kept in memory once they are keyed.
            return BackgroundReading(path, options)
        return self._start(key)

    def forget(self) -> None:
        """Let go of the takes; a reading that is under way ends."""
        if self._reading:
            self._reading.cancel()
        self._reading = None
        self._key = None

    def _current(self, key: _Key) -> "BackgroundReading | None":
        is_wanted = self._reading is not None and not self._reading.cancelled
        return self._reading if is_wanted and self._key == key else None

    def _is_stopping(self) -> bool:
        """Whether a reading that nobody wants any more has yet to end.

        A slider that is dragged changes the options at every move: one thread is enough.
        """
        if not self.is_busy():
            return False
        self._reading.cancel()
        return True

    def _start(self, key: _Key) -> "BackgroundReading":
        from ._background import BackgroundReading

        self.forget()
        self._key = key
        self._reading = BackgroundReading(key.path, key.options)
        return self._reading
