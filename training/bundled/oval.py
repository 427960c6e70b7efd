"""Where points of a head are as seen from the face's oval."""

from typing import NamedTuple

import numpy as np

_MIDDLE = np.array([0, 0.020, 0])
"""Of the head, in meters."""

_STRAIGHT = 1e-9
"""Least sine: right in front, all ways aside are one, and would be divided by 0."""


class OvalPlaces(NamedTuple):
    """For each point the oval's nearest edge.

    corner: (n,) its first corner. share: (n,) how far along. distance: (n,) in the points' unit.
    """

    corner: np.ndarray
    share: np.ndarray
    distance: np.ndarray


def flat_directions(points: np.ndarray) -> np.ndarray:
    """Directions of points (n, 3) from the middle of the head, as angles from the front (n, 2).

    In this plane the front is the origin, and the back of the head lies around everything: unlike
    seen from the front, the oval's inside holds the face alone.
    """
    direction = points - _MIDDLE
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    aside = direction[:, [0, 2]]
    ahead = -direction[:, 1:2]  # the front is -Y
    sine = np.linalg.norm(aside, axis=1, keepdims=True)
    sine = np.maximum(sine, _STRAIGHT)
    angle = np.arccos(ahead)
    return aside / sine * angle


def nearest_on_oval(points: np.ndarray, oval: np.ndarray) -> OvalPlaces:
    """Where on an oval (k, 3), which is closed, points (n, 3) are nearest."""
    following = np.roll(oval, -1, axis=0)
    ahead = following - oval
    square = (ahead**2).sum(-1)
    # Of each point, the nearest place on each edge: (n, k).
    offset = points[:, None] - oval
    along = (offset * ahead).sum(-1)
    share = np.clip(along / square, 0, 1)
    to_place = share[..., None] * ahead
    beside = offset - to_place
    distance = np.linalg.norm(beside, axis=2)
    corner = distance.argmin(axis=1)
    rows = np.arange(len(points))
    return OvalPlaces(
        corner=corner,
        share=share[rows, corner],
        distance=distance[rows, corner],
    )
