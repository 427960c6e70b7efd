"""Face Cap text recordings: lines `info`, `bs` with the names, and `k` with a frame each."""

import numpy as np

from ...errors import TakeError
from ..frames import number, unique_names
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "Face Cap"
READS = "`bs,` names, `k,` ms, position, head (degrees), eyes, weights"

_BEFORE_WEIGHTS = 1 + 3 + 3 + 2 + 2
"""Time, position, head, left eye, right eye."""


def matches(file: TakeFile) -> str:
    lines = [line.partition(",")[0].strip() for line in file.start.splitlines()[:50]]
    return "lines bs, and k," if "bs" in lines and "k" in lines else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is in milliseconds, whatever the file calls it; head angles are degrees."""
    names: list[str] = []
    rows: list[list[float]] = []
    for index, line in enumerate(file.text().splitlines(), 1):
        kind, *cells = [cell.strip() for cell in line.split(",")]
        where = f"row {index}"
        if kind == "bs" and rows:
            raise TakeError(f"{file.path.name}, {where}: names again after frames; split the file")
        if kind == "bs":
            names = unique_names([cell for cell in cells if cell], file.path, where)
        elif kind == "k":
            if len(cells) == _BEFORE_WEIGHTS + len(names) + 1 and not cells[-1]:
                cells.pop()  # a comma at the line's end
            if len(cells) != _BEFORE_WEIGHTS + len(names):
                raise TakeError(
                    f"{file.path.name}, {where}: has {len(cells)} values where "
                    f"{_BEFORE_WEIGHTS + len(names)} belong; was the file cut short?"
                )
            rows.append([number(cell, file.path, where) for cell in cells])
    if not rows:
        raise TakeError(f"{file.path.name}: holds no line k, with a frame; record it again")
    table = np.array(rows)
    take = make_take(
        file,
        TITLE,
        names,
        table[:, 0] / 1000,
        table[:, _BEFORE_WEIGHTS:],
        clock="ms of the lines k,",
        angles=np.radians(table[:, 4:7]),
        convention="arkit",
        options=options,
    )
    return [take]
