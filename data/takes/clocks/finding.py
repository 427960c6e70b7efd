"""Which of the columns or keys of a recording is its clock, and the seconds that it gives."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...reading_choices import AUTO, FRAMES, ROWS, UNITS
from ..options import COUNTED, ReadOptions
from .names import FRAME_RANK, Meaning, Rate
from .rates import HIGHEST_FPS, doubt_about, guessed_unit, usual_step
from .stamps import Stamps
from .timecodes import packed_time_of_day, past_midnight, timecode_seconds

_MOST_MISSING = 0.1
"""Share of the rows with a face that a clock may lack a time for."""
_MOST_BACK = 0.1
"""Share of a counter's steps that may go back."""
_COARSE = 2
"""Times as many frames as times: such a clock does not tell them apart."""
_OTHER = 0.1
"""Share by which a clock may be off the rate that the file names: trackers lag behind cameras."""
_SHORTEST_COUNT = 0.5
"""Frames: what goes on by less is no count of them."""
_FRAMES_OFF = 2.0
"""Frames by which the span between two coarse times may be off."""
_SLOW = 10.0
"""Seconds between samples that are worth a look, though the clock names its unit."""


class Ticks(NamedTuple):
    """A column or key that may be the clock.

    ticks: (n,) as they stand there, NaN where missing; title: for people, such as `column time`.
    """

    name: str
    title: str
    ticks: np.ndarray
    meaning: Meaning
    stamps: Stamps


class Clock(NamedTuple):
    """times: (n,) seconds from any origin, NaN where missing; evidence, notes: for people.

    fps: samples a second, only where frames are counted, None where the times tell.
    """

    times: np.ndarray
    evidence: str
    fps: float | None = None
    notes: tuple[str, ...] = ()


class _Unfit(Exception):
    """A column or key is no clock; the message says why."""


class _Frozen(_Unfit):
    """Not even a broken one: it never changes, or is not there at all."""


def find_clock(
    candidates: Sequence[Ticks],
    has_face: np.ndarray,
    options: ReadOptions,
    rate: Rate | None = None,
    what: str = "row number",
) -> Clock:
    """The clock that the user chose, else the first that is one, surest names first; else rows.

    has_face: (n,) bool; rate: frames a second that the file or its format names for what it counts.
    what: is counted where there is no clock.
    Raises ValueError, for people, where there is a clock that cannot be read.
    """
    source = options.clock.source
    every_row = np.arange(len(has_face), dtype=np.float64)
    if source == ROWS:
        return _counted(every_row, what, options, rate)
    if source != AUTO:
        return _chosen_clock(candidates, options, rate)
    reasons: list[str] = []
    broken: list[str] = []
    ordered = sorted(candidates, key=lambda candidate: candidate.meaning.rank)
    for candidate in ordered:
        try:
            _check(candidate, has_face)
            _check_coarse(candidate, ordered)
            clock = _clock_of(candidate, options, rate)
        except _Unfit as error:
            reason = f"{candidate.title} is not the clock: {error}"
            # Counters and what only ends like a time were never sure.
            is_sure = candidate.meaning.is_sure and not isinstance(error, _Frozen)
            reasons.append(reason)
            if is_sure:
                broken.append(reason)
            continue
        hints = _rate_hints(candidate, ordered, clock, rate, options.fps)
        return clock._replace(notes=(*clock.notes, *broken, *hints))
    if broken:
        raise ValueError(
            f"{broken[0]}; choose another clock or its unit, or 'rows' to count rows at the frame "
            "rate"
        )
    clock = _counted(every_row, what, options, rate)
    return clock._replace(notes=(*clock.notes, *reasons))


def _chosen_clock(
    candidates: Sequence[Ticks],
    options: ReadOptions,
    rate: Rate | None,
) -> Clock:
    """The clock that the user named. Raises ValueError where it is none."""
    wanted = options.clock.source.strip().lower()
    for candidate in candidates:
        if candidate.name.strip().lower() == wanted:
            try:
                return _clock_of(candidate, options, rate)
            except _Unfit as error:
                raise ValueError(f"{candidate.title} is not a clock: {error}") from None
    names = ", ".join(candidate.name for candidate in candidates) or "none"
    raise ValueError(
        f"clock: has no {options.clock.source!r}; what looks like one: {names}; or choose 'rows'"
    )


def _check(candidate: Ticks, has_face: np.ndarray) -> None:
    """Raises _Unfit for what stands still, has too many holes, or is no count of frames."""
    ticks = candidate.ticks
    measured = ticks[np.isfinite(ticks)]
    steps = np.diff(measured)
    if len(ticks) > 1 and not (steps != 0).any():
        raise _Frozen("it stands still" if len(measured) else "it is empty")
    missing = int(np.count_nonzero(np.isnan(ticks) & has_face))
    if missing > max(1, _MOST_MISSING * np.count_nonzero(has_face)):
        raise _Unfit(f"{missing} rows have no time")
    if candidate.meaning.is_sure or candidate.meaning.rank == FRAME_RANK:
        # That a time goes back is told at the row where it does.
        return
    back = np.count_nonzero(steps < 0)
    if back > max(1, _MOST_BACK * len(steps)):
        raise _Frozen("it does not go on")


def _check_coarse(candidate: Ticks, all_candidates: Sequence[Ticks]) -> None:
    """Raises _Unfit for a time that many frames share, where these are counted as well."""
    if candidate.meaning.kind != "time":
        return
    counters = [other for other in all_candidates if other.meaning.kind == "count"]
    for counter in counters:
        if len(np.unique(counter.ticks)) > _COARSE * len(np.unique(candidate.ticks)):
            raise _Unfit("many frames share a time")


