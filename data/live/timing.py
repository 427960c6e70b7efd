"""When the frames of a recording were: by the sender's clock, or by an even one behind arrivals."""

from typing import NamedTuple

import numpy as np

_DAY = 86_400.0
"""Seconds: clocks that tell the time of day begin anew."""
_MOST_WITH_TIME = 0.9
"""Share of the frames that have to have a time."""
_FEW_BACK = 0.05
"""Share of the steps that may go back: packets overtake each other, broken clocks leap."""
_DRIFT = 0.05
"""Share by which a sender's clock may go too fast or too slow."""
_LATE = 0.5
"""Seconds that a network may add to the length of a recording."""
_ON_TIME = 0.5
"""Of a step: a packet this close to where it is expected tells where the next ones are."""
_FOLLOWING = 0.1
"""Share of a deviation by which expectation follows."""
_DOUBT = 0.25
"""Of a step: how much more than half of one a packet has to be early to be of the slot before."""
_EVEN = 0.3
"""Of a step: half of the packets come this close to an even clock's, if there is one."""
_FITS = 4
_HELD_UP = 3.0
"""Times the usual deviation."""
_SAME = 1e-4
"""Seconds: closer than that no clock of arrivals tells."""
_FEWEST = 8
"""Frames from which an even clock is told."""


class Timing(NamedTuple):
    """order: (m,) indices of the frames in the order of their times, without any that came twice.

    times: (m,) seconds, increasing, from 0. clock: which clock they are of, for people.
    """

    order: np.ndarray
    times: np.ndarray
    clock: str


def timing_of(arrived: np.ndarray, sent: np.ndarray) -> Timing:
    """The times of frames by when they arrived (n,) and were sent (n,), seconds; n at least 1.

    sent: NaN where the sender told no time. A clock of the sender's that goes as ours does is
    taken at its word. Else packets that came at an even pace are put on an even clock, which takes
    the network's jitter away and leaves what was lost as gaps; uneven ones stay as they arrived.
    """
    by_sender = _by_sender(arrived, sent)
    if by_sender is not None:
        return by_sender
    order = np.argsort(arrived, kind="stable")
    arrived = arrived[order]
    even = _even_times(arrived)
    if even is not None:
        return Timing(order, even, "arrival, at an even pace")
    # Of several at one moment the last is the newest.
    is_last = np.append(np.diff(arrived) > 0, True)
    times = arrived[is_last]
    return Timing(order[is_last], times - times[0], "arrival")


def _by_sender(arrived: np.ndarray, sent: np.ndarray) -> Timing | None:
    """By the sender's clock; None where there is none, or it goes otherwise than ours."""
    known = np.flatnonzero(np.isfinite(sent))
    if len(known) < _MOST_WITH_TIME * len(sent) or not len(known):
        return None
    times = _over_midnight(sent[known])
    if not _goes_as(times, arrived[known]):
        return None
    order = np.argsort(times, kind="stable")
    times = times[order]
    is_last = np.append(np.diff(times) > 0, True)
    times = times[is_last]
    return Timing(known[order[is_last]], times - times[0], "the sender's")


def _over_midnight(times: np.ndarray) -> np.ndarray:
    """Times of day that go on behind midnight."""
    leaps = np.diff(times) < -_DAY / 2
    days = np.concatenate([[0], np.cumsum(leaps)])
    return times + _DAY * days


def _goes_as(times: np.ndarray, arrived: np.ndarray) -> bool:
    """Whether a clock goes on, and as fast as ours."""
    if len(times) < 2:
        return True
    back = np.count_nonzero(np.diff(times) < 0)
    if back > _FEW_BACK * len(times) + 1:
        return False
    length = times.max() - times.min()
    ours = arrived.max() - arrived.min()
    return bool(abs(length - ours) <= _LATE + _DRIFT * ours)


def _even_times(arrived: np.ndarray) -> np.ndarray | None:
    """Times (n,) on an even clock for arrivals (n,), increasing; None for uneven ones."""
    if len(arrived) < _FEWEST:
        return None
    step = _step_of(arrived)
    if step <= 0:
        return None
    slots = _slots(arrived, step)
    # Over the whole length the pace is told far better than by single steps.
    pace = _line(slots, arrived).pace
    # Once more: a pace that is off by little is off by a slot at the end.
    slots = _slots(arrived, pace)
    line = _line(slots, arrived)
    if line.pace <= 0 or line.deviation > _EVEN * line.pace:
        return None
    return line.pace * slots


class _Line(NamedTuple):
    """pace: seconds a slot. deviation: seconds that half of the packets are closer than."""

    pace: float
    deviation: float


def _line(slots: np.ndarray, arrived: np.ndarray) -> _Line:
    """The line through arrivals (n,) in their slots, but for those that a stall held up."""
    used = np.ones(len(slots), bool)
    pace = 0.0
    deviation = 0.0
    for _ in range(_FITS):
        pace, start = np.polyfit(slots[used], arrived[used], 1)
        late = arrived - (start + pace * slots)
        late -= np.median(late)
        deviation = float(np.median(np.abs(late)))
        used = np.abs(late) <= _HELD_UP * deviation + _SAME
    return _Line(float(pace), deviation)


def _step_of(arrived: np.ndarray) -> float:
    """Seconds between packets: the median of the steps that are not those of a burst."""
    steps = np.diff(arrived)
    mean = (arrived[-1] - arrived[0]) / len(steps)
    usual = steps[steps > mean / 4]
    return float(np.median(usual)) if len(usual) else 0.0


def _slots(arrived: np.ndarray, step: float) -> np.ndarray:
    """The slot (n,) of an even clock in which each packet was sent.

    Packets come late and never early. Looking back from those that came later, several at once
    after a stall find the slots that they were sent in; what no packet is left for was lost.
    """
    slots = np.zeros(len(arrived), np.int64)
    expected = arrived[-1]
    for index in range(len(arrived) - 2, -1, -1):
        early = (expected - arrived[index]) / step
        # A slot too few is noticed at the next packet, one too many never.
        back = max(1, round(early - _DOUBT))
        slots[index] = slots[index + 1] - back
        expected -= back * step
        late = arrived[index] - expected
        if abs(late) < _ON_TIME * step:
            expected += _FOLLOWING * late
    return slots - slots[0]
