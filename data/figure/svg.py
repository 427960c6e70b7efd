"""Drawings as SVG, with text that stays text."""

import base64
from xml.sax.saxutils import escape, quoteattr

from ..pictures.png import encode_png
from .shapes import Drawing, Line, Picture, Text

_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def svg(drawing: Drawing) -> str:
    """A whole file, whose user unit is the millimeter."""
    size = f"{_mm(drawing.width)} {_mm(drawing.height)}"
    width, height = size.split()
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}mm" height="{height}mm" viewBox="0 0 {size}" '
        f"font-family={quoteattr(_FONT)}>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *map(_shape, drawing.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _shape(shape: Line | Text | Picture) -> str:
    if isinstance(shape, Line):
        points = " ".join(f"{_mm(x)},{_mm(y)}" for x, y in shape.points)
        return (
            f'<polyline points="{points}" fill="none" stroke="{shape.color}" '
            f'stroke-width="{_mm(shape.width)}" stroke-linejoin="round" stroke-linecap="round"/>'
        )
    x, y = _mm(shape.x), _mm(shape.y)
    if isinstance(shape, Text):
        turn = f' transform="rotate(-90 {x} {y})"' if shape.turned else ""
        return (
            f'<text x="{x}" y="{y}" font-size="{_mm(shape.size)}" fill="{shape.color}" '
            f'text-anchor="{shape.anchor}"{turn}>{escape(shape.text)}</text>'
        )
    content = base64.b64encode(encode_png(shape.pixels)).decode()
    return (
        f'<image x="{x}" y="{y}" width="{_mm(shape.width)}" height="{_mm(shape.height)}" '
        f'preserveAspectRatio="none" xlink:href="data:image/png;base64,{content}"/>'
    )


def _mm(length: float) -> str:
    return f"{round(float(length), 3) + 0.0:g}"
