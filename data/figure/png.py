"""PNG files, the same bytes for the same pixels."""

import struct
import zlib

import numpy as np

_METERS_AN_INCH = 0.0254


def png(pixels: np.ndarray, dpi: float = 0) -> bytes:
    """Encode (h, w, 3) uint8, rows from the top; with a resolution unless dpi is 0."""
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with its filter, none
    lines[:, 1:] = pixels.reshape(height, -1)
    per_meter = round(dpi / _METERS_AN_INCH)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_meter, per_meter, 1)) if dpi else b"",
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(
        f">I4s{len(content)}sI", len(content), kind, content, zlib.crc32(kind + content)
    )
