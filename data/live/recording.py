"""What came while it was recorded, as a take."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..bundled import ARKIT, MEDIAPIPE
from ..channels import ACTION_UNITS
from ..channels import names as names_of
from ..errors import LiveError
from ..takes.clocks import measured_rate
from ..takes.head_rotations import without_turns
from ..takes.take import Take
from ..takes.translation import scale_of
from ..takes.writers import WRITERS, Writer
from .frame import Frame
from .timing import timing_of

MOST_FRAMES = 1_000_000
"""Of a recording: more than four hours at 60 a second."""
_ONE_MOMENT = 1 / 120
"""Seconds within which packets that do not say where a frame ends are one."""


class Received(NamedTuple):
    """arrived: seconds of this machine's clock, from any origin."""

    frame: Frame
    arrived: float


class Recorder:
    """Keeps frames in the order in which they come."""

    def __init__(self) -> None:
        self.frames: list[Received] = []

    @property
    def is_full(self) -> bool:
        """Whether no more frames are kept."""
        return len(self.frames) >= MOST_FRAMES

    def keep(self, received: Received) -> None:
        """Keep one frame; what is not whole goes in the place of another of the same moment."""
        if not received.frame.is_whole and self.frames:
            last = self.frames[-1]
            if received.arrived - last.arrived < _ONE_MOMENT:
                self.frames[-1] = Received(received.frame, last.arrived)
                return
        if not self.is_full:
            self.frames.append(received)


def take_of(received: Sequence[Received], source: Path, title: str) -> Take:
    """The frames of one stream as a take, lost ones as gaps. Raises LiveError without a face.

    source: the file that it will be in. title: of its protocol.
    """
    if not received:
        raise LiveError("Nothing came while it was recorded; does the sender send to this port?")
    frames = [each.frame for each in received]
    names = tuple(dict.fromkeys(name for frame in frames for name in frame.names))
    values = _table(frames, names)
    if np.isnan(values).all():
        raise LiveError("No face was seen while it was recorded")
    sent = [np.nan if frame.time is None else frame.time for frame in frames]
    order, times, clock = timing_of(
        np.array([each.arrived for each in received]),
        np.array(sent, np.float64),
    )
    return Take(
        names=names,
        times=times,
        values=values[order],
        head=_head_of(frames, order),
        fps=measured_rate(times),
        source=source,
        format=title,
        clock=clock,
        head_reason="radians",
        scale=scale_of(names),
    )


def _table(frames: Sequence[Frame], names: Sequence[str]) -> np.ndarray:
    """(n, k) float32 of all names, NaN where a frame lacks one."""
    shape = (len(frames), len(names))
    values = np.full(shape, np.nan, np.float32)
    columns_of: dict[tuple[str, ...], list[int]] = {}
    column_of = {name: column for column, name in enumerate(names)}
    for row, frame in enumerate(frames):
        columns = columns_of.get(frame.names)
        if columns is None:
            columns = [column_of[name] for name in frame.names]
            columns_of[frame.names] = columns
        values[row, columns] = frame.values
    return values


def _head_of(frames: Sequence[Frame], order: np.ndarray) -> np.ndarray | None:
    """(m, 3) float32 of the frames in this order, NaN where one lacks it; None without any."""
    if all(frame.head is None for frame in frames):
        return None
    head = np.full((len(frames), 3), np.nan, np.float32)
    for row, frame in enumerate(frames):
        if frame.head is not None:
            head[row] = frame.head
    return without_turns(head[order]).astype(np.float32)


def writer_for(take: Take) -> Writer:
    """The format of a file that keeps a take's strengths and holds most of its channels."""
    if not set(take.names).isdisjoint(names_of(ACTION_UNITS)):
        return WRITERS["PYFEAT"]
    formats = {ARKIT: "LIVELINK", MEDIAPIPE: "MEDIAPIPE"}
    return WRITERS[formats[take.scale]]
