"""Measured meshes over time: MediaPipe's 478 landmarks a frame, or 468 without irises.

In tables, as of py-feat and of this extension's own export; in NumPy's files, as an array (n, 478,
3) beside `times` and `size`; in JSON. A model's channels are found that explain them.
"""

from dataclasses import replace

import numpy as np

from ...bundled import MEDIAPIPE, bundled
from ...errors import TakeError
from ...meshes.placing import place
from ...meshes.solved import solve_meshes
from ...reading_choices import AUTO, DEFAULT_FULL_VALUE
from ..detections import Detections, takes_of
from ..head_rotations import without_turns
from ..meshes.arrays import key_of_meshes, rows_of_arrays
from ..meshes.documents import has_meshes, rows_of_document
from ..meshes.rows import MeshRows
from ..meshes.tables import check_count, mesh_columns, rows_of_table
from ..options import OF_MODEL, MeshOptions, ReadOptions
from ..source import TakeFile
from ..take import Take

TITLE = "Measured meshes"
READS = (
    "MediaPipe's 478 landmarks, which a model explains by its channels: `mesh_x_0` .. of py-feat, "
    "`x_0` .., arrays (n, 478, 3) of NumPy, `landmarks` in JSON, exported vertices"
)

_ROW = "row of a mesh"
_STEP = 2.0**-24
"""Single precision keeps so many rows apart."""


def matches(file: TakeFile) -> str:
    """Any meshes at all: readers of channels are asked before."""
    if file.is_json:
        return "lists of landmarks" if has_meshes(file) else ""
    if key_of_meshes(file.arrays):
        return f"array {key_of_meshes(file.arrays)}"
    return "columns of a mesh" if mesh_columns(file.keys) else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """Each face becomes a take by itself, with a neutral of its own. Raises TakeError."""
    found = _rows(file, options)
    is_measured = np.isfinite(found.meshes).all(axis=(1, 2))
    # What readers do with rows they do with their numbers: meshes follow by these.
    rows = np.where(is_measured, np.arange(len(found.meshes)) * _STEP, np.nan)
    detections = Detections(
        file=file,
        title=TITLE,
        options=replace(options, full_value=DEFAULT_FULL_VALUE),
        names=[_ROW],
        values=rows[:, None],
        clock=found.clock,
        frames=found.frames,
        labels=found.labels,
        sizes=found.sizes,
        recordings=found.recordings,
        scale=MEDIAPIPE,
        notes=found.notes,
        is_table=found.is_table,
        keeps_order=False,
    )
    return [_solved(take, found.meshes, options.mesh) for take in takes_of(detections)]


def _rows(file: TakeFile, options: ReadOptions) -> MeshRows:
    """The meshes of a file of any kind. Raises TakeError where it has none."""
    if file.is_json and has_meshes(file):
        return rows_of_document(file, options)
    key = key_of_meshes(file.arrays)
    if key:
        return rows_of_arrays(file, key, options)
    columns = mesh_columns(file.keys)
    if columns:
        return rows_of_table(file, columns, options)
    check_count(file)
    raise TakeError(
        f"{file.name}: holds no meshes, which are 478 landmarks with x, y and z in each frame; "
        "read its channels, or track with MediaPipe's Face Landmarker or py-feat"
    )


def _solved(take: Take, meshes: np.ndarray, options: MeshOptions) -> Take:
    """A take of the numbers of rows as one of channels; meshes: (m, p, 3) of all rows."""
    name = take.source.name
    numbers = take.values[:, 0]
    is_measured = np.isfinite(numbers)
    rows = np.rint(numbers[is_measured] / _STEP).astype(int)
    measured = np.full((len(numbers), *meshes.shape[1:]), np.nan)
    measured[is_measured] = meshes[rows]
    model = bundled(MEDIAPIPE)
    rest = model.blender_basis().rest.astype(np.float64)
    placed = place(measured, rest, name)
    neutral = _neutral(options.neutral, rest[: meshes.shape[1]], name)
    try:
        solved = solve_meshes(placed, model, neutral, options.smoothness, take.times)
    except TakeError as error:
        raise TakeError(f"{name}: {error}") from None
    return replace(
        take,
        names=solved.names,
        values=solved.values,
        head=without_turns(placed.head).astype(np.float32),
        head_reason="how the anchors of the meshes are turned",
        solved=solved,
    )


def _neutral(choice: str, rest: np.ndarray, name: str) -> np.ndarray | int | None:
    """As `solve_meshes` takes it; rest: (p, 3) of the model. Raises TakeError."""
    if choice == AUTO:
        return None
    if choice == OF_MODEL:
        return rest
    if not choice.isdecimal():
        raise TakeError(
            f"{name}: the neutral {choice!r} is none of {AUTO}, {OF_MODEL} and the number of a "
            "sample"
        )
    return int(choice)
