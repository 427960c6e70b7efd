"""Drawings as SVG, with text that stays text."""

import base64
from xml.sax.saxutils import escape, quoteattr

from ..pictures.png import encode_png
from .shapes import Drawing, Line, Picture, Shape, Text

_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
"""Journals ask for the first two; the third has Arial's widths where neither is installed."""


def svg(drawing: Drawing) -> str:
    """A whole file, whose user unit is the millimeter."""
    width = _mm(drawing.width)
    height = _mm(drawing.height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        # xlink: programs that journals use know no other way to name a picture.
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}" '
        f"font-family={quoteattr(_FONT)}>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *map(_element, drawing.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _element(shape: Shape) -> str:
    if isinstance(shape, Line):
        return _polyline(shape)
    if isinstance(shape, Text):
        return _text(shape)
    return _image(shape)


def _polyline(line: Line) -> str:
    corners = [f"{_mm(x)},{_mm(y)}" for x, y in line.points]
    points = " ".join(corners)
    # Round ends: a line without length is seen as a dot.
    return (
        f'<polyline points="{points}" fill="none" stroke="{line.color}" '
        f'stroke-width="{_mm(line.width)}" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _text(text: Text) -> str:
    x = _mm(text.x)
    y = _mm(text.y)
    turn = f' transform="rotate(-90 {x} {y})"' if text.turned else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{_mm(text.size)}" fill="{text.color}" '
        f'text-anchor="{text.anchor}"{turn}>{escape(text.text)}</text>'
    )


def _image(picture: Picture) -> str:
    """The pixels stand in the file itself, so that a figure is one file."""
    x = _mm(picture.x)
    y = _mm(picture.y)
    width = _mm(picture.width)
    height = _mm(picture.height)
    content = base64.b64encode(encode_png(picture.pixels)).decode()
    # preserveAspectRatio: rounded sizes are off by a hair, which must not become a gap.
    return (
        f'<image x="{x}" y="{y}" width="{width}" height="{height}" '
        f'preserveAspectRatio="none" xlink:href="data:image/png;base64,{content}"/>'
    )


def _mm(length: float) -> str:
    """Micrometers are enough, and keep the file the same where sums differ in their last bit."""
    rounded = round(float(length), 3) + 0.0  # + 0.0: never -0
    return f"{rounded:g}"
