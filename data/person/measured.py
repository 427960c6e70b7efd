"""Measured meshes of one person: py-feat's Detectorv2's, with the blendshapes beside them,

    FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight, .. mesh_x_0, .. mesh_y_0, .. mesh_z_0, ..

where x and y are pixels and z is in widths of the face's rectangle; and landmarks in NumPy's files,
as the tracker writes them, whose expression is found from the meshes themselves.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..anatomy.topology import LANDMARKS
from ..bundled import MEDIAPIPE, bundled
from ..errors import TakeError
from ..meshes.placing import place, to_pictures
from ..meshes.solved import solve_meshes
from ..takes.faces import rows_of_largest
from ..takes.meshes.arrays import key_of_meshes, rows_of_arrays
from ..takes.options import DEFAULT_OPTIONS
from ..takes.source import TakeFile

MOST_FRAMES = 50
"""More tell hardly anything new of a person."""

_RECTANGLE = ("facerectwidth", "facerectheight")
_FRAME = "frame"


class Measured(NamedTuple):
    """landmarks: (n, 478, 3) pixels, as `likeness` takes them. values: (n, c) of the channels
    `names`.
    """

    landmarks: np.ndarray
    names: tuple[str, ...]
    values: np.ndarray

    def values_for(self, columns: Sequence[str]) -> np.ndarray:
        """(n, F+3) float32 in the order of a model's columns, 0 for what was not measured."""
        values = np.zeros((len(self.landmarks), len(columns)), np.float32)
        for column, name in enumerate(columns):
            if name in self.names:
                values[:, column] = self.values[:, self.names.index(name)]
        return values


def read_measured(path: str | Path, most_frames: int = MOST_FRAMES) -> Measured:
    """The largest face of each frame; of many frames some, evenly spread.

    Raises TakeError for files without meshes.
    """
    file = TakeFile(Path(path))
    key = key_of_meshes(file.arrays)
    if key:
        return _of_arrays(file, key, most_frames)
    sheet = file.sheet()
    mesh_columns = sheet.find_all(_mesh_keys())
    rectangle = sheet.find_all(_RECTANGLE)
    if mesh_columns is None or rectangle is None:
        raise TakeError(
            f"{file.name}, row 1: lacks FaceRectWidth, FaceRectHeight or mesh_x_0 to "
            f"mesh_z_{LANDMARKS - 1}; track with py-feat's Detectorv2, or with `python -m tracking "
            "--landmarks`"
        )
    channels = sheet.channels()
    frame = sheet.find(_FRAME)
    frame_columns = [] if frame is None else [frame]
    others = [*mesh_columns, *rectangle, *frame_columns]
    values, numbers = sheet.read(list(channels.values()), others, extra_cell=True)
    # py-feat writes rows of empty cells where it found no face.
    has_face = np.isfinite(numbers).all(axis=1)
    if not has_face.any():
        raise TakeError(f"{file.name}: no row has a whole face; track another video")
    values = np.nan_to_num(values[has_face])
    numbers = numbers[has_face]
    count = len(mesh_columns)
    widths = numbers[:, count]
    areas = widths * numbers[:, count + 1]
    frames = np.arange(len(numbers), dtype=float)
    if frame is not None:
        frames = numbers[:, -1]
    rows = _spread_out(rows_of_largest(frames, areas), most_frames)
    # All x, then all y, then all z.
    axes = numbers[rows, :count].reshape(len(rows), 3, LANDMARKS)
    landmarks = np.swapaxes(axes, 1, 2).copy()
    landmarks[..., 2] *= widths[rows, None]
    return Measured(landmarks, tuple(channels), values[rows])


def _of_arrays(file: TakeFile, key: str, most_frames: int) -> Measured:
    """The meshes of a file of NumPy's under a key. Raises TakeError."""
    meshes = rows_of_arrays(file, key, DEFAULT_OPTIONS).meshes
    seen = np.flatnonzero(np.isfinite(meshes).all(axis=(1, 2)))
    if not len(seen):
        raise TakeError(f"{file.name}: no frame has a whole face; track another video")
    if meshes.shape[1] != LANDMARKS:
        raise TakeError(f"{file.name}: lacks the irises' landmarks; track with them")
    chosen = meshes[_spread_out(seen, most_frames)]
    model = bundled(MEDIAPIPE)
    rest = model.blender_basis().rest.astype(np.float64)
    solved = solve_meshes(place(chosen, rest, file.name), model)
    return Measured(to_pictures(chosen), solved.names, solved.values)


def _mesh_keys() -> list[str]:
    """The columns' names in lower case."""
    keys = []
    for axis in "xyz":
        keys += [f"mesh_{axis}_{index}" for index in range(LANDMARKS)]
    return keys


def _spread_out(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of rows (n,), evenly."""
    count = min(len(rows), most)
    places = np.linspace(0, len(rows) - 1, count)
    return rows[places.astype(int)]
