"""A mesh's vertices over time, for research: NPZ and CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_FLOAT32 = ".9g"
"""How single precision is written: nine digits hold any of its numbers."""


@dataclass(frozen=True, eq=False)
class VertexTake:
    """A mesh with v vertices (478 of a face without parts) in n frames.

    vertices: (n, v, 3) float32, meters in Blender's world: Z up, an unturned face looks to -Y, its
        left at +X.
    matrices: (n, 4, 4) float32, from the face's own axes to the world.
    times: (n,) float64, seconds from the first frame; fps: frames a second of the scene.
    values: (n, channels) float32 of the channels `names`.
    """

    vertices: np.ndarray
    matrices: np.ndarray
    times: np.ndarray
    fps: float
    names: Sequence[str]
    values: np.ndarray


def write_npz(path: Path, take: VertexTake) -> None:
    """Compressed arrays under the names of the fields, but `channels` for the names."""
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
    header = ["time", *take.names]
    frames, vertices, _ = take.vertices.shape
    for vertex in range(vertices):
        for axis in "xyz":
            header.append(f"{axis}{vertex}")
    # x, y, z of one vertex after the other, as in the header.
    coordinates = take.vertices.reshape(frames, -1)
    rows = np.hstack([take.values, coordinates])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        # Row by row: as Python's numbers a whole take would need many times its memory.
        for time, row in zip(take.times, rows, strict=True):
            numbers = [time, *row.tolist()]
            writer.writerow([format(number, _FLOAT32) for number in numbers])
