"""What is found of meshes in a file of any kind: a row for each face in a frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...anatomy.topology import LANDMARKS, WITHOUT_IRISES
from ...errors import TakeError
from ..clocks import Clock
from ..recordings import Recordings

COUNTS = (LANDMARKS, WITHOUT_IRISES)
"""Landmarks of a mesh: trackers of both generations are in use."""
_IN_WORLD = "vertices"
"""The array that the extension exports: meters in Blender's axes."""


@dataclass(frozen=True, eq=False)
class MeshRows:
    """meshes: (n, p, 3) float64 in Blender's axes, in any unit; NaN where there is no face.

    frames, labels, sizes, recordings, is_table: as `Detections` has them.
    notes: what was assumed of them.
    """

    meshes: np.ndarray
    clock: Clock
    frames: np.ndarray
    labels: np.ndarray
    sizes: np.ndarray
    recordings: Recordings | None = None
    is_table: bool = True
    notes: Sequence[str] = ()


def wrong_count(name: str, count: int) -> TakeError:
    """What to say of a file whose meshes have another number of landmarks. name: of the file."""
    return TakeError(
        f"{name}: its meshes have {count} landmarks, not MediaPipe's {LANDMARKS}, or "
        f"{WITHOUT_IRISES} without irises; track with MediaPipe's Face Landmarker or py-feat"
    )


def extents(meshes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centers (n, 3) and widths (n,) of meshes (n, p, 3), NaN where there is none."""
    centers = meshes.mean(axis=1)
    widths = np.ptp(meshes[:, :, 0], axis=1)
    return centers, widths
