"""How far errors of channels carry the vertices of a mesh, measured in a bound."""

from collections.abc import Iterator

import numpy as np

_BLOCK = 1 << 16
"""Vertices of frames computed at a time, so that they stay in the processor's cache."""
_PART = 512
"""Vertices of a frame computed at a time."""
_PRODUCT = 1 << 18
"""Multiplications in one product of matrices. Larger ones NumPy's library shares among threads,
which wait for one another far longer than they work where other programs keep processors busy.
"""
_IDLE_ERROR = 0.01
"""Units: how far a channel's curve may be off that is too weak for the mesh to tell."""
_MARGIN = 1e-4
"""Part of the bound set aside for the rounding of single precision."""


class ErrorMesh:
    """What errors of channels do to vertices, in units of the bound.

    shapes: (3, k, V) float32, each axis an array of its own to multiply with.
    reach: (k, V) distance by which a unit of a channel moves a vertex.
    limits: (k,) error of a channel alone that moves some vertex by the bound, or its idle error.
    is_idle: (k,) bool, channels of which a whole unit moves no vertex by the bound.
    """

    def __init__(self, shapes: np.ndarray, bound: float) -> None:
        """shapes: (k, V, 3) or (k, 3 V) meters per unit. bound: meters."""
        unit = bound * (1 - _MARGIN)
        vectors = shapes.reshape(len(shapes), -1, 3)
        scaled = vectors / unit
        by_axis = scaled.transpose(2, 0, 1)
        self.shapes = np.ascontiguousarray(by_axis, np.float32)
        self.reach = np.linalg.norm(scaled, axis=2)
        furthest = self.reach.max(axis=1)
        self.is_idle = furthest < 1
        # The maximum is for idle channels alone, which may not move anything at all.
        limits = 1 / np.maximum(furthest, 1)
        self.limits = np.where(self.is_idle, _IDLE_ERROR, limits)

    def worst(self, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per row of errors (f, k) the largest distance (f,) of a vertex, and which it is (f,)."""
        distances = np.empty(len(errors))
        vertices = np.empty(len(errors), int)
        for block in _blocks(len(errors), self.shapes):
            squares = squared_distances(errors[block], self.shapes)
            vertices[block] = squares.argmax(axis=1)
            distances[block] = np.sqrt(squares.max(axis=1))
        return distances, vertices

    def shares(self, errors: np.ndarray, vertices: np.ndarray) -> np.ndarray:
        """What each channel adds (f, k) to the way of one vertex (f,) a row of errors (f, k)."""
        # (f, k, 3): the way of that vertex by each channel; the sum over k is where it goes.
        shapes = self.shapes[:, :, vertices].transpose(2, 1, 0)
        ways = errors[:, :, None] * shapes
        return np.einsum("fki,fi->fk", ways, ways.sum(axis=1))


def are_within(errors: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """(f,) bool, whether errors (f, k) leave the vertices of shapes (3, k, V) within the bound."""
    is_within = np.empty(len(errors), bool)
    for block in _blocks(len(errors), shapes):
        squares = squared_distances(errors[block], shapes)
        is_within[block] = squares.max(axis=1) <= 1
    return is_within


def squared_distances(errors: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """(f, V) float32 of errors (f, k) and shapes (3, k, V)."""
    squares = np.empty((len(errors), vertices_of(shapes)), np.float32)
    for first in range(0, vertices_of(shapes), _PART):
        part = slice(first, first + _PART)
        x, y, z = _products(errors, shapes[:, :, part])
        x *= x
        y *= y
        z *= z
        x += y
        np.add(x, z, out=squares[:, part])
    return squares


def _products(errors: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """(3, f, V) float32 of errors (f, k) and shapes (3, k, V), in small products."""
    count = len(errors)
    channels, vertices = shapes.shape[1:]
    rows = max(1, _PRODUCT // (channels * vertices))
    rows = min(rows, count)
    # Groups of so many rows, of which the last one is filled up with zeros.
    groups = -(-count // rows)
    filled = np.zeros((groups * rows, channels), np.float32)
    filled[:count] = errors
    grouped = filled.reshape(groups, rows, channels)
    products = np.matmul(grouped, shapes[:, None])
    return products.reshape(3, -1, vertices)[:, :count]


def vertices_of(shapes: np.ndarray) -> int:
    """How many vertices shapes (3, k, V) move."""
    return shapes.shape[2]


def _blocks(count: int, shapes: np.ndarray) -> Iterator[slice]:
    """Cut `count` frames into pieces of which the processor's cache holds the vertices."""
    at_a_time = min(vertices_of(shapes), _PART)
    frames = max(1, _BLOCK // at_a_time)
    for first in range(0, count, frames):
        yield slice(first, first + frames)
