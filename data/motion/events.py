"""What happens in a take: blinks, and times at which the recorder saw no face."""

from typing import NamedTuple

import numpy as np

from ..bundled import ARKIT, MEDIAPIPE
from ..takes.take import Take

LIDS: dict[str, tuple[str, ...]] = {
    "blendshapes": ("eyeBlinkLeft", "eyeBlinkRight"),
    "blink": ("AU45",),
    "closed eyes": ("AU43",),
}
"""Channels that close the lids; a take's first kind counts."""
CLOSED: dict[str, float] = {ARKIT: 0.5, MEDIAPIPE: 0.45}
"""Scale of a take's strengths -> value from which the lids count as closed. MediaPipe's scores
seldom reach 1, and rise when somebody looks down."""
OPEN_AGAIN = 0.7
"""Share of that value below which they count as open again: noise at the threshold is one blink."""
LONGEST_BLINK = 0.5
"""Seconds; whoever closes the eyes for longer does not blink."""
USUALLY_OPEN = 0.15
"""What lids that are open measure: where they stay above it, by that much less counts as closed."""
_ASLEEP = 0.65
"""Lids that rest above this are closed, and do not blink."""
_AROUND = 1.5
"""Seconds before and after, in which the lids are open for some time, however often one blinks."""
_OPEN_SHARE = 20
"""Percent of that time, at the least."""
_LATEST = 1.5
"""Steps of the recording's rate after which a row is missing, not late."""


class Gap(NamedTuple):
    """Seconds of the last sample with a face and of the next; at the ends of a take its own."""

    start: float
    end: float


def blinks(take: Take) -> list[float]:
    """Seconds at which lids are most closed; both eyes count as their mean."""
    lids = _lids(take)
    if lids is None:
        return []
    lids = _above_rest(take.times, lids)
    return closures(take.times, lids, CLOSED.get(take.scale, CLOSED[ARKIT]))


def _lids(take: Take) -> np.ndarray | None:
    """(n,) how closed the lids are, NaN where unknown; None where the take does not say."""
    for channels in LIDS.values():
        columns = [take.names.index(name) for name in channels if name in take.names]
        if columns:
            values = take.values[:, columns]
            measured = ~np.isnan(values)
            total = np.where(measured, values, 0).sum(axis=1)
            count = measured.sum(axis=1)
            return np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return None


def _above_rest(times: np.ndarray, lids: np.ndarray) -> np.ndarray:
    """(n,) how closed lids are beyond how they rest about that time, 1 being closed as before.

    Lids that rest at 0.55, as tired ones or those of somebody who looks down, are 0.4 above what is
    usual; a blink to 0.9 then is (0.9 - 0.4) / (1 - 0.4) = 0.83.
    """
    moments = np.arange(times[0], times[-1] + 1)
    rests = np.zeros(len(moments))
    for index, moment in enumerate(moments):
        first, last = np.searchsorted(times, (moment - _AROUND, moment + _AROUND))
        around = lids[first:last]
        seen = around[~np.isnan(around)]
        if len(seen):
            rests[index] = np.percentile(seen, _OPEN_SHARE)
    rests[rests > _ASLEEP] = 0
    rest = np.interp(times, moments, rests) - USUALLY_OPEN
    rest = np.maximum(rest, 0)
    return (lids - rest) / (1 - rest)


def closures(times: np.ndarray, lids: np.ndarray, closed: float) -> list[float]:
    """Seconds of the peaks of blinks.

    times: (n,) seconds, increasing. lids: (n,) how closed, NaN where unknown. closed: value from
    which they are. Lids that are closed when the take begins or ends, or a face goes, do not blink.
    """
    peaks = []
    start = None
    for index, value in enumerate(lids):
        if np.isnan(value):
            start = None
        elif start is None:
            # Closing is seen only after the lids were open.
            was_open = index > 0 and lids[index - 1] < closed
            start = index if value >= closed and was_open else None
        elif value < closed * OPEN_AGAIN:
            if times[index - 1] - times[start] <= LONGEST_BLINK:
                peaks.append(float(times[start + np.argmax(lids[start:index])]))
            start = None
    return peaks


def gaps(take: Take) -> list[Gap]:
    """When no face was seen: samples without one, and rows that the recorder left out."""
    has_face = take.has_face
    seen = take.times[has_face]
    if not len(seen):
        return [Gap(float(take.times[0]), float(take.times[-1]))]
    found = []
    if not has_face[0]:
        found.append(Gap(float(take.times[0]), float(seen[0])))
    rows = np.flatnonzero(has_face)
    is_late = np.diff(seen) > _LATEST / take.fps
    skips_rows = np.diff(rows) > 1
    for place in np.flatnonzero(is_late | skips_rows):
        found.append(Gap(float(seen[place]), float(seen[place + 1])))
    if not has_face[-1]:
        found.append(Gap(float(seen[-1]), float(take.times[-1])))
    return found
