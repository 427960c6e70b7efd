"""The protocols by which faces come, as users know them; who decodes them: live/decoding.py."""

from typing import NamedTuple


class Known(NamedTuple):
    """title: for people. port: where its senders send to unless told."""

    title: str
    port: int


AUTOMATIC = "AUTO"
KNOWN = {
    AUTOMATIC: Known("Automatic", 11_111),
    "LIVELINK": Known("Live Link Face", 11_111),
    "IFACIALMOCAP": Known("iFacialMocap", 49_983),
    "VMC": Known("VMC (OSC)", 39_539),
    "VRCHAT": Known("VRChat parameters (OSC)", 9_000),
    "JSON": Known("JSON lines", 11_111),
}
"""By the id in Blender's interface and, in lower case, on the command line."""
