"""Closed bodies of vertices and polygons, from which teeth, tongue and lashes are made."""

from typing import NamedTuple

import numpy as np


class Solid(NamedTuple):
    """vertices: (n, 3). faces: corners of each polygon, counter-clockwise seen from outside."""

    vertices: np.ndarray
    faces: list[list[int]]


def mirror_x(solid: Solid) -> Solid:
    """The solid on the other side of x = 0, its polygons still outwards."""
    return Solid(
        vertices=solid.vertices * (-1, 1, 1),
        faces=turn_inside_out(solid.faces),
    )


def turn_inside_out(faces: list[list[int]]) -> list[list[int]]:
    """Polygons with their corners the other way round."""
    return [face[::-1] for face in faces]


def tube_faces(rings: int, around: int) -> list[list[int]]:
    """Quads between closed rings of `around` vertices, which are numbered ring after ring."""
    faces = []
    for ring in range(rings - 1):
        first = ring * around
        for place in range(around):
            here = first + place
            # The last vertex of a ring is beside its first one.
            beside = first + (place + 1) % around
            above = here + around
            above_beside = beside + around
            faces.append([here, above, above_beside, beside])
    return faces


def end_faces(rings: int, around: int) -> list[list[int]]:
    """The polygons that close both ends of a tube, outwards as `tube_faces`."""
    first = list(range(around))
    last_ring = (rings - 1) * around
    last = [last_ring + place for place in reversed(range(around))]
    return [first, last]
