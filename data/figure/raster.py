"""Drawings as pixels."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from ..pictures.triangles import pixels_inside
from .shapes import Drawing, Line, Picture

DPI = 300
MILLIMETERS_AN_INCH = 25.4
_FINER = 4
"""Steps a pixel's side in which text is measured out."""

Letters = Callable[[str, str], np.ndarray]
"""A text and its anchor as triangles (n, 3, 2) in ems; y goes up from the baseline."""


def rasterize(drawing: Drawing, letters: Letters, dpi: float = DPI) -> np.ndarray:
    """Draw (h, w, 3) uint8, rows from the top, with soft edges."""
    scale = dpi / MILLIMETERS_AN_INCH
    ground = np.ones((round(drawing.height * scale), round(drawing.width * scale), 3), np.float32)
    for shape in drawing.shapes:
        if isinstance(shape, Picture):
            _put(ground, shape, scale)
        elif isinstance(shape, Line):
            _stroke(ground, shape.points * scale, shape.width * scale, _rgb(shape.color))
        else:
            triangles = letters(shape.text, shape.anchor) * (1, -1) * shape.size
            if shape.turned:
                triangles = triangles[..., ::-1] * (1, -1)
            _fill(ground, (triangles + np.array((shape.x, shape.y))) * scale, _rgb(shape.color))
    return (ground * 255 + 0.5).astype(np.uint8)


def _rgb(color: str) -> np.ndarray:
    return np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / np.float32(255)


def _part(ground: np.ndarray, points: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """The pixels around points, as a view, and the column and row where they begin."""
    size = ground.shape[1::-1]
    low = np.clip(np.floor(points.min(axis=0) - reach).astype(int), 0, size)
    high = np.clip(np.ceil(points.max(axis=0) + reach).astype(int), 0, size)
    return ground[low[1] : high[1], low[0] : high[0]], low


def _blend(there: np.ndarray, cover: np.ndarray, rgb: np.ndarray) -> None:
    there += cover[..., None] * (rgb - there)


def _put(ground: np.ndarray, shape: Picture, scale: float) -> None:
    corners = np.array([[shape.x, shape.y], [shape.x + shape.width, shape.y + shape.height]])
    there, _ = _part(ground, np.round(corners * scale), 0)
    height, width = there.shape[:2]
    rows = np.arange(height) * len(shape.pixels) // height
    columns = np.arange(width) * shape.pixels.shape[1] // width
    there[:] = shape.pixels[rows][:, columns] / np.float32(255)


def _stroke(ground: np.ndarray, points: np.ndarray, width: float, rgb: np.ndarray) -> None:
    """A line with round joins: the distance of a pixel's center tells how much it covers."""
    reach = width / 2 + 0.5
    there, low = _part(ground, points, reach)
    cover = np.zeros(there.shape[:2], np.float32)
    points = points - low - 0.5
    for start, end in pairwise(points):
        part, (left, top) = _part(cover, np.stack([start, end]), reach)
        x = np.arange(left, left + part.shape[1]) - start[0]
        y = np.arange(top, top + part.shape[0])[:, None] - start[1]
        across, down = end - start
        along = (x * across + y * down) / max(across**2 + down**2, 1e-12)
        along = np.clip(along, 0, 1)
        distance = np.hypot(x - along * across, y - along * down)
        np.maximum(part, np.clip(reach - distance, 0, min(width, 1)), out=part)
    _blend(there, cover, rgb)


def _fill(ground: np.ndarray, triangles: np.ndarray, rgb: np.ndarray) -> None:
    """Triangles (n, 3, 2): how much of a pixel they cover is counted on a finer grid."""
    if not len(triangles):
        return
    there, low = _part(ground, triangles.reshape(-1, 2), 0)
    height, width = there.shape[:2]
    fine = np.zeros((height * _FINER, width * _FINER), bool)
    for corners in (triangles - low) * _FINER - 0.5:
        rows, columns, _ = pixels_inside(corners, width * _FINER, height * _FINER)
        fine[rows, columns] = True
    _blend(there, fine.reshape(height, _FINER, width, _FINER).mean(axis=(1, 3)), rgb)
