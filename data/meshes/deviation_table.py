"""Deviations as a table for statistics: a row a frame."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..takes.tables import write_table
from .deviations import Deviations

_MILLIMETERS = 1000
HEADER = ("frame", "time", "rms_mm", "worst_mm", "worst_landmark")


def write_deviations(path: Path, first: int, fps: float, found: Deviations) -> None:
    """CSV of frames from `first` on; cells are empty where nothing was measured. Raises TakeError
    where the file cannot be written.
    """

    def rows() -> Iterator[list[str]]:
        for index, (rms, worst) in enumerate(zip(found.rms, found.worst, strict=True)):
            cells = [str(first + index), f"{index / fps:.6f}"]
            if np.isnan(rms):
                yield [*cells, "", "", ""]
                continue
            lengths = [f"{length * _MILLIMETERS:.4f}" for length in (rms, worst)]
            yield [*cells, *lengths, str(found.landmark[index])]

    write_table(path, list(HEADER), rows())
