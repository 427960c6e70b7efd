"""How a take becomes curves: every choice that a user has, and the chain that follows them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np

from ..channels import POSE, names, region_of
from ..errors import TakeError
from ..takes.take import Take
from .gaps import LongGaps, fill_gaps, open_gaps
from .mirror import mirror_head, mirror_names
from .signal import (
    amplify,
    calibrate,
    neutral_of_frame,
    neutral_of_percentile,
    resample,
    smooth,
    spare_regions,
)

Neutral = Literal["off", "frame", "percentile"]
"""Where the neutral comes from: nowhere, a row of the take, or each channel's lower values."""

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
    long_gaps: LongGaps = "hold"
    neutral: Neutral = "off"
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
    """Channels on whole frames of the scene.

    values: (n, k) float32 of the channels `names`; a row each frame.
    offset: frames from where the take is put to the first row.
    """

    names: tuple[str, ...]
    values: np.ndarray
    offset: int


class _Channels(NamedTuple):
    """Samples on the way: values (n, k) of the channels `names`, a row each time of the take."""

    names: list[str]
    values: np.ndarray


class _Part(NamedTuple):
    """What of a take is shown. start, end: its seconds. offset: frames before the first."""

    start: float
    end: float
    offset: int


def take_to_frames(
    take: Take,
    settings: Settings,
    columns: Sequence[str],
    fps: float,
) -> Frames:
    """The columns that a take has, head pose included, through the whole chain onto frames.

    Channels without a single sample are left out, and so are those of other regions than the
    settings name. fps: frames a second of the scene. Raises TakeError where nothing is shown.
    """
    take, settings = _with_gaps(take, settings)
    wanted = [name for name in columns if _is_wanted(name, settings)]
    features = _features(take, settings, wanted)
    head = _head(take, settings, wanted)
    values = np.concatenate([features.values, head.values], axis=1)
    part = _part(take, settings, fps)
    return Frames(
        names=(*features.names, *head.names),
        values=resample(
            take.times,
            values,
            fps,
            settings.speed,
            part.start,
            part.end,
        ),
        offset=part.offset,
    )


def _is_wanted(name: str, settings: Settings) -> bool:
    """Whether the settings key a channel's region."""
    return not settings.regions or region_of(name) in settings.regions


def _with_gaps(take: Take, settings: Settings) -> tuple[Take, Settings]:
    """The take with rows of NaN where the recorder left some out, and settings that fit it."""
    times, rows = open_gaps(take.times, take.fps, settings.longest_gap)
    if len(times) == len(take.times):
        return take, settings

    def spread(table: np.ndarray) -> np.ndarray:
        """Rows (n, k) of the take at their places among all (m, k)."""
        shape = (len(times), table.shape[1])
        opened = np.full(shape, np.nan, np.float32)
        opened[rows] = table
        return opened

    head = None if take.head is None else spread(take.head)
    opened_take = replace(take, times=times, values=spread(take.values), head=head)
    # The user's row counts those of the file.
    neutral_row = min(settings.neutral_frame, len(rows) - 1)
    return opened_take, replace(settings, neutral_frame=int(rows[neutral_row]))


def _features(
    take: Take,
    settings: Settings,
    wanted: Sequence[str],
) -> _Channels:
    """The take's wanted channels but head pose, cleaned; values float32."""
    channels = [name for name in wanted if name in take.names]
    columns = [take.names.index(name) for name in channels]
    values = take.values[:, columns]
    is_measured = np.asarray(~np.isnan(values).all(axis=0))
    channels = [name for name, has in zip(channels, is_measured, strict=True) if has]
    values = values[:, is_measured]
    if settings.mirror:
        # The values stay where they are: it is their names that change sides.
        channels = list(mirror_names(channels))
    if channels:
        values = _clean(take, values, channels, settings)
    return _Channels(channels, values)


def _clean(
    take: Take,
    values: np.ndarray,
    channels: Sequence[str],
    settings: Settings,
) -> np.ndarray:
    """Values (n, k) of channels without gaps, neutral, scaled, clipped and smooth, float32."""
    if np.isnan(values).any():
        values = fill_gaps(take.times, values, settings.longest_gap, settings.long_gaps)
    if settings.neutral != "off":
        neutral = _neutral_of(values, settings)
        if not settings.neutral_eyes:
            neutral = spare_regions(neutral, channels)
        values = calibrate(values, neutral)
    if settings.gains or settings.limits:
        values = amplify(values, channels, settings.gains, settings.limits)
    return smooth(values, channels, take.fps, settings.smoothing)


def _neutral_of(values: np.ndarray, settings: Settings) -> np.ndarray:
    """(k,) of values (n, k), by the settings' frame or percentile."""
    if settings.neutral == "frame":
        # Another take of the same settings may be shorter.
        return neutral_of_frame(values, min(settings.neutral_frame, len(values) - 1))
    return neutral_of_percentile(values, settings.neutral_percent)


def _head(
    take: Take,
    settings: Settings,
    wanted: Sequence[str],
) -> _Channels:
    """The wanted angles of head pose, cleaned; no channels where the take has none.

    No neutral is subtracted: `calibrate` is for channels between 0 and 1.
    """
    pose = names(POSE)
    channels = [name for name in pose if name in wanted]
    if take.head is None or not channels:
        nothing = np.empty((len(take.times), 0), np.float32)
        return _Channels([], nothing)
    head = take.head
    if settings.mirror:
        head = mirror_head(head)
    head = fill_gaps(take.times, head, settings.longest_gap, settings.long_gaps)
    head = amplify(head, pose, settings.gains, settings.limits)
    head = smooth(head, pose, take.fps, settings.smoothing)
    columns = [pose.index(name) for name in channels]
    return _Channels(channels, head[:, columns])


def _part(
    take: Take,
    settings: Settings,
    fps: float,
) -> _Part:
    """What the settings show. A face that comes in late starts on a whole frame of its file's
    clock, in sync with the others.
    """
    first = float(take.times[0])
    last = float(take.times[-1])
    end = last
    if settings.end is not None:
        end = min(settings.end, last)
    if settings.start is None:
        first_frame = first * fps / settings.speed
        offset = math.ceil(first_frame - _ROUNDING)
        # A take shorter than a frame may have ended by then.
        start = min(offset * settings.speed / fps, last)
    else:
        offset = 0
        start = settings.start
    if end < start:
        raise TakeError(
            f"{take.source.name}: ends at {end:.3f} s, before the in point at {start:.3f} s; "
            "choose an earlier one"
        )
    return _Part(start, end, offset)
