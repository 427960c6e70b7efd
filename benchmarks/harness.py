"""Timing two things side by side on a noisy machine, and what a benchmark needs for it."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import NamedTuple

from tools.blender import start_extension

Work = Callable[[], object]
"""What is timed; what it returns is not looked at."""


class Comparison(NamedTuple):
    """ours, baseline: seconds a call, of the best round. ratio: the median over the rounds."""

    ours: float
    baseline: float
    ratio: float


def options(
    name: str,
    description: str | None,
) -> argparse.ArgumentParser:
    """A parser for a benchmark's command line, whose help is the benchmark's docstring."""
    return argparse.ArgumentParser(
        prog=f"python -m benchmarks.{name}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def start() -> ModuleType:
    """An empty scene with the extension registered; returns bpy.

    What imports bpy is to be imported afterwards: where libraries of the system are missing, this
    says which.
    """
    bpy = start_extension()
    bpy.ops.wm.read_homefile(use_empty=True)
    return bpy


def compare(
    ours: Work,
    baseline: Work,
    calls: int,
    rounds: int,
) -> Comparison:
    """Time both in rounds of so many calls each.

    Rounds alternate them, so that both meet the same load: the ratio of two times a second apart
    holds still where times themselves do not.
    """
    our_times = []
    baseline_times = []
    ratios = []
    for _ in range(rounds):
        our_time = _time(ours, calls)
        baseline_time = _time(baseline, calls)
        our_times.append(our_time)
        baseline_times.append(baseline_time)
        ratios.append(our_time / baseline_time)
    return Comparison(
        ours=min(our_times),
        baseline=min(baseline_times),
        ratio=median(ratios),
    )


def _time(
    work: Work,
    calls: int,
) -> float:
    """Seconds a call."""
    began = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - began) / calls


def processor_seconds(work: Work) -> float:
    """Seconds of the processor that all threads take for something, whatever else runs."""
    began = time.process_time()
    work()
    return time.process_time() - began


def peak_megabytes(process: int | str = "self") -> float:
    """The most memory that a process has had at a time, on Linux; 0 of one that has ended."""
    status = Path(f"/proc/{process}/status").read_text()
    _before, key, after = status.partition("VmHWM:")
    if not key:
        return 0.0
    kilobytes = int(after.split()[0])
    return kilobytes / 1024


def finish() -> None:
    """End without Blender's tear-down, which now and then hangs."""
    # What is printed into a pipe would be lost with the process.
    sys.stdout.flush()
    os._exit(0)
