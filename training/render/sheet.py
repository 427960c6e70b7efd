"""One picture of many frames, to see what they look like."""

from pathlib import Path

import cv2
import numpy as np

from .studio import Studio

_ROWS, _COLUMNS = 3, 4


def write_sheet(path: Path, ict: Path, landmarker: Path, seed: int, archetypes: float) -> None:
    studio = Studio(ict, landmarker, seed, archetypes, cv2.getNumberOfCPUs())
    pictures = np.stack(
        [rgb for person in range(_ROWS * _COLUMNS) for _, rgb in studio.pictures(person, 1)]
    )
    size = pictures.shape[1]
    sheet = pictures.reshape(_ROWS, _COLUMNS, size, size, 3).swapaxes(1, 2)
    sheet = sheet.reshape(_ROWS * size, _COLUMNS * size, 3)
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
