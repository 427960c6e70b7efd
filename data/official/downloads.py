"""A download in a thread, so that Blender stays awake; the old file stays until the new is good."""

import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DownloadError, FaceError, ModelError
from .weights import Weights

if TYPE_CHECKING:
    from ..model import FaceModel


class _Cancelled(Exception):
    """Raised within a fetching, by way of its progress, to end it."""


class Inquiry(threading.Thread):
    """Asks a server for the size of a file; starts at once."""

    def __init__(self, weights: Weights, address: str) -> None:
        # As a daemon it does not keep Blender from closing.
        super().__init__(daemon=True)
        self.size: int | None = None
        self.trouble = ""
        self._weights = weights
        self._address = address
        self.start()

    def run(self) -> None:
        """What the thread does."""
        from .fetching import ask, check_address

        try:
            url = self._weights.url(check_address(self._address))
            self.size = ask(url).size
        except FaceError as error:
            self.trouble = str(error)
        except Exception as error:  # nobody would see it in this thread
            self.trouble = f"{self._weights.filename}: {error}"

    def is_of(self, weights: Weights) -> bool:
        """Whether it asks for a file."""
        return self._weights == weights

    def line(self) -> str:
        """What a dialog says of the size."""
        if self.is_alive():
            return "Size: asking the server .."
        if self.trouble:
            return self.trouble
        return "Size: the server does not tell" if self.size is None else f"Size: {_kb(self.size)}"


class Download(threading.Thread):
    """Gets a file of weights into a folder; starts at once.

    size: what the user was told, in bytes, None where nobody knows.
    done, total: bytes, of which total is None where nobody knows.
    """

    def __init__(
        self,
        weights: Weights,
        address: str,
        folder: Path,
        size: int | None = None,
    ) -> None:
        super().__init__(daemon=True)
        self.weights = weights
        self.path = folder / weights.filename
        # Written by one thread and read by the other; each is replaced as a whole.
        self.done = 0
        self.total = size
        self.cancelled = False
        self._address = address
        self._size = size
        self._error: Exception | None = None
        _downloads.add(self)
        self.start()

    @property
    def share(self) -> float:
        """0 to 1; 0 all the time where the server does not tell its size."""
        return self.done / self.total if self.total else 0.0

    def cancel(self) -> None:
        """Nothing of it will be kept; the thread ends by itself."""
        self.cancelled = True

    def line(self) -> str:
        """How far it is."""
        of_all = f" of {_kb(self.total)}" if self.total else ""
        return f"Downloading {_kb(self.done)}{of_all}"

    def result(self) -> Path:
        """The file; waits for it. Raises FaceError: the file that was there is as it was."""
        self.join()
        if self._error:
            raise self._error
        return self.path

    def run(self) -> None:
        """What the thread does."""
        from .fetching import check_address, fetch

        try:
            url = self.weights.url(check_address(self._address))
            content = fetch(url, self._size, self._notice)
            check_content(content, self.weights)
            self._keep(content)
        except _Cancelled:
            self._error = DownloadError(f"{self.weights.filename}: the download was stopped")
        except OSError as error:
            self._error = DownloadError(f"{self.path}: cannot be written ({error.strerror})")
        except Exception as error:  # nobody would see it in this thread
            self._error = error

    def _notice(self, done: int, total: int | None) -> None:
        self.done = done
        self.total = total
        # A thread cannot be stopped from outside.
        if self.cancelled:
            raise _Cancelled

    def _keep(self, content: bytes) -> None:
        """Put the file in place in one step. Raises OSError, DownloadError, _Cancelled."""
        from ..whole_files import whole_file

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(self.path, DownloadError) as part:
            part.write_bytes(content)
            self._notice(len(content), len(content))


def check_content(content: bytes, weights: Weights) -> "FaceModel":
    """The model in what was sent. Raises ModelError for any other file."""
    from ..model import FaceModel

    model = FaceModel.from_bytes(content, weights.filename)
    if model.feature_name != weights.feature_name:
        raise ModelError(
            f"{weights.filename}: feature_name: holds a model of {model.feature_name} features, "
            f"not {weights.feature_name}; is Model Address in the preferences right?"
        )
    # What Blender will do with it is done once, so that it cannot fail later.
    model.blender_basis()
    return model


def _kb(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


_downloads: weakref.WeakSet[Download] = weakref.WeakSet()


def at_work() -> Download | None:
    """The download that is under way; buttons start one at a time."""
    for download in tuple(_downloads):
        if download.is_alive() and not download.cancelled:
            return download
    return None


def stop_all() -> None:
    """Let nothing go on that nobody waits for."""
    for download in tuple(_downloads):
        download.cancel()
