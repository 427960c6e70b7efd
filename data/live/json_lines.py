"""The project's own protocol, for everything else: one JSON object a datagram.

    {"v": 1, "source": "my tracker", "time": 12.35, "frame": 741, "face": 0,
     "channels": {"jawOpen": 0.42, "eyeBlinkLeft": 0.1},
     "head": {"pitch": 0.1, "yaw": -0.2, "roll": 0.0}}

`v` and `channels` have to be there. Time is in seconds of the sender's clock, `frame` counts its
frames, `face` tells several faces apart. Angles are radians: positive pitch looks up, yaw turns and
roll tilts to the subject's right. Names are understood as those of recordings.
"""

import json
import math
from typing import Any

import numpy as np

from ..errors import LiveError
from ..protocols import KNOWN
from .frame import Frame, check_names, plain_number, plain_text, plain_values
from .naming import channels_of

TITLE = KNOWN["JSON"].title
VERSION = 1
_ANGLES = ("pitch", "yaw", "roll")
_LARGEST_COUNT = 2**53
"""Of frames: what a float still tells from the next."""
_MOST_FACES = 64


def decode(packet: bytes) -> Frame:
    """Raises LiveError for what is no object of this protocol."""
    try:
        entry = json.loads(packet)
    # Nested too deeply, or a number too long, is no matter of a face either.
    except (ValueError, RecursionError):
        raise LiveError(f"{TITLE}: a packet is no JSON") from None
    if not isinstance(entry, dict) or not isinstance(entry.get("channels"), dict):
        raise LiveError(f'{TITLE}: a packet is no object with "channels"')
    version = entry.get("v")
    if version != VERSION or isinstance(version, bool):
        raise LiveError(f'{TITLE}: a packet\'s "v" is not {VERSION}')
    scores: dict[str, Any] = entry["channels"]
    check_names(tuple(scores))
    numbers = [plain_number(score, plain_text(name)) for name, score in scores.items()]
    channels = channels_of(tuple(scores), plain_values(numbers))
    source = entry.get("source", "")
    return Frame(
        channels.names,
        channels.values,
        _head(entry.get("head")),
        _time(entry),
        plain_text(source) if isinstance(source, str) else "",
        _whole(entry, "frame", _LARGEST_COUNT),
        face=_whole(entry, "face", _MOST_FACES) or 0,
    )


def _head(head: Any) -> np.ndarray | None:
    """(3,) float32 Pitch, Yaw, Roll; None unless all three are there. Raises LiveError."""
    if head is None:
        return None
    if not isinstance(head, dict):
        raise LiveError(f'{TITLE}: "head" is no object')
    angles = plain_values(plain_number(head.get(name), name) for name in _ANGLES)
    return angles if np.isfinite(angles).all() else None


def _time(entry: dict[str, Any]) -> float | None:
    time = plain_number(entry.get("time"), '"time"')
    return time if math.isfinite(time) else None


def _whole(entry: dict[str, Any], key: str, limit: int) -> int | None:
    """A count from 0 up to a limit, None where there is none. Raises LiveError."""
    number = plain_number(entry.get(key), f'"{key}"')
    if math.isnan(number):
        return None
    if not 0 <= number < limit or number != int(number):
        raise LiveError(f'{TITLE}: "{key}" is no whole number from 0 to {limit - 1}')
    return int(number)
