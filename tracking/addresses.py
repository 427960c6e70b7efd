"""Where samples are sent to."""

from argparse import ArgumentTypeError
from typing import NamedTuple

_THIS_COMPUTER = "127.0.0.1"
_LAST_PORT = 65_535


class Address(NamedTuple):
    """A host by its name or number, and a port there."""

    host: str
    port: int


def address(text: str) -> Address:
    """HOST:PORT, or a port of this computer. Raises ArgumentTypeError.

    >>> address("9000")
    Address(host='127.0.0.1', port=9000)
    """
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) <= _LAST_PORT:
        raise ArgumentTypeError(f"{text!r} is no address such as {_THIS_COMPUTER}:9000")
    return Address(host or _THIS_COMPUTER, int(port))
