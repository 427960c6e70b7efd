"""Tests on every Blender that is supported: `uv run python -m tools.blenders [--only 4.2] [FILES]`.

Each file of tests runs in a Blender of its own, as many at once as there are processors. Prints the
files that failed, then a row for each Blender. Without FILES it runs all of tests/blender.
"""

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tools.paths import ROOT

_COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")
"""In pytest's last line: "2 failed, 40 passed, 1 skipped in 9.51s"."""


class Blender(NamedTuple):
    """One that is supported, as a Python module. wheel: where it is not the project's own."""

    series: str
    python: str
    wheel: str = ""

    @property
    def environment(self) -> Path:
        """Of its own, kept for the next run."""
        return ROOT / "build" / f"blender-{self.series}"


BLENDERS = (
    Blender("4.2", "3.11"),
    Blender("4.5", "3.11", "bpy==4.5.15"),
    Blender("5.0", "3.11", "bpy==5.0.1"),
    Blender("5.1", "3.13", "bpy==5.1.2"),
    Blender("5.2", "3.13"),
    Blender("5.3", "3.13", "bpy==5.3.0"),
)


class Ran(NamedTuple):
    """What became of one file of tests."""

    file: str
    is_well: bool
    counts: Counter[str]
    output: str


def main() -> int:
    """Ends with 1 where a test failed or a Blender crashed."""
    parser = argparse.ArgumentParser(prog="python -m tools.blenders", description=__doc__)
    series = [blender.series for blender in BLENDERS]
    parser.add_argument("--only", choices=series, action="append", help="a Blender, or several")
    parser.add_argument("files", nargs="*", help="files of tests")
    options = parser.parse_args()
    chosen = [each for each in BLENDERS if each.series in (options.only or series)]
    files = options.files or all_files()
    are_well = [run_on(blender, files) for blender in chosen]
    return 0 if all(are_well) else 1


def all_files() -> list[str]:
    """The tests that need a Blender."""
    paths = sorted((ROOT / "tests" / "blender").glob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in paths]


def run_on(blender: Blender, files: Sequence[str]) -> bool:
    """Run these files, and print what became of them; whether all passed."""
    _set_up(blender)
    total: Counter[str] = Counter()
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for ran in pool.map(lambda file: _run(blender, file), files):
            total += ran.counts
            if not ran.is_well:
                failed.append(ran.file)
                print(f"{ran.file}, Blender {blender.series}:\n{ran.output}", flush=True)
    counts = ", ".join(f"{count} {what}" for what, count in sorted(total.items()))
    verdict = f"; failed: {' '.join(failed)}" if failed else ""
    print(f"Blender {blender.series}: {len(files)} files, {counts}{verdict}", flush=True)
    return not failed


def _set_up(blender: Blender) -> None:
    environment = _environment_of(blender)
    sync = ["uv", "sync", "--quiet", "--python", blender.python]
    if blender.wheel:
        sync += ["--inexact", "--no-install-package", "bpy"]
    subprocess.run(sync, cwd=ROOT, env=environment, check=True)
    if blender.wheel:
        place = str(blender.environment)
        install = ("uv", "pip", "install", "--quiet", "--python", place, blender.wheel)
        subprocess.run(install, cwd=ROOT, env=environment, check=True)


def _run(blender: Blender, file: str) -> Ran:
    """Each file in a Blender of its own: 4.2 has crashed on opening a file after many tests."""
    command = ("uv", "run", "--no-sync", "pytest", "--quiet", file)
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment_of(blender),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    lines = done.stdout.splitlines() or [""]
    counts = Counter({what: int(count) for count, what in _COUNT.findall(lines[-1])})
    return Ran(file, done.returncode == 0, counts, done.stdout)


def _environment_of(blender: Blender) -> dict[str, str]:
    return os.environ | {"UV_PROJECT_ENVIRONMENT": str(blender.environment)}


if __name__ == "__main__":
    sys.exit(main())
