"""`python -m tracking clip.mp4` writes clip.csv; `--help` tells the rest."""

import os
import sys
from importlib.util import find_spec

from blendshape_face.data.errors import FaceError

from .errors import missing_library
from .options import parse

_PACKAGES = ("mediapipe", "av", "cv2")
_STDERR = 2
"""File descriptor."""
_STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 where all went well. Errors are one line on stderr."""
    options = parse(arguments)
    missing = [package for package in _PACKAGES if find_spec(package) is None]
    if missing:
        return _fail(
            f"not installed: {', '.join(missing)}. This installs what is missing, on Python 3.13: "
            "uv run --group tracking python -m tracking"
        )
    try:
        # Only now, as it imports the packages.
        from .commands import run
    except ImportError as error:
        return _fail(str(missing_library(error)))
    try:
        is_whole = run(options)
    except (FaceError, OSError) as error:
        return _fail(str(error))
    return 0 if is_whole else _STOPPED


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 1


def _silence_libraries() -> None:
    """MediaPipe's own lines, which it writes past Python, say nothing that a user could act on."""
    sys.stderr = os.fdopen(os.dup(_STDERR), "w", buffering=1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, _STDERR)
    os.close(silence)


if __name__ == "__main__":
    _silence_libraries()
    sys.exit(main())
