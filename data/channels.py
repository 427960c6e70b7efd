"""The one table of channels: every name, side, region, label and range derives from here."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

REGIONS = {
    "brows": "Brows",
    "eyes": "Eyes",
    "jaw": "Jaw",
    "mouth": "Mouth",
    "cheeks": "Cheeks and Nose",
    "emotions": "Emotions",
    "pose": "Head Pose",
    "other": "Other",
}
"""Region id -> title, in the order in which the panel shows them."""

HARD_RANGE = (-10.0, 10.0)
"""Recordings overshoot 0..1 and turn past a right angle; shape keys end at the same limits."""
SOFT_RANGE = (0.0, 1.0)
"""Where a slider of anything but head pose ends when it is dragged."""
SOFT_ANGLE = 0.785
"""Radians (45 degrees) to either side for a pose slider."""


Side = Literal["", "Left", "Right"]
"""Of the subject; "" for both or the middle."""


class Channel(NamedTuple):
    """One input of a model: a blendshape, action unit, emotion or head angle.

    Two channels with the same region and label and opposite sides are partners: the panel
    sets them side by side.

    region: an id in REGIONS.
    """

    name: str
    region: str
    label: str
    tip: str
    side: Side = ""


def _pair(
    name: str,
    region: str,
    label: str,
    tip: str,
) -> tuple[Channel, Channel]:
    """Partners, the left one first."""
    return (
        Channel(f"{name}Left", region, label, f"{tip}, on the subject's left", "Left"),
        Channel(f"{name}Right", region, label, f"{tip}, on the subject's right", "Right"),
    )


BLENDSHAPES: tuple[Channel, ...] = (
    Channel("_neutral", "other", "Neutral", "MediaPipe's score for a face at rest"),
    *_pair("browDown", "brows", "Down", "Lowers the brow"),
    Channel("browInnerUp", "brows", "Inner Up", "Raises the inner ends of both brows"),
    *_pair("browOuterUp", "brows", "Outer Up", "Raises the outer end of the brow"),
    Channel("cheekPuff", "cheeks", "Cheek Puff", "Blows up both cheeks"),
    *_pair("cheekSquint", "cheeks", "Cheek Squint", "Raises the cheek below the eye"),
    *_pair("eyeBlink", "eyes", "Blink", "Closes the lids"),
    *_pair("eyeLookDown", "eyes", "Look Down", "Turns the eye down"),
    *_pair("eyeLookIn", "eyes", "Look In", "Turns the eye toward the nose"),
    *_pair("eyeLookOut", "eyes", "Look Out", "Turns the eye away from the nose"),
    *_pair("eyeLookUp", "eyes", "Look Up", "Turns the eye up"),
    *_pair("eyeSquint", "eyes", "Squint", "Narrows the eye"),
    *_pair("eyeWide", "eyes", "Wide", "Opens the eye wide"),
    Channel("jawForward", "jaw", "Forward", "Pushes the jaw forward"),
    Channel("jawLeft", "jaw", "Sideways", "Moves the jaw to the subject's left", "Left"),
    Channel("jawOpen", "jaw", "Open", "Opens the jaw"),
    Channel("jawRight", "jaw", "Sideways", "Moves the jaw to the subject's right", "Right"),
    Channel("mouthClose", "mouth", "Close", "Keeps the lips together while the jaw opens"),
    *_pair("mouthDimple", "mouth", "Dimple", "Pulls the mouth corner back"),
    *_pair("mouthFrown", "mouth", "Frown", "Pulls the mouth corner down"),
    Channel("mouthFunnel", "mouth", "Funnel", "Opens the lips into a funnel"),
    Channel("mouthLeft", "mouth", "Sideways", "Moves the mouth to the subject's left", "Left"),
    *_pair("mouthLowerDown", "mouth", "Lower Down", "Lowers the lower lip"),
    *_pair("mouthPress", "mouth", "Press", "Presses the lips together"),
    Channel("mouthPucker", "mouth", "Pucker", "Purses the lips as for a kiss"),
    Channel("mouthRight", "mouth", "Sideways", "Moves the mouth to the subject's right", "Right"),
    Channel("mouthRollLower", "mouth", "Roll Lower", "Rolls the lower lip over the teeth"),
    Channel("mouthRollUpper", "mouth", "Roll Upper", "Rolls the upper lip over the teeth"),
    Channel("mouthShrugLower", "mouth", "Shrug Lower", "Pushes the lower lip up"),
    Channel("mouthShrugUpper", "mouth", "Shrug Upper", "Pushes the upper lip up"),
    *_pair("mouthSmile", "mouth", "Smile", "Pulls the mouth corner up and back"),
    *_pair("mouthStretch", "mouth", "Stretch", "Pulls the mouth corner outwards"),
    *_pair("mouthUpperUp", "mouth", "Upper Up", "Raises the upper lip"),
    *_pair("noseSneer", "cheeks", "Nose Sneer", "Wrinkles the nose"),
)
"""MediaPipe's 52 in MediaPipe's order, the order of a blendshape model's columns."""

