"""Left and right exchanged: names of channels, and head pose."""

from collections.abc import Iterable

import numpy as np

from ..channels import CHANNELS, Side

_WAYS = frozenset({"jawLeft", "jawRight", "mouthLeft", "mouthRight"})
"""Partners that are two ways of one motion: moved together, they cancel each other."""
_OTHER_SIDE: dict[Side, Side] = {"Left": "Right", "Right": "Left"}


def mirror_names(names: Iterable[str]) -> tuple[str, ...]:
    """The channels' partners on the other side; names without one, known or not, stay.

    Samples under these names show the face in a mirror, together with `mirror_head`.
    """
    return tuple(_PARTNERS.get(name, name) for name in names)


def twin_of(name: str) -> str | None:
    """The channel that does the same on the other side; None where there is none.

    >>> twin_of("mouthSmileLeft"), twin_of("jawLeft"), twin_of("jawOpen")
    ('mouthSmileRight', None, None)
    """
    return None if name in _WAYS else _PARTNERS.get(name)


def mirror_head(head: np.ndarray) -> np.ndarray:
    """Head pose (n, 3) of Pitch, Yaw, Roll in a mirror: yaw and roll change their signs."""
    return head * np.array([1, -1, -1], head.dtype)


def _partners() -> dict[str, str]:
    """Name -> name on the other side, for the channels of one side."""
    by_place = {}
    for channel in CHANNELS.values():
        place = (channel.region, channel.label, channel.side)
        by_place[place] = channel.name
    partners = {}
    for (region, label, side), name in by_place.items():
        if side:
            opposite = (region, label, _OTHER_SIDE[side])
            partners[name] = by_place[opposite]
    return partners


_PARTNERS = _partners()
