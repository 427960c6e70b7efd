"""Timing two things side by side on a noisy machine."""

import os
import sys
import time
from collections.abc import Callable
from statistics import median

from tools.blender import start_extension


def start():
    """An empty scene with the extension registered; returns bpy."""
    bpy = start_extension()
    bpy.ops.wm.read_homefile(use_empty=True)
    return bpy


def compare(
    ours: Callable[[], object], baseline: Callable[[], object], calls: int, rounds: int
) -> tuple[float, float, float]:
    """Seconds a call of each, and the median over rounds of their ratio; rounds alternate them."""
    ratios, times = [], ([], [])
    for _ in range(rounds):
        pair = [_time(work, calls) for work in (ours, baseline)]
        ratios.append(pair[0] / pair[1])
        for kept, seconds in zip(times, pair, strict=True):
            kept.append(seconds)
    return min(times[0]), min(times[1]), median(ratios)


def _time(work: Callable[[], object], calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - began) / calls


def finish() -> None:
    """End without Blender's tear-down, which now and then hangs."""
    sys.stdout.flush()
    os._exit(0)