ACTION_UNITS: tuple[Channel, ...] = (
    Channel("AU01", "brows", "AU01 Inner Up", "Inner brow raiser"),
    Channel("AU02", "brows", "AU02 Outer Up", "Outer brow raiser"),
    Channel("AU04", "brows", "AU04 Lower", "Brow lowerer"),
    Channel("AU05", "eyes", "AU05 Lid Raise", "Upper lid raiser"),
    Channel("AU06", "cheeks", "AU06 Cheek Raise", "Cheek raiser"),
    Channel("AU07", "eyes", "AU07 Tighten", "Lid tightener"),
    Channel("AU09", "cheeks", "AU09 Nose Wrinkle", "Nose wrinkler"),
    Channel("AU10", "mouth", "AU10 Upper Lip", "Upper lip raiser"),
    Channel("AU11", "cheeks", "AU11 Nasolabial", "Nasolabial deepener"),
    Channel("AU12", "mouth", "AU12 Smile", "Lip corner puller"),
    Channel("AU14", "mouth", "AU14 Dimple", "Dimpler"),
    Channel("AU15", "mouth", "AU15 Frown", "Lip corner depressor"),
    Channel("AU17", "jaw", "AU17 Chin Raise", "Chin raiser"),
    Channel("AU20", "mouth", "AU20 Stretch", "Lip stretcher"),
    Channel("AU23", "mouth", "AU23 Tighten", "Lip tightener"),
    Channel("AU24", "mouth", "AU24 Press", "Lip pressor"),
    Channel("AU25", "mouth", "AU25 Part", "Lips part"),
    Channel("AU26", "jaw", "AU26 Drop", "Jaw drop"),
    Channel("AU28", "mouth", "AU28 Suck", "Lip suck"),
    Channel("AU43", "eyes", "AU43 Close", "Eyes closed"),
)
"""py-feat's 20 action units in the order of an action-unit model's columns."""

MORE_UNITS: tuple[Channel, ...] = (
    Channel("AU16", "mouth", "AU16 Lower Lip", "Lower lip depressor"),
    Channel("AU18", "mouth", "AU18 Pucker", "Lip pucker"),
    Channel("AU27", "jaw", "AU27 Stretch", "Mouth stretch"),
    Channel("AU45", "eyes", "AU45 Blink", "Blink"),
)
"""What py-feat's models of version 3 have besides: 24 action units in all."""

# Ekman's six basic emotions and neutral, as the emotion classifiers of py-feat name them.
EMOTIONS: tuple[Channel, ...] = tuple(
    Channel(name, "emotions", name.title(), f"The face of {name}")
    for name in ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
)
"""The 7 of an emotion model, which may list them in another order."""

POSE: tuple[Channel, ...] = (
    Channel("Pitch", "pose", "Pitch", "Head pose: positive looks up"),
    Channel("Yaw", "pose", "Yaw", "Head pose: positive turns to the subject's right"),
    Channel("Roll", "pose", "Roll", "Head pose: positive tilts to the subject's right"),
)
"""Radians. They follow the features in every model."""

FAMILIES: dict[str, tuple[Channel, ...]] = {
    "blendshape": BLENDSHAPES,
    "au": ACTION_UNITS,
    "emotion": EMOTIONS,
}
"""A model's `feature_name` -> its channels."""

CHANNELS = {channel.name: channel for channel in chain(*FAMILIES.values(), MORE_UNITS, POSE)}
"""Name -> channel, all families and head pose."""

OTHER = "other"
"""Region of channels outside the table, such as tongueOut."""

TONGUE = "tongueOut"
"""ARKit's blendshape that no bundled model has."""

# Models and trackers name some emotions by the adjective, and OpenFace's blink is the closed eye.
_ALIASES = {
    "happy": "happiness",
    "sad": "sadness",
    "angry": "anger",
    "au45": "au43",
}

