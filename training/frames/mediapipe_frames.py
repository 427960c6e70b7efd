"""Shards from MediaPipe's own output: blendshape scores, landmarks in pixels, pose matrices.

The NPZ holds `blendshapes` (n, 52) and `blendshape_names`; `landmarks` (n, 478, 3) as MediaPipe
gives them in an image: x to the right, y down, z away from the camera, integers in hundredths of a
pixel; `matrix` (n, 4, 4), the facial transformation matrix; `identity` (n,), a person's number.
"""

import zipfile
from pathlib import Path

import numpy as np
from blendshape_face.data.takes.head_conventions import head_from_quaternions
from scipy.spatial.transform import Rotation

from ..errors import TrainingError
from .shards import Shard, write_shard

_KEYS = ("blendshapes", "blendshape_names", "landmarks", "matrix", "identity")
_HUNDREDTHS = 0.01


def shards_from_mediapipe(source: Path, folder: Path, frames: int) -> list[Shard]:
    """Write shards of so many frames into a folder. Raises TrainingError."""
    try:
        with np.load(source, allow_pickle=False) as archive:
            if missing := [key for key in _KEYS if key not in archive]:
                raise TrainingError(f"{source.name}: lacks the key {', '.join(missing)}")
            scores, channels, landmarks, matrix, identity = (archive[key] for key in _KEYS)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{source.name}: cannot be read ({error})") from error
    folder.mkdir(parents=True, exist_ok=True)
    pose = pose_from_matrices(matrix)
    shards = []
    for number, start in enumerate(range(0, len(scores), frames)):
        part = slice(start, start + frames)
        shards.append(
            write_shard(
                folder / f"{source.stem}_{number:04}.npz",
                scores[part],
                channels.tolist(),
                pose[part].astype(np.float32),
                identity[part],
                face_axes(landmarks[part]),
            )
        )
    return shards


def pose_from_matrices(matrix: np.ndarray) -> np.ndarray:
    """Pitch, Yaw, Roll (n, 3) in radians of facial transformation matrices (n, 4, 4)."""
    rotations = Rotation.from_matrix(matrix[:, :3, :3].astype(np.float64))
    return head_from_quaternions(rotations.as_quat(scalar_first=True))


def face_axes(landmarks: np.ndarray) -> np.ndarray:
    """Landmarks in pixels with x to the subject's left, y up, z out of the face, float32.

    The subject faces the camera, so left is to the right of the image.
    """
    scale = _HUNDREDTHS if landmarks.dtype.kind in "iu" else 1.0
    return (landmarks * np.array([scale, -scale, -scale])).astype(np.float32)
