"""Shards from MediaPipe's own output: blendshape scores, landmarks in pixels, pose matrices.

The NPZ holds `blendshapes` (n, 52) and `blendshape_names`; `landmarks` (n, 478, 3) as MediaPipe
gives them in an image: x to the right, y down, z away from the camera, integers in hundredths of a
pixel; `matrix` (n, 4, 4), the facial transformation matrix; `identity` (n,), a person's number.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from blendshape_face.data.takes.head_rotations import head_from_quaternions
from scipy.spatial.transform import Rotation

from ..errors import TrainingError
from .shards import Shard, write_shard

KEYS = ("blendshapes", "blendshape_names", "landmarks", "matrix", "identity")
"""Of the NPZ."""
_HUNDREDTHS = 0.01
"""Pixels in one unit of landmarks that are integers."""


def shards_from_mediapipe(
    source: Path,
    folder: Path,
    frames: int,
) -> list[Shard]:
    """Write shards of so many frames into a folder. Raises TrainingError."""
    arrays = read_arrays(source, KEYS)
    folder.mkdir(parents=True, exist_ok=True)
    scores = arrays["blendshapes"]
    channels = arrays["blendshape_names"].tolist()
    # Of all frames at once: landmarks, which are large, are turned shard by shard.
    pose = pose_from_matrices(arrays["matrix"])
    shards = []
    for number, start in enumerate(range(0, len(scores), frames)):
        part = slice(start, start + frames)
        shard = write_shard(
            folder / f"{source.stem}_{number:04}.npz",
            scores[part],
            channels,
            pose[part].astype(np.float32),
            arrays["identity"][part],
            face_axes(arrays["landmarks"][part]),
        )
        shards.append(shard)
    return shards


def pose_from_matrices(matrix: np.ndarray) -> np.ndarray:
    """Pitch, Yaw, Roll (n, 3) in radians of facial transformation matrices (n, 4, 4)."""
    # What is left of a matrix is where the head is, which alignment takes out anyway.
    turns = matrix[:, :3, :3].astype(np.float64)
    quaternions = Rotation.from_matrix(turns).as_quat(scalar_first=True)
    return head_from_quaternions(quaternions)


def face_axes(landmarks: np.ndarray) -> np.ndarray:
    """Landmarks (n, 478, 3) in pixels with x to the subject's left, y up, z out of the face.

    float32; integers are read as hundredths of a pixel.
    """
    scale = _HUNDREDTHS if landmarks.dtype.kind in "iu" else 1.0
    # The subject faces the camera, so left is to the right of the image, and x stays.
    axes = np.array([scale, -scale, -scale])
    return (landmarks * axes).astype(np.float32)


def read_arrays(source: Path, keys: Sequence[str]) -> dict[str, np.ndarray]:
    """The arrays of an NPZ by their keys, as they are. Raises TrainingError."""
    try:
        with np.load(source, allow_pickle=False) as archive:
            missing = [key for key in keys if key not in archive]
            if missing:
                raise TrainingError(f"{source.name}: lacks the key {', '.join(missing)}")
            return {key: archive[key] for key in keys}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{source.name}: cannot be read ({error})") from error
