"""A take on any mesh with shape keys: find the keys of a rig, then add up what drives each."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import ACTION_UNITS, BLENDSHAPES, names, normalized_key
from . import Link, Rig, action_units, presets

LOOK_DEGREES = {"Up": 22.0, "Down": 28.0, "In": 30.0, "Out": 30.0}
"""How far an eye turns where its eyeLook channel is 1: its limits."""

_LOOKS = tuple(
    Link(f"eyeLook{direction}{eye}", eye + angle, sign * np.radians(LOOK_DEGREES[direction]))
    for eye, nose in (("Left", 1), ("Right", -1))  # the nose is to the right of the left eye
    for angle, direction, sign in (
        ("Pitch", "Up", 1),
        ("Pitch", "Down", -1),
        ("Yaw", "In", nose),
        ("Yaw", "Out", -nose),
    )
)
EYE_CHANNELS = tuple(link.source for link in _LOOKS)
_ANGLES = list(dict.fromkeys(link.target for link in _LOOKS))

_NUMBER = re.compile(r"\.(?=\d+$)")
_SIDE = re.compile(r"[._ -]+([LRlr])$|(?<=[a-z0-9])([LR])$")
_PREFIX = re.compile(r"[._ :|-]+")
_TELLING = 7
"""Latin letters from which a key is told by its end alone: `jawOpen` yes, `aa` no."""


def key_of(name: str) -> str:
    """normalized_key for shape keys: `jawL` is `jawLeft` too, and full width is half width.

    Blender's `.001` stays a part of the name.
    """
    name = unicodedata.normalize("NFKC", name).strip()
    if not name.isascii():
        return name.casefold()
    sides = {"l": "Left", "r": "Right"}
    sided = _SIDE.sub(lambda side: sides[(side[1] or side[2]).lower()], name)
    return normalized_key(_NUMBER.sub("_", sided)) or name


@dataclass(frozen=True)
class Fit:
    """A rig on one mesh.

    links: with targets as the mesh spells them.
    missing: channels of the rig without a key -> the unused key that comes closest, or "".
    unused: keys that nothing drives -> the missing channel that comes closest, or "".
    score: share of the rig's channels that drive a key.
    """

    links: tuple[Link, ...]
    missing: Mapping[str, str]
    unused: Mapping[str, str]
    score: float


def fit(rig: Rig, keys: Sequence[str]) -> Fit:
    """Find a rig's targets among a mesh's shape keys (without its basis), in any spelling.

    The very name goes first, then one that differs in spelling alone, then one that ends in it, as
    `head__eCTRLEyesClosedL` does.
    """
    links = _found(rig, _finder(keys))
    driven, reached = {link.target for link in links}, {link.source for link in links}
    wanted: dict[str, str] = {}
    for link in (*rig.links, *rig.otherwise):
        if link.source not in reached:
            wanted.setdefault(link.source, link.target)
    unused = [key for key in keys if key not in driven]
    return Fit(
        links,
        {source: _closest(target, unused) for source, target in wanted.items()},
        {key: _closest(key, wanted) for key in unused},
        len(reached) / len(rig.sources),
    )


def detect(keys: Sequence[str]) -> tuple[str, float]:
    """The preset of which most channels find a key, and the share of its channels that do.

    The number decides, not the share: a mesh with ARKit's names all but one and all of a short
    list besides is an ARKit mesh. Of equals the first counts; ("", 0.0) where none finds any.
    """
    find = _finder(keys)
    best, most, share = "", 0, 0.0
    for name, rig in presets().items():
        reached = len({link.source for link in _found(rig, find)})
        if reached > most:
            best, most, share = name, reached, reached / len(rig.sources)
    return best, share


def _finder(keys: Iterable[str]) -> Callable[[str], str | None]:
    exact = set(keys)
    whole: dict[str, str] = {}
    ends: dict[str, str] = {}
    for name in keys:
        whole.setdefault(key_of(name), name)
        for separator in _PREFIX.finditer(name):
            end = key_of(name[separator.end() :])
            if len(end) >= _TELLING or not end.isascii():
                ends.setdefault(end, name)

    def find(target: str) -> str | None:
        key = key_of(target)
        return target if target in exact else whole.get(key) or ends.get(key)

    return find


def _found(rig: Rig, find: Callable[[str], str | None]) -> tuple[Link, ...]:
    def found(links: Iterable[Link]) -> list[Link]:
        keys = [(link, find(link.target)) for link in links]
        return [Link(link.source, key, link.gain, link.offset) for link, key in keys if key]

    first = found(rig.links)
    reached = {link.source for link in first}
    return (*first, *(link for link in found(rig.otherwise) if link.source not in reached))


def _closest(name: str, candidates: Iterable[str]) -> str:
    by_key = {key_of(candidate): candidate for candidate in candidates}
    guesses = difflib.get_close_matches(key_of(name), by_key, n=1)
    return by_key[guesses[0]] if guesses else ""


@dataclass(frozen=True, eq=False)
class Retargeted:
    """values (n, m) float32 of the keys targets; dropped: channels that drive nothing."""

    targets: tuple[str, ...]
    values: np.ndarray
    dropped: tuple[str, ...]


def retarget(links: Iterable[Link], channels: Sequence[str], values: np.ndarray) -> Retargeted:
    """What the links make of channels: every target is the sum of gain * value + offset.

    values: (n, k), NaN where missing. A missing sample adds nothing, not even its offset; where
    none of a target's sources has one, the target is NaN. Targets without any source among the
    channels are left out. Nothing is clipped.
    """
    column = {name: index for index, name in enumerate(channels)}
    links = [link for link in links if link.source in column]
    targets = tuple(dict.fromkeys(link.target for link in links))
    gains, offsets, linked = np.zeros((3, len(channels), len(targets)))
    for link in links:
        place = column[link.source], targets.index(link.target)
        gains[place] += link.gain
        offsets[place] += link.offset
        linked[place] = 1
    known = ~np.isnan(values)
    sums = np.where(known, values, 0) @ gains + known @ offsets
    sums[known @ linked == 0] = np.nan
    used = {link.source for link in links}
    dropped = tuple(name for name in channels if name not in used)
    return Retargeted(targets, sums.astype(np.float32), dropped)


def as_blendshapes(
    channels: Sequence[str], values: np.ndarray
) -> tuple[tuple[str, ...], np.ndarray]:
    """Action units as ARKit blendshapes, so that they play on the same rigs.

    Channels with a blendshape among them, or without an action unit, come back as they are; so do
    those that are no action unit.
    """
    if not set(channels) & set(names(ACTION_UNITS)) or set(channels) & set(names(BLENDSHAPES)):
        return tuple(channels), values
    shapes = retarget(action_units().links, channels, values)
    kept = [name for name in shapes.dropped if name not in names(ACTION_UNITS)]
    rest = values[:, [channels.index(name) for name in kept]]
    return (*shapes.targets, *kept), np.concatenate([shapes.values, rest], axis=1)


def eye_rotation(channels: Sequence[str], values: np.ndarray) -> np.ndarray:
    """How the eyes turn by their eyeLook channels, which count from 0 to 1.

    values: (n, k). Returns (n, 2, 2) float32 radians: the subject's left and right eye, each with
    Pitch (positive looks up) and Yaw (positive turns to the subject's right), as the head's; NaN
    where neither channel of an angle was measured.
    """
    looked = retarget(_LOOKS, channels, np.clip(values, 0, 1))
    angles = np.full((len(values), len(_ANGLES)), np.nan, np.float32)
    angles[:, [_ANGLES.index(target) for target in looked.targets]] = looked.values
    return angles.reshape(-1, 2, 2)
