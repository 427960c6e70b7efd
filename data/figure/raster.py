"""Drawings as pixels."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..pictures.triangles import pixels_inside
from .shapes import Anchor, Drawing, Line, Picture, Text

DPI = 300
"""Dots an inch, what journals ask of pictures."""

MILLIMETERS_AN_INCH = 25.4

_FINER = 4
"""Steps a pixel's side in which text is measured out."""

_NO_LENGTH = 1e-12
"""Least square of a line's length in pixels: a dot's would be divided by."""

Letters = Callable[[str, Anchor], np.ndarray]
"""A text and its anchor as triangles (n, 3, 2) in ems; y goes up from the baseline."""


def rasterize(
    drawing: Drawing,
    letters: Letters,
    dpi: float = DPI,
) -> np.ndarray:
    """Draw (h, w, 3) uint8, rows from the top, with soft edges."""
    scale = dpi / MILLIMETERS_AN_INCH
    height = round(drawing.height * scale)
    width = round(drawing.width * scale)
    ground = np.ones((height, width, 3), np.float32)
    for shape in drawing.shapes:
        if isinstance(shape, Picture):
            _put_picture(ground, shape, scale)
        elif isinstance(shape, Line):
            _stroke(ground, shape, scale)
        else:
            _write_text(
                ground=ground,
                text=shape,
                letters=letters,
                scale=scale,
            )
    # A half, because astype cuts fractions off.
    return (ground * 255 + 0.5).astype(np.uint8)


class _Window(NamedTuple):
    """Pixels (h, w) or (h, w, 3), a view into more; corner: column and row (2,) of the first."""

    pixels: np.ndarray
    corner: np.ndarray


def _put_picture(
    ground: np.ndarray,
    picture: Picture,
    scale: float,
) -> None:
    """Stretch a picture over whole pixels of the ground (h, w, 3), by the nearest of its own."""
    right = picture.x + picture.width
    bottom = picture.y + picture.height
    corners = np.array([(picture.x, picture.y), (right, bottom)])
    # To whole pixels: a picture's edge is sharp, and the next begins where this one ends.
    whole_corners = np.round(corners * scale)
    there = _window(ground, whole_corners, 0).pixels
    height, width, _ = there.shape
    own_height, own_width, _ = picture.pixels.shape
    rows = np.arange(height) * own_height // height
    columns = np.arange(width) * own_width // width
    stretched = picture.pixels[rows][:, columns]
    there[:] = stretched / np.float32(255)


def _stroke(
    ground: np.ndarray,
    line: Line,
    scale: float,
) -> None:
    """Draw a line with round joins on the ground (h, w, 3).

    How far a pixel's center is from the line tells how much of the pixel it covers.
    """
    points = line.points * scale
    width = line.width * scale
    reach = width / 2 + 0.5  # beyond it, no part of a pixel is pixels_inside
    there = _window(ground, points, reach)
    height, width_there, _ = there.pixels.shape
    cover = np.zeros((height, width_there), np.float32)
    most = min(width, 1)  # a line thinner than a pixel covers none whole
    # From here on, a pixel's center has whole coordinates, and 0, 0 is the window's first.
    points = points - there.corner - 0.5
    for start, end in pairwise(points):
        part = _window(cover, np.stack([start, end]), reach)
        distance = _distances(part, start, end)
        share = np.clip(reach - distance, 0, most)
        # The greatest, not the sum: where two pieces meet, no pixel is pixels_inside twice.
        np.maximum(part.pixels, share, out=part.pixels)
    _blend(there.pixels, cover, line.color)


def _distances(
    window: _Window,
    start: np.ndarray,
    end: np.ndarray,
) -> np.ndarray:
    """Distances (h, w) of a window's pixels from the straight line between two points (2,)."""
    height, width = window.pixels.shape
    left, top = window.corner
    columns = np.arange(left, left + width)
    rows = np.arange(top, top + height)[:, None]
    x = columns - start[0]
    y = rows - start[1]
    across, down = end - start
    square = max(across**2 + down**2, _NO_LENGTH)
    # The nearest point of the line, as a share of the way along it: the ends are round because
    # shares before its start and after its end count as the start and the end.
    along = (x * across + y * down) / square
    along = np.clip(along, 0, 1)
    beside = x - along * across
    below = y - along * down
    return np.hypot(beside, below)


def _write_text(
    ground: np.ndarray,
    text: Text,
    letters: Letters,
    scale: float,
) -> None:
    """Fill a text's letters on the ground (h, w, 3)."""
    triangles = letters(text.text, text.anchor)
    # Down the page, as y goes everywhere else.
    flipped = triangles * (1, -1)
    shapes = flipped * text.size
    if text.turned:
        # A quarter turn, so that x goes up: (x, y) -> (y, -x).
        swapped = shapes[..., ::-1]
        shapes = swapped * (1, -1)
    origin = np.array((text.x, text.y))
    placed = (shapes + origin) * scale
    _fill(ground, placed, text.color)


def _fill(
    ground: np.ndarray,
    triangles: np.ndarray,
    color: str,
) -> None:
    """Fill triangles (n, 3, 2), in pixels, on the ground (h, w, 3).

    How much of a pixel they cover is counted on a finer grid, so that edges between the triangles
    of a letter do not show.
    """
    if not len(triangles):  # a space
        return
    there = _window(ground, triangles.reshape(-1, 2), 0)
    height, width, _ = there.pixels.shape
    fine_height = height * _FINER
    fine_width = width * _FINER
    is_filled = np.zeros((fine_height, fine_width), bool)
    # The half: `pixels_inside` gives a pixel's center whole coordinates.
    fine_triangles = (triangles - there.corner) * _FINER - 0.5
    for corners in fine_triangles:
        rows, columns, _ = pixels_inside(corners, fine_width, fine_height)
        is_filled[rows, columns] = True
    blocks = is_filled.reshape(height, _FINER, width, _FINER)
    cover = blocks.mean(axis=(1, 3))
    _blend(there.pixels, cover, color)


def _window(
    ground: np.ndarray,
    points: np.ndarray,
    reach: float,
) -> _Window:
    """The part of the ground (h, w) or (h, w, 3) that holds points (n, 2).

    reach: how many pixels beyond the points it holds.
    """
    height, width = ground.shape[:2]
    size = (width, height)
    first = np.floor(points.min(axis=0) - reach)
    last = np.ceil(points.max(axis=0) + reach)
    # Whatever lies off the page is not drawn.
    corner = first.astype(int).clip(0, size)
    end = last.astype(int).clip(0, size)
    left, top = corner
    right, bottom = end
    pixels = ground[top:bottom, left:right]
    return _Window(pixels, corner)


def _blend(
    there: np.ndarray,
    cover: np.ndarray,
    color: str,
) -> None:
    """Mix a color into pixels (h, w, 3), as much as `cover` (h, w) says of each."""
    rest = _rgb(color) - there
    there += cover[..., None] * rest


def _rgb(color: str) -> np.ndarray:
    """#rrggbb as (3,) float32 from 0 to 1."""
    digits = color.removeprefix("#")
    levels = np.frombuffer(bytes.fromhex(digits), np.uint8)
    return levels / np.float32(255)
