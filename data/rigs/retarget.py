"""A take on any mesh with shape keys: add up what drives each. And what turns its eyes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import ACTION_UNITS, BLENDSHAPES, EMOTIONS, names
from ..eye_channels import EYE_CHANNELS, LOOK_DEGREES
from .bundled import action_units, emotions
from .rig import Link, Rig


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
    row_of = {name: row for row, name in enumerate(channels)}
    links = [link for link in links if link.source in row_of]
    targets = tuple(dict.fromkeys(link.target for link in links))
    column_of = {name: column for column, name in enumerate(targets)}
    # Each (k, m): what a channel adds to a target, and 1 where it drives it at all.
    gains = np.zeros((len(channels), len(targets)))
    offsets = np.zeros_like(gains)
    is_linked = np.zeros_like(gains)
    for link in links:
        place = (row_of[link.source], column_of[link.target])
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


def channels_behind(
    links: Iterable[Link],
    targets: Sequence[str],
    values: np.ndarray,
) -> tuple[tuple[str, ...], np.ndarray]:
    """The channels that make shape keys what they are: `retarget` the other way round.

    values: (n, m) of the shape keys targets. Returns the channels of the links to any of them, and
    their values (n, k) float32: where several drive one, the smallest that do; where one drives
    several, those that come closest.
    """
    column_of = {name: column for column, name in enumerate(targets)}
    links = [link for link in links if link.target in column_of]
    sources = tuple(dict.fromkeys(link.source for link in links))
    row_of = {name: row for row, name in enumerate(sources)}
    gains = np.zeros((len(sources), len(targets)))
    offsets = np.zeros(len(targets))
    for link in links:
        column = column_of[link.target]
        gains[row_of[link.source], column] += link.gain
        offsets[column] += link.offset
    found = (values - offsets) @ np.linalg.pinv(gains)
    return sources, found.astype(np.float32)


def as_blendshapes(
    channels: Sequence[str],
    values: np.ndarray,
) -> tuple[tuple[str, ...], np.ndarray]:
    """Action units, or emotions by the action units that define them, as ARKit blendshapes, so that
    they play on the same rigs.

    values: (n, k) of the channels; names and values (n, m) are returned. Channels with a blendshape
    among them but for the gaze, or without an action unit and an emotion, come back as they are; so
    do those that are neither.
    """
    played = tuple(channels)
    if has_more_than_gaze(channels):
        return played, values
    units = set(names(ACTION_UNITS))
    feelings = set(names(EMOTIONS))
    if units.isdisjoint(channels) and not feelings.isdisjoint(channels):
        played, values = _through(emotions(), feelings, played, values)
    if not units.isdisjoint(played):
        played, values = _through(action_units(), units, played, values)
    return played, values


def has_more_than_gaze(channels: Iterable[str]) -> bool:
    """Whether there are blendshapes but for the gaze, which goes with action units as well: no unit
    moves an eye.
    """
    others = set(names(BLENDSHAPES)) - set(EYE_CHANNELS)
    return not others.isdisjoint(channels)


def _through(
    table: Rig,
    family: set[str],
    channels: Sequence[str],
    values: np.ndarray,
) -> tuple[tuple[str, ...], np.ndarray]:
    """Channels of a family (n, k) as what a table makes of them, the others as they are (n, m)."""
    made = retarget(table.links, channels, values)
    # One of the family that drives nothing has no place beside what the others drive.
    kept = [name for name in made.dropped if name not in family]
    columns = [channels.index(name) for name in kept]
    all_values = np.concatenate([made.values, values[:, columns]], axis=1)
    return (*made.targets, *kept), all_values


def shown_on(values: Mapping[str, float], columns: Collection[str]) -> dict[str, float]:
    """An expression's values on a model with these columns: as they are where any is a column of
    it, else as blendshapes.
    """
    if not set(values).isdisjoint(columns):
        return dict(values)
    row = np.array([list(values.values())], np.float64).reshape(1, -1)
    played, shown = as_blendshapes(tuple(values), row)
    return dict(zip(played, shown[0].tolist(), strict=True))


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
