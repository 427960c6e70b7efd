"""What a user sets of a stream: neutral, gain and mirror, in this order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..channels import HARD_RANGE, POSE
from ..channels import names as names_of
from ..eye_channels import EYE_CHANNELS
from ..motion.mirror import mirror_head, mirror_names
from ..motion.signal import calibrate, spare_regions
from .frame import Frame

_ANGLES = names_of(POSE)


@dataclass(frozen=True)
class Adjustment:
    """gain: factor of all channels but the head's angles. mirror: exchange left and right.

    neutral: channel or angle -> the sender's value of a face at rest, looking ahead.
    head, eyes: follow the head pose, and where the eyes look.
    """

    gain: float = 1.0
    mirror: bool = False
    neutral: Mapping[str, float] = field(default_factory=dict)
    head: bool = True
    eyes: bool = True


def adjusted(frame: Frame, adjustment: Adjustment) -> Frame:
    """What is followed of a frame, with its neutral taken away, amplified and mirrored as told.

    Channels of the eyes keep their neutral, or a blink while it was taken would end all blinks.
    """
    neutral = adjustment.neutral
    names = frame.names
    values = frame.values
    head = frame.head if adjustment.head else None
    if not adjustment.eyes:
        kept = [index for index, name in enumerate(names) if name not in EYE_CHANNELS]
        names = tuple(names[index] for index in kept)
        values = values[kept]
    if neutral:
        rest = np.array([neutral.get(name, 0.0) for name in names], np.float32)
        values = calibrate(values[np.newaxis], spare_regions(rest, names))[0]
        if head is not None:
            head = head - np.array([neutral.get(name, 0.0) for name in _ANGLES], np.float32)
    if adjustment.gain != 1:
        values = np.clip(values * adjustment.gain, *HARD_RANGE).astype(np.float32)
    if adjustment.mirror:
        names = mirror_names(names)
        head = None if head is None else mirror_head(head)
    return replace(frame, names=names, values=values, head=head)


def neutral_of(frames: Sequence[Frame]) -> dict[str, float]:
    """Channel or angle -> mean of what frames of a face at rest have, at least one of them."""
    samples: dict[str, list[float]] = {}
    for frame in frames:
        for name, value in zip(frame.names, frame.values.tolist(), strict=True):
            samples.setdefault(name, []).append(value)
        if frame.head is not None:
            for name, angle in zip(_ANGLES, frame.head.tolist(), strict=True):
                samples.setdefault(name, []).append(angle)
    neutral: dict[str, float] = {}
    for name, values in samples.items():
        measured = [value for value in values if np.isfinite(value)]
        if measured:
            neutral[name] = float(np.mean(measured))
    return neutral
