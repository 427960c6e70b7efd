"""Samples as lines of JSON on UDP, one object a datagram: docs/tracking.md has the protocol."""

import json
import socket
from collections.abc import Iterable

from .addresses import Address
from .errors import TrackingError
from .landmarker import CHANNELS
from .samples import Sample

VERSION = 1
_DECIMALS = 5


def datagrams(source: str, sample: Sample) -> list[bytes]:
    """One for each person who is seen in a sample."""
    return [_datagram(source, sample, number) for number in sorted(sample.faces)]


def _datagram(source: str, sample: Sample, number: int) -> bytes:
    face = sample.faces[number]
    pitch, yaw, roll = _rounded(face.head)
    message = {
        "v": VERSION,
        "source": source,
        "time": round(sample.time, 6),
        "frame": sample.frame,
        "face": number,
        "channels": dict(zip(CHANNELS, _rounded(face.scores), strict=True)),
        "head": {"pitch": pitch, "yaw": yaw, "roll": roll},
        "position": _rounded(face.position),
    }
    # Without blanks it fits what networks carry in one piece, or nearly.
    text = json.dumps(message, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _rounded(numbers: Iterable[float]) -> list[float]:
    return [round(float(number), _DECIMALS) for number in numbers]


class Sender:
    """Sends to an address, whether anybody listens there or not. Use it as a context."""

    def __init__(self, receiver: Address) -> None:
        """Raises TrackingError for a host that nobody knows."""
        try:
            found = socket.getaddrinfo(*receiver, type=socket.SOCK_DGRAM)
        except OSError as error:
            raise TrackingError(
                f"--send: {receiver.host} is not known ({error.strerror}); give its number, such "
                "as 127.0.0.1"
            ) from error
        family, kind, protocol, _name, self._receiver = found[0]
        self._socket = socket.socket(family, kind, protocol)
        self.trouble = ""
        """Why something could not be sent, the latest reason."""

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def send(self, source: str, sample: Sample) -> None:
        """What the network refuses is lost, as what nobody reads."""
        for datagram in datagrams(source, sample):
            try:
                self._socket.sendto(datagram, self._receiver)
            except OSError as error:
                # A cable that is pulled must not end a recording.
                self.trouble = error.strerror or str(error)
