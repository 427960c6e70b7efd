"""A mesh's vertices over time, for research: NPZ and CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, eq=False)
class VertexTake:
    """vertices: (n, 478, 3) float32, meters in Blender's world: Z up, an unturned face looks to -Y,
    its left at +X. matrices: (n, 4, 4) float32, from the face's own axes to the world. times: (n,)
    float64, seconds from the first frame. values: (n, channels) float32 of the channels `names`.
    """

    vertices: np.ndarray
    matrices: np.ndarray
    times: np.ndarray
    fps: float
    names: Sequence[str]
    values: np.ndarray


def write_npz(path: Path, take: VertexTake) -> None:
    np.savez_compressed(
        path,
        vertices=take.vertices,
        matrices=take.matrices,
        times=take.times,
        fps=np.float64(take.fps),
        channels=np.array(take.names),
        values=take.values,
    )


def write_csv(path: Path, take: VertexTake) -> None:
    """A row a frame: `time` in seconds, the channels, then x0, y0, z0, x1 .. of the vertices."""
    count = take.vertices.shape[1]
    header = ["time", *take.names, *(f"{axis}{i}" for i in range(count) for axis in "xyz")]
    rows = np.hstack([take.values, take.vertices.reshape(len(take.vertices), -1)])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for time, row in zip(take.times.tolist(), rows.tolist(), strict=True):
            writer.writerow([f"{time:.9g}", *(f"{value:.9g}" for value in row)])
