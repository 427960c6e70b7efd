"""How a take becomes curves: every choice that a user has, and the chain that follows them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..channels import POSE, names, region_of
from ..errors import TakeError
from ..takes.take import Take
from .signal import (
    amplify,
    calibrate,
    fill_gaps,
    mirrored,
    mirrored_head,
    neutral_of_frame,
    neutral_of_percentile,
    open_gaps,
    resample,
    smooth,
    spare_regions,
)

_ROUNDING = 1e-3
"""Frames: a face that comes in this close after a frame has it."""


@dataclass(frozen=True)
class Settings:
    """The chain's settings, in the order of its steps. By default a take stays as it was recorded.

    longest_gap: seconds without a face that are bridged linearly.
    long_gaps: "hold" the face in longer ones, or "ease" it to neutral.
    neutral: "off", "frame" or "percentile": what is subtracted from every channel.
    neutral_frame, neutral_percent: which.
    neutral_eyes: subtract from the eyes as well.
    gains: factor of channels and regions; a channel's goes before its region's.
    limits: (low, high) of channels and regions.
    smoothing: seconds of the filter, 0 for none.
    mirror: exchange left and right.
    speed: 2 plays twice as fast. start, end: seconds of the take; None for its own.
    regions: the only ones to key; empty for all.
    bound: millimeters within which keys may be dropped, 0 to keep one a frame.
    """

    longest_gap: float = 1.0
    long_gaps: str = "hold"
    neutral: str = "off"
    neutral_frame: int = 0
    neutral_percent: float = 5.0
    neutral_eyes: bool = False
    gains: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    smoothing: float = 0.0
    mirror: bool = False
    speed: float = 1.0
    start: float | None = None
    end: float | None = None
    regions: frozenset[str] = frozenset()
    bound: float = 0.0


@dataclass(frozen=True, eq=False)
class Frames:
    """Channels on whole frames: values (n, k) float32 of names; offset of the first, in frames."""

    names: tuple[str, ...]
    values: np.ndarray
    offset: int


def take_to_frames(take: Take, settings: Settings, columns: Sequence[str], fps: float) -> Frames:
    """The columns that a take has, head pose included, through the whole chain onto frames.

    Channels without a single sample are left out, and so are those of other regions than the
    settings name. fps: frames a second of the scene.
    """
    take, settings = _with_gaps(take, settings)
    channels = [name for name in columns if name in take.names and _is_wanted(name, settings)]
    values = take.values[:, [take.names.index(name) for name in channels]]
    measured = np.asarray(~np.isnan(values).all(axis=0))
    channels = [name for name, has in zip(channels, measured, strict=True) if has]
    values = values[:, measured]
    if settings.mirror:
        channels = list(mirrored(channels))
    if channels:
        values = _clean(take, values, channels, settings)
    pose = [name for name in names(POSE) if name in columns and _is_wanted(name, settings)]
    if take.head is not None and pose:
        head = mirrored_head(take.head) if settings.mirror else take.head
        head = fill_gaps(take.times, head, settings.longest_gap, settings.long_gaps)
        head = amplify(head, names(POSE), settings.gains, settings.limits)
        head = smooth(head, names(POSE), take.fps, settings.smoothing)
        values = np.concatenate(
            [values, head[:, [names(POSE).index(name) for name in pose]]], axis=1
        )
        channels += pose
    start, end, offset = _part(take, settings, fps)
    frames = resample(take.times, values, fps, settings.speed, start, end)
    return Frames(tuple(channels), frames, offset)


def _with_gaps(take: Take, settings: Settings) -> tuple[Take, Settings]:
    """The take with rows of NaN where the recorder left some out, and settings that fit it."""
    times, rows = open_gaps(take.times, take.fps, settings.longest_gap)
    if len(times) == len(take.times):
        return take, settings

    def spread(table: np.ndarray) -> np.ndarray:
        spread = np.full((len(times), table.shape[1]), np.nan, np.float32)
        spread[rows] = table
        return spread

    head = None if take.head is None else spread(take.head)
    neutral = int(rows[min(settings.neutral_frame, len(rows) - 1)])
    return (
        replace(take, times=times, values=spread(take.values), head=head),
        replace(settings, neutral_frame=neutral),
    )


def _part(take: Take, settings: Settings, fps: float) -> tuple[float, float, int]:
    """In and out point in seconds, and the frame of the first: a face that comes in late starts on
    a whole frame of its file's clock, in sync with the others.
    """
    first, last = float(take.times[0]), float(take.times[-1])
    end = last if settings.end is None else min(settings.end, last)
    start, offset = settings.start, 0
    if start is None:
        offset = math.ceil(first * fps / settings.speed - _ROUNDING)
        start = min(offset * settings.speed / fps, last)
    if end < start:
        raise TakeError(
            f"{take.source.name}: ends at {end:.3f} s, before the in point at {start:.3f} s; "
            "choose an earlier one"
        )
    return start, end, offset


def _is_wanted(name: str, settings: Settings) -> bool:
    return not settings.regions or region_of(name) in settings.regions


def _clean(
    take: Take, values: np.ndarray, channels: Sequence[str], settings: Settings
) -> np.ndarray:
    if np.isnan(values).any():
        values = fill_gaps(take.times, values, settings.longest_gap, settings.long_gaps)
    if settings.neutral != "off":
        neutral = (
            neutral_of_frame(values, min(settings.neutral_frame, len(values) - 1))
            if settings.neutral == "frame"
            else neutral_of_percentile(values, settings.neutral_percent)
        )
        values = calibrate(
            values, neutral if settings.neutral_eyes else spare_regions(neutral, channels)
        )
    if settings.gains or settings.limits:
        values = amplify(values, channels, settings.gains, settings.limits)
    return smooth(values, channels, take.fps, settings.smoothing)
