"""Samples as a MediaPipe CSV, which the extension imports."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from blendshape_face.data.channels import POSE, names
from blendshape_face.data.takes.tables import decimal_text, sample_texts, write_table

from .errors import TrackingError
from .landmarker import CHANNELS
from .samples import Sample

HEADER = (
    "frame",
    "timestamp_ms",
    "face",
    *CHANNELS,
    *names(POSE),
    *("position_x", "position_y", "position_z"),
)
"""Scores from 0 to 1, angles in radians, positions in centimeters from the camera."""
_NOT_MEASURED = len(CHANNELS) + len(POSE) + 3
"""Cells that are empty where a face is not seen."""


def check_replaceable(path: Path) -> None:
    """Raise TrackingError where a file is there that this program has not written."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        first = stream.readline().rstrip("\n")
    if first != ",".join(HEADER):
        raise TrackingError(
            f"{path}: is there already and not of this tracker; move it, or choose another --output"
        )


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    """Write a row for each person in each sample, as the samples come.

    A person who is out of sight has a row of empty cells, and so has the first one before anybody
    was seen. What goes wrong on the way leaves no file, or the former one.
    Raises TakeError where the file cannot be written, and whatever the samples raise.
    """
    write_table(path, HEADER, _rows(samples))


def _rows(samples: Iterable[Sample]) -> Iterator[list[str]]:
    for sample in samples:
        for number in range(max(1, sample.known)):
            yield _row(sample, number)


def _row(sample: Sample, number: int) -> list[str]:
    row = [str(sample.frame), decimal_text(1000 * sample.time), str(number)]
    face = sample.faces.get(number)
    if face is None:
        return row + [""] * _NOT_MEASURED
    measured = np.concatenate([face.scores, face.head, face.position])
    return row + sample_texts(measured.astype(np.float32))