def _rate_hints(
    chosen: Ticks,
    all_candidates: Sequence[Ticks],
    clock: Clock,
    rate: Rate | None,
    fps: float,
) -> tuple[str, ...]:
    """What else in the file tells of another rate than the clock does; fps: the user's."""
    if clock.fps is not None:
        return () if rate else _coarse_rates(chosen, all_candidates, fps)
    measured = 1 / usual_step(clock.times)
    if rate is None or not rate.is_of_file or abs(measured - rate.fps) < _OTHER * rate.fps:
        return ()
    return (f"the file says {rate.fps:g} fps, its clock {measured:.4g}: check it",)


def _coarse_rates(
    counter: Ticks,
    all_candidates: Sequence[Ticks],
    fps: float,
) -> tuple[str, ...]:
    """What coarse times beside a counter of frames say of another rate than this one."""
    hints: list[str] = []
    for candidate in all_candidates:
        times = candidate.ticks
        if candidate.meaning.kind != "time" or candidate.stamps.kinds["timecode"]:
            continue
        # Only where a time changes is it known to a frame.
        steps = np.diff(times)
        changes = np.flatnonzero(steps > 0) + 1
        if len(changes) < 2 or (steps < 0).any():
            continue
        first, last = changes[[0, -1]]
        frames = counter.ticks[last] - counter.ticks[first]
        seconds = times[last] - times[first]
        error = _FRAMES_OFF * usual_step(counter.ticks) / seconds
        told = frames / seconds
        if abs(told - fps) > error and told < HIGHEST_FPS:
            hints.append(f"{candidate.title} tells of about {told:.3g} fps: check it")
    return tuple(hints)


def _clock_of(candidate: Ticks, options: ReadOptions, rate: Rate | None) -> Clock:
    """The seconds of one column or key. Raises _Unfit, ValueError."""
    ticks = candidate.ticks
    read = int(np.count_nonzero(np.isfinite(ticks)))
    kind = candidate.stamps.kind_of(read)
    if kind is None:
        raise _Unfit("it mixes numbers, dates and timecodes")
    title = candidate.title
    unit = options.clock.unit
    if kind == "number":
        # A unit that was told is of a time, unless a counter was named with it.
        is_open = unit == AUTO or options.clock.source == AUTO
        if unit == FRAMES or (is_open and _counts_frames(candidate)):
            return _counted(ticks, title, options, rate)
        clock = _clock_of_numbers(candidate, unit)
    elif kind == "date":
        clock = Clock(ticks, f"{title}, dates")
    elif kind == "time of day" and candidate.stamps.two_decimals < read:
        clock = Clock(past_midnight(ticks), f"{title}, times of day")
    else:
        clock = _clock_of_timecodes(candidate, options.clock.base)
    step = usual_step(clock.times)
    # What the user chose is not doubted.
    if unit == AUTO and step * HIGHEST_FPS < 1:
        raise _Unfit(f"it would give {1 / step:.6g} samples a second")
    return clock


def _counts_frames(candidate: Ticks) -> bool:
    """Whether a counter goes on by frames; the time of a frame may be called `frame` as well."""
    if candidate.meaning.unit == FRAMES:
        return True
    step = usual_step(candidate.ticks)
    return candidate.meaning.kind == "count" and not step < _SHORTEST_COUNT


def _clock_of_numbers(candidate: Ticks, unit: str) -> Clock:
    """Numbers in the unit that the user told, else in that of the name, else by their steps."""
    ticks = candidate.ticks
    title = candidate.title
    if unit != AUTO:
        return Clock(ticks * UNITS[unit], f"{title}, in {unit} as told")
    unit = candidate.meaning.unit
    step = usual_step(ticks)
    if unit:
        seconds = step * UNITS[unit]
        doubt = doubt_about(seconds, unit) if seconds > _SLOW else ""
        evidence = f"{title}, in {unit}"
    else:
        unit, reason = guessed_unit(ticks)
        if not unit:
            raise _Unfit(f"steps of {step:g} are too short or too long for any unit of time")
        doubt = doubt_about(step * UNITS[unit], unit)
        evidence = f"{title}, {reason}"
    notes = (doubt,) if doubt else ()
    return Clock(ticks * UNITS[unit], evidence, notes=notes)


def _clock_of_timecodes(candidate: Ticks, base: int) -> Clock:
    """Timecodes, or times of day whose decimals may be frames. Raises _Unfit."""
    stamps = candidate.stamps
    ticks = candidate.ticks
    parts = 0
    if stamps.two_decimals:
        parts = 100
        ticks = packed_time_of_day(ticks)
    elif stamps.three_digits == stamps.kinds["timecode"]:
        parts = 1000
    has_marks = stamps.drop_marks > 0 or stamps.two_decimals > 0
    try:
        found = timecode_seconds(ticks, base, has_marks, parts)
    except ValueError as error:
        raise _Unfit(str(error)) from None
    return Clock(found.times, found.evidence, notes=found.notes)


def _counted(
    ticks: np.ndarray,
    what: str,
    options: ReadOptions,
    rate: Rate | None,
) -> Clock:
    """Frames that are counted (n,), at a rate that the file names, else at the user's."""
    # Who chooses to count rows or frames means the rate beside that choice.
    is_overruled = options.clock.source == ROWS or options.clock.unit == FRAMES
    if is_overruled:
        rate = None
    fps = rate.fps if rate else options.fps
    step = usual_step(ticks)
    # A tracker may skip frames: with every second one a take has half the video's rate.
    shown = fps / step if np.isfinite(step) else fps
    if rate:
        return Clock(ticks / fps, f"{what} at {fps:g} fps, {rate.reason}", shown)
    notes = () if is_overruled else (f"no clock in the file, {fps:g} fps assumed",)
    return Clock(ticks / fps, f"{what}, {COUNTED} {fps:g} fps", shown, notes)
