"""Head pose from quaternions and matrices, as trackers write them, to a file's three angles.

Axes as in MediaPipe's matrix: x to the subject's left, y up, z out of the face.
"""

import numpy as np

_NOT_MOVED = 1e-6
"""Where a matrix moves nothing, nothing tells its rows from its columns."""


def head_from_quaternions(wxyz: np.ndarray) -> np.ndarray:
    """Pitch, yaw, roll columns (n, 3) in radians of quaternions (n, 4) of any length.

    A quaternion of length 0 gives NaN.
    """
    length = np.linalg.norm(wxyz, axis=1, keepdims=True)
    length[length == 0] = np.nan
    unit = wxyz / length
    w, x, y, z = unit.T
    # The elements of its matrix that hold only one or two of the three angles.
    return _angles(
        sine_x=2 * (w * x + y * z),
        cosine_x=1 - 2 * (x * x + y * y),
        sine_y=2 * (w * y - z * x),
        sine_z=2 * (w * z + x * y),
        cosine_z=1 - 2 * (y * y + z * z),
    )


def head_from_matrices(numbers: np.ndarray, by_columns: bool) -> tuple[np.ndarray, str]:
    """Pitch, yaw, roll columns (n, 3) in radians of matrices (n, 9), (n, 12) or (n, 16), and how
    their numbers were understood.

    by_columns: how the format writes them, of which the numbers tell themselves where the head is
    moved: what moves it stands in the last column, and 0 0 0 1 in the last row.
    """
    size = 3 if numbers.shape[1] == 9 else 4
    matrices = numbers.reshape(len(numbers), -1, size)
    order = "columns" if by_columns else "rows"
    evidence = "as the format has them"
    if numbers.shape[1] == 16:
        right = np.abs(matrices[:, :3, 3])
        below = np.abs(matrices[:, 3, :3])
        is_moved_right = _largest(right) > _NOT_MOVED
        is_moved_below = _largest(below) > _NOT_MOVED
        if is_moved_right != is_moved_below:
            order = "columns" if is_moved_below else "rows"
            evidence = "by where the head's place stands"
    elif numbers.shape[1] == 12:
        order = "rows"
    turned = matrices[:, :3, :3]
    if order == "columns":
        turned = turned.swapaxes(1, 2)
    # A head that is larger than the model is scaled.
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    length[length == 0] = np.nan
    rotation = turned / length
    angles = _angles(
        sine_x=rotation[:, 2, 1],
        cosine_x=rotation[:, 2, 2],
        sine_y=-rotation[:, 2, 0],
        sine_z=rotation[:, 1, 0],
        cosine_z=rotation[:, 0, 0],
    )
    return angles, f"matrix by {order}, {evidence}"


def _largest(numbers: np.ndarray) -> float:
    return float(np.nan_to_num(numbers).max(initial=0))


def _angles(
    sine_x: np.ndarray,
    cosine_x: np.ndarray,
    sine_y: np.ndarray,
    sine_z: np.ndarray,
    cosine_z: np.ndarray,
) -> np.ndarray:
    """The three angles of a rotation about x, then y, then z, as pitch, yaw, roll (n, 3)."""
    about_x = np.arctan2(sine_x, cosine_x)
    # Rounding can take the sine of a right angle past 1.
    about_y = np.arcsin(np.clip(sine_y, -1, 1))
    about_z = np.arctan2(sine_z, cosine_z)
    # A turn about x nods down, one about y turns to the left.
    return np.stack([-about_x, -about_y, about_z], axis=1)


def without_turns(head: np.ndarray) -> np.ndarray:
    """Angles (n, 3) in radians that go on where they passed from half a turn to the other side.

    Rows of NaN are passed over. Without this, a film between two samples at 179 and -179 degrees
    would look straight ahead.
    """
    is_known = np.isfinite(head).all(axis=1)
    steady = head.copy()
    steady[is_known] = np.unwrap(head[is_known], axis=0)
    return steady
