"""Live Link Face over UDP: Epic's app on a phone, and programs that send as it does.

Everything is big-endian: the version (1 byte), the device's id and the subject's name (each a
length of 4 bytes and UTF-8), the frame's number (4) and its fraction (float), frames a second as
numerator and denominator (4 each), a count (1 byte) and as many floats. A packet without a count
says that no face is seen.
"""

import math
import struct
from functools import cache

import numpy as np

from ..errors import LiveError
from ..protocols import KNOWN
from ..takes.head_conventions import head_from_file
from ..vocabularies import names_in_order
from .frame import Frame, plain_text, plain_values

TITLE = KNOWN["LIVELINK"].title
_VERSIONS = range(1, 7)
"""All of them have this layout."""
_LENGTH = struct.Struct(">i")
_CLOCK = struct.Struct(">ifii")
_LONGEST_TEXT = 255
"""Bytes of an id or a name."""
_COUNT = 61
"""52 blendshapes and 9 angles."""
_BLENDSHAPES = 52
_HEAD = [53, 52, 54]
"""Pitch, yaw and roll among the floats."""
_FASTEST = 1000
"""Frames a second."""


def is_livelink(packet: bytes) -> bool:
    """Whether a packet begins as these do: a version, and a length of an id."""
    has_version = len(packet) > 1 + _LENGTH.size and packet[0] in _VERSIONS
    return has_version and packet[1:4] == b"\0\0\0"


def decode(packet: bytes) -> Frame:
    """Raises LiveError for what is no packet of Live Link Face."""
    if not is_livelink(packet):
        raise LiveError(f"{TITLE}: a packet begins otherwise than with version 1 to 6")
    _device, place = _text(packet, 1)
    subject, place = _text(packet, place)
    source = plain_text(subject)
    values = _values(packet, place + _CLOCK.size)
    # Without a face the clock, too, may be missing.
    if values is None:
        unseen = np.full(_BLENDSHAPES, np.nan, np.float32)
        return Frame(_names(), unseen, source=source)
    number, fraction, numerator, denominator = _CLOCK.unpack_from(packet, place)
    time = None
    fps = numerator / denominator if denominator else 0.0
    if 0 < fps <= _FASTEST and math.isfinite(fraction):
        time = (number + fraction) / fps
    angles, _reason = head_from_file(values[np.newaxis, _HEAD], "arkit", unit="radians")
    return Frame(
        _names(),
        values[:_BLENDSHAPES],
        angles[0].astype(np.float32),
        time,
        source,
        number,
    )


@cache
def _names() -> tuple[str, ...]:
    return names_in_order("livelink")[:_BLENDSHAPES]


def _text(packet: bytes, place: int) -> tuple[str, int]:
    """A text and where what follows it begins. Raises LiveError."""
    start = place + _LENGTH.size
    if start > len(packet):
        raise LiveError(f"{TITLE}: a packet of {len(packet)} bytes is too short")
    (length,) = _LENGTH.unpack_from(packet, place)
    end = start + length
    if not 0 <= length <= _LONGEST_TEXT or end > len(packet):
        raise LiveError(f"{TITLE}: a name of {length} bytes does not fit its packet")
    # Names are shown and nothing else: one that is damaged is still a name.
    return packet[start:end].decode("utf-8", "replace"), end


def _values(packet: bytes, place: int) -> np.ndarray | None:
    """The floats (61,) behind their count; None where the packet ends before it.

    Raises LiveError.
    """
    if place >= len(packet):
        return None
    count = packet[place]
    if count == 0:
        return None
    held = len(packet) - place - 1
    if count != _COUNT or held != 4 * count:
        raise LiveError(f"{TITLE}: {count} values in {held} bytes, where 61 in 244 belong")
    floats = np.frombuffer(packet, ">f4", count, place + 1)
    return plain_values(floats)