_SIDE = re.compile(r"[._ -]+([LRlr])$|(?<=[a-z0-9])([LR])$")
"""A side at the end, set apart (`jaw.l`) or by a capital alone (`jawL`)."""
_NEUTRAL = re.compile(r"(^|[._:|/ -])_neutral$")
"""MediaPipe's own, whatever stands before it."""
_ACTION_UNIT = re.compile(r"(?:au|actionunit)(\d\d?)")


def family_orders(feature_name: str) -> tuple[tuple[str, ...], ...]:
    """The orders of columns in which a family's models may have their features, the usual first."""
    usual = names(FAMILIES[feature_name])
    if feature_name != "au":
        return (usual,)
    # Version 3 has them by their numbers.
    all_units = sorted(names(ACTION_UNITS + MORE_UNITS))
    return usual, tuple(all_units)


def region_of(name: str) -> str:
    """The region's id of a channel, OTHER where the table does not have it."""
    if name not in CHANNELS:
        return OTHER
    return CHANNELS[name].region


def names(channels: Iterable[Channel]) -> tuple[str, ...]:
    """The channels' names, in their order."""
    return tuple(channel.name for channel in channels)


@lru_cache(maxsize=8192)
def normalized_key(name: str) -> str:
    """One spelling for all: `blendShapes.EyeBlinkLeft`, `eyeBlink_L`, `eye_blink_left` agree, and
    so do `AU1`, `au_01` and `Action Unit 1`.

    MediaPipe's `_neutral` and the emotion `Neutral` stay apart.
    """
    key = _plain_key(name)
    return _ALIASES.get(key, key)


def is_alias(name: str) -> bool:
    """Whether a channel is named by another word than the table's: `Happy`, `AU45`."""
    return _plain_key(name) in _ALIASES


def _plain_key(name: str) -> str:
    name = name.strip()
    if _NEUTRAL.search(name):
        return "_neutral"
    # The side first: in `eyeBlink.L` what follows the dot is not the name.
    name = _SIDE.sub(_side_in_full, name)
    # Then what stands before the last dot goes, a node's name in `blendShape1.eyeBlinkLeft`.
    own_name = name.rpartition(".")[2]
    key = re.sub(r"[^a-z0-9]", "", own_name.lower())
    unit = _ACTION_UNIT.fullmatch(key)
    if unit:
        return f"au{int(unit[1]):02}"
    return key


def _side_in_full(match: re.Match[str]) -> str:
    """Left for an L, Right for an R."""
    letter = match[1] or match[2]
    return "Left" if letter.lower() == "l" else "Right"


# The blink AU45 is read as AU43, also where a model has both.
_BY_KEY = {normalized_key(name): name for name in CHANNELS if not is_alias(name)}
_TONGUE_KEY = normalized_key(TONGUE)


def canonical_name(name: str) -> str | None:
    """The table's spelling of a channel that a file spells in its own way, if it is known."""
    return _BY_KEY.get(normalized_key(name))


def channel_name(name: str) -> str:
    """The name that a take gives to a channel: the table's, or the file's own as lowerCamel."""
    known = canonical_name(name)
    if known:
        return known
    if normalized_key(name) == _TONGUE_KEY:
        return TONGUE
    own_name = name.strip().rpartition(".")[2]
    return own_name[:1].lower() + own_name[1:]


# Not what ends in an angle or a number: eyeYaw turns, mouth3 may be a landmark.
_FACE_PART = re.compile(r"(brow|cheek|eye|jaw|lid|lip|mouth|nose|tongue)(?!.*(yaw|pitch|roll|\d)$)")


def is_face_part(name: str) -> bool:
    """Whether a name outside the table still looks like a blendshape's, as tongueOut does."""
    return _FACE_PART.match(normalized_key(name)) is not None


def rows_of(region: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of a region's panel: partners share one as (left, right), others stand alone."""
    return _rows(name for name in columns if CHANNELS[name].region == region)


def rows_matching(text: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of the channels whose name or label holds every word of a search."""
    words = text.lower().split()
    found = []
    for name in columns:
        searched = f"{name} {CHANNELS[name].label}".lower()
        if all(word in searched for word in words):
            found.append(name)
    return _rows(found)


def _rows(columns: Iterable[str]) -> list[tuple[str, ...]]:
    """Rows of a panel in the order of their first channels."""
    rows: dict[tuple[str, str], list[Channel]] = {}
    for name in columns:
        channel = CHANNELS[name]
        place = (channel.region, channel.label)
        rows.setdefault(place, []).append(channel)
    found = []
    for row in rows.values():
        # "Left" comes before "Right" in the alphabet, too.
        left_first = sorted(row, key=lambda channel: channel.side)
        found.append(names(left_first))
    return found
