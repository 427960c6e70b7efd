"""Which rows of a recording go on in time: single wild ones are left out, two takes are refused."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

_MOST_LOST = 0.1
"""Share of the rows with a face that may be left out."""
_RESTART = 3
"""Rows that go back together: a recording that begins anew, and no wild time."""
_LONGEST_PAUSE = 86_400.0
"""Seconds within a recording."""
_FAR = 1000.0
"""Seconds by which a time may be off all others, and still be one of them."""
_ASTRAY = 20.0
"""Times the length of the middle half of all that is too far for a single time."""
_FEWEST = 4
"""Rows from which on a single time can be said to be wild."""
_LISTED = 4
"""Rows that a note names."""

Place = Callable[[int], str]
"""Gives a row's name in its file, such as `row 7`, by its index."""


class Kept(NamedTuple):
    """kept: (n,) bool; notes: what was left out, and where."""

    kept: np.ndarray
    notes: tuple[str, ...]


def kept_rows(
    times: np.ndarray,
    values: np.ndarray,
    place: Place,
) -> Kept:
    """The most rows whose times (n,), in seconds, increase; values (n, k), NaN without a face.

    A row without a time, with that of the row before, or with a wild one is left out and told.
    Raises ValueError, for people, where that is no remedy: where a second recording begins, the
    clock is too coarse, or too many rows would be lost.
    """
    untimed = ~np.isfinite(times)
    if not untimed.any() and (np.diff(times) > 0).all() and not _may_stray(times):
        return Kept(np.ones(len(times), bool), ())
    has_face = np.any(np.isfinite(values), axis=1)
    repeated = _repeated(times)
    going_on = np.flatnonzero(~untimed & ~repeated)
    wild = np.zeros(len(times), bool)
    wild[going_on] = _astray(times[going_on])
    going_on = going_on[~wild[going_on]]
    wild[going_on] = ~_longest_increase(times[going_on])
    kept = ~(untimed | repeated | wild)
    _check_restart(times, wild, place)
    _check_pauses(times, kept, place)
    _check_lost(wild & has_face, untimed & has_face, repeated, has_face, place)
    notes: list[str] = []
    reasons = {
        "they have no time": untimed,
        "their time does not advance": repeated | wild,
    }
    for reason, rows in reasons.items():
        if rows.any():
            left_out = np.flatnonzero(rows)
            listed = _listed(left_out, place)
            notes.append(f"{len(left_out)} rows left out because {reason}: {listed}")
    return Kept(kept, tuple(notes))


def _may_stray(times: np.ndarray) -> bool:
    """Whether increasing times (n,) have a step so long that it is to be looked at."""
    return len(times) > 1 and float(np.diff(times).max()) > _FAR


def _repeated(times: np.ndarray) -> np.ndarray:
    """Which times (n,) are that of the row before, which may itself be such, (n,) bool."""
    repeated = np.zeros(len(times), bool)
    repeated[1:] = times[1:] == times[:-1]
    return repeated


def _longest_increase(times: np.ndarray) -> np.ndarray:
    """Which times (m,) belong to the most that increase, (m,) bool.

    >>> _longest_increase(np.array([0.0, 1.0, 99.0, 2.0, 1.5, 3.0])).tolist()
    [True, True, False, False, True, True]
    """
    # Of all increasing runs of one length only the lowest end counts; `before` leads back.
    ends: list[float] = []
    end_rows: list[int] = []
    before = np.full(len(times), -1)
    for row, time in enumerate(times.tolist()):
        length = bisect_left(ends, time)
        if length:
            before[row] = end_rows[length - 1]
        ends[length : length + 1] = [time]
        end_rows[length : length + 1] = [row]
    kept = np.zeros(len(times), bool)
    row = end_rows[-1] if end_rows else -1
    while row >= 0:
        kept[row] = True
        row = before[row]
    return kept


def _astray(times: np.ndarray) -> np.ndarray:
    """Which times (m,) are far from all others, and alone or in twos, (m,) bool."""
    # Of three, nobody knows which is the wild one.
    if len(times) < _FEWEST:
        return np.zeros(len(times), bool)
    low, middle, high = np.quantile(times, (0.25, 0.5, 0.75))
    reach = max(_FAR, _ASTRAY * float(high - low))
    astray = np.abs(times - middle) > reach
    # Several together are what came after a pause.
    return astray & ~_in_runs(astray)


def _check_restart(times: np.ndarray, wild: np.ndarray, place: Place) -> None:
    """Raises ValueError where several rows in a row had to be left out."""
    together = _in_runs(wild)
    if not together.any():
        return
    # Without the single ones, after which the time goes back as well.
    rows = np.flatnonzero(np.isfinite(times) & (together | ~wild))
    fall = int(np.argmin(np.diff(times[rows])))
    before = times[rows[fall]]
    after = times[rows[fall + 1]]
    raise ValueError(
        f"{place(int(rows[fall + 1]))}: the time goes back from {before:.6g} s to {after:.6g} s, "
        "as where two recordings are joined; split the file there"
    )


def _in_runs(wild: np.ndarray) -> np.ndarray:
    """Which of wild (n,) bool are among several side by side, (n,) bool."""
    edges = np.diff(np.concatenate([[False], wild, [False]]).astype(int))
    starts = np.flatnonzero(edges == 1)
    ends = np.flatnonzero(edges == -1)
    together = np.zeros(len(wild), bool)
    for start, end in zip(starts, ends, strict=True):
        together[start:end] = end - start >= _RESTART
    return together


def _check_pauses(times: np.ndarray, kept: np.ndarray, place: Place) -> None:
    rows = np.flatnonzero(kept)
    steps = np.diff(times[rows])
    if len(steps) and steps.max() > _LONGEST_PAUSE:
        row = int(rows[int(np.argmax(steps)) + 1])
        raise ValueError(
            f"{place(row)}: the time jumps by {steps.max():.6g} s; correct it, or split the file"
        )


def _check_lost(
    wild: np.ndarray,
    untimed: np.ndarray,
    repeated: np.ndarray,
    has_face: np.ndarray,
    place: Place,
) -> None:
    """Raises ValueError where more rows with a face are left out than anybody would expect."""
    seen = int(np.count_nonzero(has_face))
    lost = wild | untimed
    count = int(np.count_nonzero(lost))
    if count > max(1, _MOST_LOST * seen):
        listed = _listed(np.flatnonzero(lost), place)
        raise ValueError(
            f"clock: {count} of {seen} rows have no time that goes on ({listed}); "
            "choose another clock, or 'rows' to count them at the frame rate"
        )
    repeats = int(np.count_nonzero(repeated & has_face))
    if repeats > max(1, _MOST_LOST * seen) and not _is_every_second(repeated):
        raise ValueError(
            f"clock: {repeats} of {seen} rows have the time of the row before: the clock is too "
            "coarse, or the table holds several faces; choose another clock, or 'rows' to count "
            "them at the frame rate"
        )


def _is_every_second(repeated: np.ndarray) -> bool:
    """Whether each time stands there twice, as some exporters write them; repeated (n,) bool."""
    return bool((repeated[1:] != repeated[:-1]).all())


def _listed(rows: Sequence[int] | np.ndarray, place: Place) -> str:
    shown = ", ".join(place(int(row)) for row in rows[:_LISTED])
    return f"{shown} .." if len(rows) > _LISTED else shown
