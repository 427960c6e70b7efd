"""How a stream flows: how much comes, what is lost on the way, and how unevenly it arrives."""

from collections import Counter, deque
from typing import NamedTuple

import numpy as np

from .recording import Received

_SECOND = 1.0
_MOST_A_SECOND = 20_000
"""Arrivals that are remembered for a rate."""
_STEPS = 64
"""Of a sender's count that are looked at."""
_FEWEST_STEPS = 8
_BROKEN = 0.1
"""Share of the steps that go back from which on a count tells nothing."""
_NEW_START = 600
"""Steps at once: the sender began anew, or was away."""
_TRANSITS = 128
_LARGEST_JITTER = 5.0
"""Seconds: more is a clock that leaps."""


class Flow(NamedTuple):
    """packets, frames: in the last second. lost: frames since the start, None where none can tell.

    jitter: seconds that a slow packet takes longer than a fast one; None without a clock.
    """

    packets: int
    frames: int
    lost: int | None
    jitter: float | None


class Traffic:
    """Watches one sender."""

    def __init__(self) -> None:
        self._packets: deque[float] = deque(maxlen=_MOST_A_SECOND)
        self._frames: deque[float] = deque(maxlen=_MOST_A_SECOND)
        self._steps: deque[int] = deque(maxlen=_STEPS)
        self._transits: deque[float] = deque(maxlen=_TRANSITS)
        self._number: int | None = None
        self._lost = 0

    def note_packet(self, arrived: float) -> None:
        """A packet came, whatever it holds."""
        self._packets.append(arrived)

    def note_frame(self, received: Received) -> None:
        """A frame came."""
        frame = received.frame
        self._frames.append(received.arrived)
        if frame.time is not None:
            self._transits.append(received.arrived - frame.time)
        if frame.number is not None:
            self._count(frame.number)

    def packets(self, now: float) -> int:
        """How many came in the last second."""
        return _within(self._packets, now)

    def flow(self, now: float) -> Flow:
        """As it is at a moment of the clock of arrivals."""
        return Flow(
            self.packets(now),
            _within(self._frames, now),
            self._lost if self._is_counted() else None,
            self._jitter(),
        )

    def _count(self, number: int) -> None:
        """Senders count each frame, or skip as many each time."""
        former = self._number
        self._number = number
        if former is None:
            return
        step = number - former
        self._steps.append(step)
        usual = self._usual_step()
        if usual and 0 < step <= usual * _NEW_START:
            self._lost += round(step / usual) - 1

    def _usual_step(self) -> int:
        """0 as long as there are too few."""
        forward = Counter(step for step in self._steps if step > 0)
        if forward.total() < _FEWEST_STEPS:
            return 0
        return forward.most_common(1)[0][0]

    def _is_counted(self) -> bool:
        if len(self._steps) < _FEWEST_STEPS:
            return False
        back = sum(step <= 0 for step in self._steps)
        return back <= _BROKEN * len(self._steps)

    def _jitter(self) -> float | None:
        # Who counts wrongly has no clock either.
        is_broken = bool(self._steps) and not self._is_counted()
        if is_broken or len(self._transits) < _FEWEST_STEPS:
            return None
        fast, slow = np.quantile(list(self._transits), (0, 0.95))
        jitter = float(slow - fast)
        return jitter if jitter < _LARGEST_JITTER else None


def _within(moments: deque[float], now: float) -> int:
    """How many were in the last second; older ones are forgotten."""
    while moments and moments[0] < now - _SECOND:
        moments.popleft()
    return len(moments)
