"""iFacialMocap over UDP, both versions of its text: names with percentages, then angles.

    eyeBlink_L-12|jawOpen-25|..|=head#11.46,17.19,5.73,0,0,0|rightEye#0,0,0|leftEye#0,0,0|
    eyeBlink_L&12|jawOpen&-3|..|=head#..

Neither has a clock. Which it is, the sign behind the names tells.
"""

import re

import numpy as np

from ..errors import LiveError
from ..protocols import KNOWN
from ..takes.head_conventions import head_from_file
from .frame import Frame, check_names, plain_values
from .naming import channels_of

TITLE = KNOWN["IFACIALMOCAP"].title
PORT = KNOWN["IFACIALMOCAP"].port
"""Where phones listen, and where they send to."""
GREETING = b"iFacialMocap_sahuasouryya9218sauhuiayeta91555dy3719|sendDataVersion=v2"
"""What asks a phone to send to whoever asked, by the app's page for developers."""
_PERCENT = 100.0
_SHAPE = re.compile(r"([A-Za-z_]{1,64})[-&](-?[0-9.eE+-]{1,32})")
_PARTS = re.compile(r"[|=]")
_HEAD = "head#"
_STATUS = "trackingStatus"
_NO_CHANNELS = (_STATUS, "hapihapi")
"""What stands among the shapes and is none: whether a face is seen, and a laugh."""


def is_ifacialmocap(packet: bytes) -> bool:
    """Whether a packet is text with this format's separators."""
    return b"|" in packet and (b"#" in packet or b"&" in packet or b"-" in packet)


def decode(packet: bytes) -> Frame:
    """Raises LiveError for what is no packet of iFacialMocap."""
    try:
        text = packet.decode("utf-8")
    except UnicodeDecodeError:
        raise LiveError(f"{TITLE}: a packet is no text") from None
    shapes: dict[str, float] = {}
    head = None
    for part in _PARTS.split(text):
        if part.startswith(_HEAD):
            head = _head(part.removeprefix(_HEAD))
        # Eyes turn by their channels; what else stands there is for other programs.
        elif shape := _SHAPE.fullmatch(part.strip()):
            shapes[shape[1]] = _number(shape[2]) / _PERCENT
    is_seen = shapes.get(_STATUS, 1) > 0
    for name in _NO_CHANNELS:
        shapes.pop(name, None)
    if not shapes:
        raise LiveError(f"{TITLE}: a packet holds no shape such as jawOpen-25")
    check_names(tuple(shapes))
    values = plain_values(shapes.values())
    if not is_seen:
        values[:] = np.nan
    channels = channels_of(tuple(shapes), values)
    return Frame(channels.names, channels.values, head if is_seen else None)


def _head(text: str) -> np.ndarray | None:
    """(3,) radians of pitch, yaw and roll in degrees before the position. Raises LiveError."""
    cells = text.split(",", maxsplit=3)[:3]
    if len(cells) < 3:
        raise LiveError(f"{TITLE}: {len(cells)} angles of the head, where three belong")
    degrees = np.array([_number(cell) for cell in cells])
    if not np.isfinite(degrees).all():
        return None
    angles, _reason = head_from_file(degrees[np.newaxis], "arkit", unit="degrees")
    return plain_values(angles[0])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise LiveError(f"{TITLE}: {text[:20]!r} is no number") from None
