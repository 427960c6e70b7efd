"""What is tracked: a picture at a time, whatever it comes from."""

from typing import NamedTuple

import numpy as np


class Picture(NamedTuple):
    """pixels: RGB bytes (h, w, 3), the right way up. time: seconds by the source's clock, which
    goes on from picture to picture.
    """

    frame: int
    time: float
    pixels: np.ndarray


def mirrored(picture: Picture) -> Picture:
    """With left and right exchanged, as a mirror shows it."""
    return picture._replace(pixels=picture.pixels[:, ::-1])
