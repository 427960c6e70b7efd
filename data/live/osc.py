"""Open Sound Control 1.0 and 1.1: datagrams as messages, bundles within bundles among them.

Of arguments only numbers and texts are kept, all others are None in their place.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from ..errors import LiveError

Argument: TypeAlias = float | str | None

_BUNDLE = b"#bundle\0"
_TIME_TAG = 8
"""Bytes. Bundles are played when they come, as all receivers of faces do."""
_MOST_MESSAGES = 4096
"""Of a datagram, which has room for twice as many empty ones."""
_DEEPEST = 8
"""Bundles within bundles."""
_INT = struct.Struct(">i")
_NUMBERS = {
    "i": _INT,
    "f": struct.Struct(">f"),
    "h": struct.Struct(">q"),
    "d": struct.Struct(">d"),
}
_BYTES = {"t": 8, "c": 4, "r": 4, "m": 4}
"""Lengths of arguments that are passed over."""
_NOTHING = "NI[]"
"""Arguments and signs that have no bytes, and of which nothing is wanted."""
_TRUTH = {"T": 1.0, "F": 0.0}


class Message(NamedTuple):
    """address: such as /VMC/Ext/Blend/Val."""

    address: str
    arguments: tuple[Argument, ...]


def is_osc(packet: bytes) -> bool:
    """Whether a packet begins as a bundle or a message does."""
    return packet.startswith((_BUNDLE, b"/"))


def messages_of(packet: bytes) -> list[Message]:
    """All messages of a datagram, in their order. Raises LiveError."""
    messages: list[Message] = []
    for message in _messages(packet, 0):
        messages.append(message)
        if len(messages) > _MOST_MESSAGES:
            raise LiveError("OSC: too many messages in a packet")
    return messages


def _messages(packet: bytes, depth: int) -> Iterator[Message]:
    if not packet.startswith(_BUNDLE):
        yield _message(packet)
        return
    if depth > _DEEPEST:
        raise LiveError("OSC: bundles within too many bundles")
    place = len(_BUNDLE) + _TIME_TAG
    if place > len(packet):
        raise LiveError("OSC: a bundle is cut off")
    while place < len(packet):
        start = place + _INT.size
        (length,) = _unpack(_INT, packet, place)
        place = start + length
        if length <= 0 or place > len(packet):
            raise LiveError("OSC: an element does not fit its bundle")
        yield from _messages(packet[start:place], depth + 1)


def _message(packet: bytes) -> Message:
    address, place = _text(packet, 0)
    if not address.startswith("/"):
        raise LiveError("OSC: a message has no address")
    # Old senders leave the types away where there are no arguments.
    if place >= len(packet):
        return Message(address, ())
    types, place = _text(packet, place)
    if not types.startswith(","):
        raise LiveError(f"OSC: {address[:60]!r} does not tell the types of its arguments")
    arguments: list[Argument] = []
    for kind in types[1:]:
        argument, place = _argument(kind, packet, place)
        arguments.append(argument)
    return Message(address, tuple(arguments))


def _argument(kind: str, packet: bytes, place: int) -> tuple[Argument, int]:
    """One argument, and where the next begins. Raises LiveError."""
    if kind in _NUMBERS:
        layout = _NUMBERS[kind]
        (number,) = _unpack(layout, packet, place)
        return float(number), place + layout.size
    if kind in ("s", "S"):
        return _text(packet, place)
    if kind in _TRUTH:
        return _TRUTH[kind], place
    if kind in _NOTHING:
        return None, place
    if kind == "b":
        (length,) = _unpack(_INT, packet, place)
        if length < 0:
            raise LiveError("OSC: an argument of less than no bytes")
        end = place + _INT.size + _padded(length)
    elif kind in _BYTES:
        end = place + _BYTES[kind]
    else:
        raise LiveError(f"OSC: {kind!r} is no type of an argument")
    if not place <= end <= len(packet):
        raise LiveError("OSC: an argument is cut off")
    return None, end


def _text(packet: bytes, place: int) -> tuple[str, int]:
    """A text that ends with a zero, and where what follows its padding begins."""
    end = packet.find(b"\0", place)
    if end < 0:
        raise LiveError("OSC: a text has no end")
    try:
        text = packet[place:end].decode("utf-8")
    except UnicodeDecodeError:
        raise LiveError("OSC: a text is not UTF-8") from None
    length = end - place + 1
    return text, place + _padded(length)


def _padded(length: int) -> int:
    """Bytes that are a multiple of four."""
    return (length + 3) // 4 * 4


def _unpack(layout: struct.Struct, packet: bytes, place: int) -> tuple:
    if place + layout.size > len(packet):
        raise LiveError("OSC: a message is cut off")
    return layout.unpack_from(packet, place)
