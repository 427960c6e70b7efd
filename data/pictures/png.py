"""PNG files: written with the same bytes for the same pixels, judged whole, rid of texts.

A file is a signature and chunks; a chunk is a length, a type, content and a checksum over both of
the latter. Numbers are big-endian. The format is that of ISO/IEC 15948.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"tIME")
"""Types of chunks that hold words or dates."""

# A chunk's length, type and checksum take four bytes each.
_FIELD = 4
_AROUND_CONTENT = 3 * _FIELD

# Of a header: samples of eight bits, red green blue, and the only methods that there are.
_BITS = 8
_RGB = 2
_DEFLATE = 0
_FILTER_BY_LINE = 0
_NOT_INTERLACED = 0

_BEST_COMPRESSION = 9
_METERS_AN_INCH = 0.0254
_UNIT_METER = 1
"""How a resolution says that it counts pixels a meter."""


class _Chunk(NamedTuple):
    """kind: its type. raw: all its bytes, cut off where the file is."""

    kind: bytes
    raw: bytes


def encode_png(pixels: np.ndarray, dpi: float = 0) -> bytes:
    """A file of pixels (h, w, 3) uint8 in sRGB, rows from the top; with a resolution in dots an
    inch unless dpi is 0.
    """
    height, width, _ = pixels.shape
    header = struct.pack(
        ">IIBBBBB",
        width,
        height,
        _BITS,
        _RGB,
        _DEFLATE,
        _FILTER_BY_LINE,
        _NOT_INTERLACED,
    )
    # Each line begins with the number of its filter: 0, none.
    lines = np.zeros((height, 1 + 3 * width), np.uint8)
    lines[:, 1:] = pixels.reshape(height, -1)
    chunks = [_chunk(b"IHDR", header)]
    if dpi:
        pixels_a_meter = round(dpi / _METERS_AN_INCH)
        resolution = struct.pack(">IIB", pixels_a_meter, pixels_a_meter, _UNIT_METER)
        chunks.append(_chunk(b"pHYs", resolution))
    chunks.append(_chunk(b"IDAT", zlib.compress(lines.tobytes(), _BEST_COMPRESSION)))
    chunks.append(_chunk(b"IEND", b""))
    return _SIGNATURE + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    """The bytes of a chunk."""
    length = struct.pack(">I", len(content))
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return length + kind + content + checksum


def is_whole(content: bytes) -> bool:
    """Whether a PNG is there to its last chunk, each with the right checksum."""
    if not content.startswith(_SIGNATURE):
        return False
    last_kind = b""
    for chunk in _chunks(content):
        checked = chunk.raw[_FIELD:-_FIELD]
        checksum = int.from_bytes(chunk.raw[-_FIELD:], "big")
        if zlib.crc32(checked) != checksum:
            return False
        last_kind = chunk.kind
    return last_kind == b"IEND"


def without_texts(content: bytes) -> bytes:
    """A whole PNG without its text chunks, to which renderers write times. Its pixels stay."""
    kept = [chunk.raw for chunk in _chunks(content) if chunk.kind not in _TEXTS]
    return _SIGNATURE + b"".join(kept)


def _chunks(content: bytes) -> Iterator[_Chunk]:
    """Each chunk of a file, the last one cut off where the file is."""
    start = len(_SIGNATURE)
    while start + _AROUND_CONTENT <= len(content):
        (length,) = struct.unpack_from(">I", content, start)
        end = start + length + _AROUND_CONTENT
        raw = content[start:end]
        kind = raw[_FIELD : 2 * _FIELD]
        yield _Chunk(kind, raw)
        start = end
