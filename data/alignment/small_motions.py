"""How a shape starts to move when it is turned, moved and scaled, and what that explains."""

import numpy as np


def small_motions(mesh: np.ndarray) -> np.ndarray:
    """How a mesh (p, 3) starts to move, (7, p, 3): along the axes, about them, and growing."""
    axes = np.eye(3)
    from_middle = mesh - mesh.mean(axis=0)
    along = [np.broadcast_to(axis, mesh.shape) for axis in axes]
    about = [np.cross(axis, from_middle) for axis in axes]
    return np.stack([*along, *about, from_middle])


def without_motions(shapes: np.ndarray, rest: np.ndarray, anchors: list[int]) -> np.ndarray:
    """What is left of small displacements (m, p, 3) of a mesh (p, 3) once it was aligned by its
    anchors, indices (a,): less the motion of the whole that takes the anchors back best.
    """
    motions = small_motions(rest)
    of_anchors = motions[:, anchors].reshape(len(motions), -1).T
    displaced = shapes[:, anchors].reshape(len(shapes), -1).T
    amounts, *_others = np.linalg.lstsq(of_anchors, displaced, rcond=None)
    return shapes - np.tensordot(amounts.T, motions, 1)
