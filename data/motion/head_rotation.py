"""Head pose: from Pitch, Yaw and Roll to rotations in Blender's axes."""

import numpy as np


def head_rotation(head: np.ndarray) -> np.ndarray:
    """Rotations (n, 3, 3) for heads (n, 3) of Pitch, Yaw, Roll in radians.

    Positive looks up, turns to the subject's right, tilts to the subject's right. Pitch is applied
    first, then yaw, then roll. For a face toward -Y with Z up and the subject's left at +X these
    turn about -X, -Z and -Y.
    """
    # Positive angles turn about the negative axes.
    angles = -np.asarray(head, np.float64)
    pitch, yaw, roll = angles.T
    about_x = _about(pitch, 0)
    about_y = _about(roll, 1)
    about_z = _about(yaw, 2)
    # Of a product of matrices the last is applied first.
    return about_y @ about_z @ about_x


def _about(angle: np.ndarray, axis: int) -> np.ndarray:
    """Right-handed rotations (n, 3, 3) by radians (n,) about a coordinate axis, X is 0."""
    # The axes of the plane that turns, in right-handed order: for Y these are Z and X.
    first = (axis + 1) % 3
    second = (axis + 2) % 3
    cos = np.cos(angle)
    sin = np.sin(angle)
    matrix = np.zeros((len(angle), 3, 3))
    matrix[:, axis, axis] = 1
    matrix[:, first, first] = cos
    matrix[:, second, second] = cos
    matrix[:, second, first] = sin
    matrix[:, first, second] = -sin
    return matrix


def head_angles(rotations: np.ndarray) -> np.ndarray:
    """Pitch, Yaw, Roll (n, 3) in radians of rotations (n, 3, 3): what `head_rotation` undoes."""
    yaw = np.arcsin(np.clip(rotations[:, 1, 0], -1, 1))
    pitch = np.arctan2(-rotations[:, 1, 2], rotations[:, 1, 1])
    roll = np.arctan2(-rotations[:, 2, 0], rotations[:, 0, 0])
    return -np.stack([pitch, yaw, roll], axis=1)
