"""The protocols by which faces come, and which of them a packet speaks."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ..errors import LiveError
from ..protocols import AUTOMATIC, KNOWN
from . import ifacialmocap, json_lines, livelink, vmc
from .frame import Frame
from .osc import is_osc

Decode: TypeAlias = Callable[[bytes], list[Frame]]
"""From a packet to the frames that end with it. Raises LiveError and nothing else."""


class Protocol(NamedTuple):
    """title, port: as in KNOWN. make: its decoder anew, which may keep what packets before have
    told.
    """

    title: str
    port: int
    make: Callable[[], Decode]


def _single(decode: Callable[[bytes], Frame]) -> Callable[[], Decode]:
    """For protocols whose packets hold a frame each."""
    return lambda: lambda packet: [decode(packet)]


def _osc() -> Decode:
    return vmc.OscFrames().frames


def _automatic() -> Decode:
    osc = vmc.OscFrames()

    def decode(packet: bytes) -> list[Frame]:
        if is_osc(packet):
            return osc.frames(packet)
        if packet.startswith(b"{"):
            return [json_lines.decode(packet)]
        if livelink.is_livelink(packet):
            return [livelink.decode(packet)]
        if ifacialmocap.is_ifacialmocap(packet):
            return [ifacialmocap.decode(packet)]
        raise LiveError(f"a packet of {len(packet)} bytes is of no protocol that is known here")

    return decode


_MAKERS = {
    AUTOMATIC: _automatic,
    "LIVELINK": _single(livelink.decode),
    "IFACIALMOCAP": _single(ifacialmocap.decode),
    "VMC": _osc,
    "VRCHAT": _osc,
    "JSON": _single(json_lines.decode),
}
PROTOCOLS = {name: Protocol(*known, _MAKERS[name]) for name, known in KNOWN.items()}
"""By the ids of KNOWN."""
