"""One picture of many frames, to see what they look like."""

from pathlib import Path

import cv2
import numpy as np

from .studio import Studio

_ROWS = 3
_COLUMNS = 4


def write_sheet(
    path: Path,
    ict: Path,
    landmarker: Path,
    seed: int,
    archetypes: float,
) -> None:
    """The first frame of the first people, each person's beside the last one's."""
    studio = Studio(
        ict=ict,
        landmarker=landmarker,
        seed=seed,
        archetypes=archetypes,
        threads=cv2.getNumberOfCPUs(),
    )
    pictures = []
    for person in range(_ROWS * _COLUMNS):
        _, picture = next(studio.pictures(person, 1))
        pictures.append(picture)
    sheet = _tile(np.stack(pictures))
    # OpenCV's colors begin with blue.
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def _tile(pictures: np.ndarray) -> np.ndarray:
    """Square pictures (rows * columns, size, size, 3) as one."""
    size = pictures.shape[1]
    grid = pictures.reshape(_ROWS, _COLUMNS, size, size, 3)
    # Beside its neighbors lies each row of pixels of a picture, not the picture as a whole.
    by_pixel_rows = grid.swapaxes(1, 2)
    return by_pixel_rows.reshape(_ROWS * size, _COLUMNS * size, 3)
