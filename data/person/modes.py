"""The modes in which people's faces differ, brought into the frame of any model."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from ..bundled import ARKIT, bundled

ASSET = Path(__file__).parents[1] / "assets" / "people.npz"

VERSION = "ict-1"
"""Of the modes: what is saved for these is another face with others."""


@dataclass(frozen=True, eq=False)
class Modes:
    """k modes, COUNT of them; a person is their sum, each times a weight, which is standard-normal
    among people.

    They are differences from the mean face, in meters and Blender's axes, for the bundled model.

    landmarks: (k, 478, 3). head: (k, n, 3), of the vertices of head.npz.
    sides: (k,) 1 for a mode that is its own mirror image, -1 for one that is its opposite.
    lid_partings: (14, 478), the rises that part each pair of the lids' landmarks by 1, of the right
        eye and then of the left one, in the order of OPENINGS.
    """

    landmarks: np.ndarray
    head: np.ndarray
    sides: np.ndarray
    lid_partings: np.ndarray

    @property
    def count(self) -> int:
        """How many weights a person has."""
        return len(self.sides)


@cache
def modes() -> Modes:
    """The bundled modes; they are shared, so change none of their arrays.

    Written by training/bundled/identity_modes.py.
    """
    with np.load(ASSET, allow_pickle=False) as asset:
        head_units = asset["head_units"][:, None, None]
        return Modes(
            landmarks=asset["landmarks"] * asset["landmark_unit"],
            head=asset["head"] * head_units,
            sides=asset["sides"].astype(int),
            lid_partings=asset["lid_partings"].astype(np.float32),
        )


@cache
def mean_face() -> np.ndarray:
    """The face (478, 3) whose weights are all 0: the bundled model's at rest, in meters."""
    return bundled(ARKIT).blender_basis().rest


def turn_to_model(rest: np.ndarray) -> np.ndarray:
    """The scaled rotation (3, 3) that takes differences (.., 3) of people to those of a model.

    rest: (478, 3), the model's face at rest; all landmarks count. Differences are rows:
    `differences @ turn_to_model(rest).T`.
    """
    # A slider of a person asks several times for the same.
    return _turn_to(rest.astype(np.float32).tobytes())


@lru_cache(maxsize=8)
def _turn_to(rest: bytes) -> np.ndarray:
    """The same for the bytes of a float32 array."""
    from ..alignment.similarities import similarities

    landmarks = np.frombuffer(rest, np.float32).reshape(-1, 3)
    return similarities(mean_face()[None], landmarks)[0, :, :3]
