"""PNG files as they are stored: chunks of a length, a type, content and a checksum."""

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"tIME")


def is_whole(content: bytes) -> bool:
    """Whether a PNG is there to its last chunk, each with the right checksum."""
    if not content.startswith(_SIGNATURE):
        return False
    last = b""
    for kind, chunk in _chunks(content):
        if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            return False
        last = kind
    return last == b"IEND"


def without_texts(content: bytes) -> bytes:
    """A whole PNG without its text chunks, to which renderers write times. Its pixels stay."""
    kept = (chunk for kind, chunk in _chunks(content) if kind not in _TEXTS)
    return b"".join((_SIGNATURE, *kept))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and bytes of each chunk, the last one cut off where the file is."""
    at = len(_SIGNATURE)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        end = at + length + 12  # length, type and checksum take four bytes each
        yield content[at + 4 : at + 8], content[at:end]
        at = end
