"""Packages that some commands need and `uv run` alone does not install."""

import sys
from importlib.util import find_spec


def require(*packages: str, command: str) -> None:
    """End with one line and exit code 1 if any of the packages is missing.

    packages: by the names they are imported under. command: the one under which all are there.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        sys.exit(f"Not installed: {', '.join(missing)}. This installs what is missing: {command}")
