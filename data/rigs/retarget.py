"""A take on any mesh with shape keys: add up what drives each. And what turns its eyes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import ACTION_UNITS, BLENDSHAPES, names
from .bundled import action_units
from .rig import Link

LOOK_DEGREES = {"Up": 22.0, "Down": 28.0, "In": 30.0, "Out": 30.0}
"""How far an eye turns where its eyeLook channel is 1: its limits. ARKit gives no angles; these are
this project's choice.
"""


def _look_links() -> tuple[Link, ...]:
    """From eyeLook channels to radians of the angles LeftPitch, LeftYaw, RightPitch, RightYaw.

    Positive pitch looks up, positive yaw turns to the subject's right, as for the head.
    """
    links = []
    # The nose is to the right of the left eye, and to the left of the right one.
    for eye, toward_nose in (("Left", 1), ("Right", -1)):
        for angle, direction, sign in (
            ("Pitch", "Up", 1),
            ("Pitch", "Down", -1),
            ("Yaw", "In", toward_nose),
            ("Yaw", "Out", -toward_nose),
        ):
            channel = f"eyeLook{direction}{eye}"
            gain = sign * np.radians(LOOK_DEGREES[direction])
            links.append(Link(channel, eye + angle, gain))
    return tuple(links)


_LOOKS = _look_links()
EYE_CHANNELS = tuple(link.source for link in _LOOKS)
"""The channels that `eye_rotation` reads."""
_ANGLES = list(dict.fromkeys(link.target for link in _LOOKS))


@dataclass(frozen=True, eq=False)
class Retargeted:
    """values (n, m) float32 of the shape keys targets; dropped: channels that drive nothing."""

    targets: tuple[str, ...]
    values: np.ndarray
    dropped: tuple[str, ...]


def retarget(
    links: Iterable[Link],
    channels: Sequence[str],
    values: np.ndarray,
) -> Retargeted:
    """What the links make of channels: every target is the sum of gain * value + offset.

    values: (n, k), NaN where missing. A missing sample adds nothing, not even its offset; where
    none of a target's sources has one, the target is NaN. Targets without any source among the
    channels are left out. Nothing is clipped.
    """
    column = {name: index for index, name in enumerate(channels)}
    links = [link for link in links if link.source in column]
    targets = tuple(dict.fromkeys(link.target for link in links))
    # Each (k, m): what a channel adds to a target, and 1 where it drives it at all.
    gains = np.zeros((len(channels), len(targets)))
    offsets = np.zeros_like(gains)
    is_linked = np.zeros_like(gains)
    for link in links:
        place = (column[link.source], targets.index(link.target))
        gains[place] += link.gain
        offsets[place] += link.offset
        is_linked[place] = 1
    is_known = ~np.isnan(values)
    sums = np.where(is_known, values, 0) @ gains
    sums += is_known @ offsets
    sources_known = is_known @ is_linked
    sums[sources_known == 0] = np.nan
    used = {link.source for link in links}
    return Retargeted(
        targets=targets,
        values=sums.astype(np.float32),
        dropped=tuple(name for name in channels if name not in used),
    )


def as_blendshapes(
    channels: Sequence[str],
    values: np.ndarray,
) -> tuple[tuple[str, ...], np.ndarray]:
    """Action units as ARKit blendshapes, so that they play on the same rigs.

    values: (n, k) of the channels; names and values (n, m) are returned. Channels with a blendshape
    among them, or without an action unit, come back as they are; so do those that are no action
    unit.
    """
    units = set(names(ACTION_UNITS))
    has_units = not units.isdisjoint(channels)
    has_blendshapes = not set(names(BLENDSHAPES)).isdisjoint(channels)
    if has_blendshapes or not has_units:
        return tuple(channels), values
    shapes = retarget(action_units().links, channels, values)
    # A unit that drives nothing has no place beside the blendshapes.
    kept = [name for name in shapes.dropped if name not in units]
    columns = [channels.index(name) for name in kept]
    all_values = np.concatenate([shapes.values, values[:, columns]], axis=1)
    return (*shapes.targets, *kept), all_values


def eye_rotation(channels: Sequence[str], values: np.ndarray) -> np.ndarray:
    """How the eyes turn by their eyeLook channels, which count from 0 to 1.

    values: (n, k). Returns (n, 2, 2) float32 radians: the subject's left and right eye, each with
    Pitch (positive looks up) and Yaw (positive turns to the subject's right), as the head's; NaN
    where neither channel of an angle was measured.
    """
    looked = retarget(_LOOKS, channels, np.clip(values, 0, 1))
    shape = (len(values), len(_ANGLES))
    angles = np.full(shape, np.nan, np.float32)
    columns = [_ANGLES.index(target) for target in looked.targets]
    angles[:, columns] = looked.values
    return angles.reshape(-1, 2, 2)
