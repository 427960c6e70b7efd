"""Face Cap text recordings: lines `info`, one `bs` with the names, and a line `k` for each frame.

    info,Face Cap
    bs,eyeBlink_L,jawOpen,mouthSmile_R
    k,1000.0,0,0,0,11.46,17.19,5.73,0,0,0,0,0.0,0.25,0.5

Behind `k` stand the time in ms, the head's position (x, y, z), its angles in degrees (pitch, yaw,
roll), two angles of the left eye and two of the right, and the weights in the order of the names.
"""

from typing import NamedTuple

import numpy as np

from ...errors import TakeError
from ..frames import number, unique_names
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take

TITLE = "Face Cap"
READS = "`bs,` names, `k,` ms, position, head (degrees), eyes, weights"

_TIME = 0
"""Index of the milliseconds among the cells behind `k`."""
_HEAD = slice(4, 7)
"""The head's angles, behind the time and the position."""
_BEFORE_WEIGHTS = 1 + 3 + 3 + 2 + 2
"""Time, position, head, left eye, right eye."""
_PROBED_LINES = 50
"""Lines within which the names and a frame must come up."""


class _Recording(NamedTuple):
    """names: (k) channels; table: (n, 11 + k), the cells behind `k`."""

    names: list[str]
    table: np.ndarray


def matches(file: TakeFile) -> str:
    """Lines bs and k among the first ones."""
    kinds: set[str] = set()
    for line in file.start.splitlines()[:_PROBED_LINES]:
        kind, _, _ = line.partition(",")
        kinds.add(kind.strip())
    has_both = "bs" in kinds and "k" in kinds
    return "lines bs, and k," if has_both else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is in milliseconds, whatever the file calls it; head angles are degrees."""
    names, table = _parse(file)
    milliseconds = table[:, _TIME]
    take = make_take(
        file,
        TITLE,
        names,
        times=milliseconds / 1000,
        values=table[:, _BEFORE_WEIGHTS:],
        clock="ms of the lines k,",
        angles=table[:, _HEAD],
        convention="arkit",
        unit="degrees",
        options=options,
    )
    return [take]


def _parse(file: TakeFile) -> _Recording:
    """Raises TakeError, with the row, for what is no number, and names that come late or twice."""
    path = file.path
    names: list[str] = []
    rows: list[list[float]] = []
    lines = file.text().splitlines()
    for index, line in enumerate(lines, 1):
        where = f"row {index}"
        # Spaces around a cell do no harm, neither to names nor to numbers.
        kind, *cells = [cell.strip() for cell in line.split(",")]
        if kind == "bs":
            # Two recordings in one file, as if their weights were of the same channels.
            if rows:
                raise TakeError(f"{file.name}, {where}: names again after samples; split the file")
            # A comma at the end of the line is no name.
            named = [cell for cell in cells if cell]
            names = unique_names(named, path, where)
        elif kind == "k":
            length = _BEFORE_WEIGHTS + len(names)
            _check_length(
                cells,
                length,
                file,
                where,
            )
            numbers = [number(cell, path, where) for cell in cells]
            rows.append(numbers)
    if not rows:
        raise TakeError(f"{file.name}: holds no line k, with a sample; record it again")
    return _Recording(names, np.array(rows))


def _check_length(
    cells: list[str],
    length: int,
    file: TakeFile,
    where: str,
) -> None:
    """Take off the empty cell of a comma at the line's end. Raises TakeError for other lengths."""
    if len(cells) == length + 1 and not cells[-1]:
        cells.pop()
    count = len(cells)
    if count != length:
        raise TakeError(
            f"{file.name}, {where}: has {count} values where "
            f"{length} belong; was the file cut short?"
        )
