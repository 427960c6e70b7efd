"""The ICT-FaceKit head: its parts, shapes by MediaPipe's names, turning eyes."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..bundled.arkit_model import blendshape_rows
from ..errors import TrainingError
from .expression import RENDERED

KEYS = ("neutral", "expression_names", "expressions", "identities", "polygons")
"""What the NPZ must hold; docs/frame-factory.md says what each is."""

VERTICES = 26719
"""Of the whole head."""

# ICT-FaceKit numbers the vertices of its parts one after the other.
FACE = slice(0, 9409)
HEAD = slice(9409, 11248)
MOUTH = slice(11248, 17039)
TEETH = slice(17039, 21451)
EYES = {"Left": slice(21451, 23021), "Right": slice(23021, 24591)}
SHOWN = 24591
"""What follows, tear film and lashes, is left out."""

_UP = 22.0
_DOWN = 28.0
_ASIDE = 30.0
"""Degrees that an eye turns at weight 1."""


@dataclass(frozen=True, eq=False)
class Ict:
    """neutral: (n, 3) cm, x to the subject's left, y up, z out. shapes: (51, n, 3) of RENDERED.
    identities: (modes, n, 3). polygons: (m, 4) quads, triangles repeating their last index.
    """

    neutral: np.ndarray
    shapes: np.ndarray
    identities: np.ndarray
    polygons: np.ndarray

    @property
    def modes(self) -> int:
        """How many identity weights a person has."""
        return len(self.identities)

    @classmethod
    def load(cls, path: Path) -> "Ict":
        """The parts that are shown, from an NPZ. Raises TrainingError."""
        arrays = _read(path)
        neutral = arrays["neutral"]
        if len(neutral) != VERTICES:
            raise TrainingError(
                f"{path.name}: neutral has {len(neutral)} vertices; ICT-FaceKit's whole head, "
                f"{VERTICES}, is needed"
            )
        try:
            names = arrays["expression_names"].tolist()
            rows = blendshape_rows(names, arrays["expressions"])
        except KeyError as error:
            raise TrainingError(f"{path.name}: expression_names lacks {error}") from error
        shapes = rows[1:]  # without _neutral
        polygons = arrays["polygons"]
        is_shown = (polygons < SHOWN).all(axis=1)
        return cls(
            neutral=neutral[:SHOWN].astype(np.float32),
            shapes=shapes[:, :SHOWN].astype(np.float32),
            identities=arrays["identities"][:, :SHOWN].astype(np.float32),
            polygons=polygons[is_shown].astype(np.int32),
        )

    def person(self, identity: np.ndarray) -> np.ndarray:
        """The face at rest (n, 3) of identity weights (modes,)."""
        weights = identity.astype(np.float32)
        return self.neutral + np.tensordot(weights, self.identities, 1)

    def pose(
        self,
        rest: np.ndarray,
        weights: np.ndarray,
    ) -> np.ndarray:
        """The face (n, 3) that makes an expression (51,) of RENDERED, from its rest (n, 3)."""
        moves = np.tensordot(weights.astype(np.float32), self.shapes, 1)
        positions = rest + moves
        weight = dict(zip(RENDERED, weights, strict=True))
        # ICT's shapes move eyeballs along straight lines, which would squeeze them.
        for side, part in EYES.items():
            eye = rest[part]
            center = middle_of(eye)
            turn = eye_rotation(weight, side)
            turned = (eye - center) @ turn.T
            positions[part] = turned + center
        return positions


def _read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of KEYS. Raises TrainingError."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            missing = [key for key in KEYS if key not in archive]
            if missing:
                raise TrainingError(f"{path.name}: lacks the key {', '.join(missing)}")
            return {key: archive[key] for key in KEYS}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error


def middle_of(points: np.ndarray) -> np.ndarray:
    """The middle (3,) of the box around points (n, 3): of an eyeball, its center."""
    low = points.min(axis=0)
    high = points.max(axis=0)
    return (low + high) / 2


def eye_rotation(weight: Mapping[str, float], side: str) -> np.ndarray:
    """The rotation (3, 3) of an eye that looks straight ahead at rest.

    weight: by channel. The rotation is for columns: x to the subject's left, y up, z ahead.
    """
    upwards = _UP * weight[f"eyeLookUp{side}"]
    downwards = _DOWN * weight[f"eyeLookDown{side}"]
    outwards = weight[f"eyeLookOut{side}"] - weight[f"eyeLookIn{side}"]
    up = np.radians(upwards - downwards)
    out = np.radians(_ASIDE * outwards)
    left = out if side == "Left" else -out
    cos_up = np.cos(up)
    sin_up = np.sin(up)
    about_x = np.array(
        [
            (1, 0, 0),
            (0, cos_up, sin_up),
            (0, -sin_up, cos_up),
        ]
    )
    cos_left = np.cos(left)
    sin_left = np.sin(left)
    about_y = np.array(
        [
            (cos_left, 0, sin_left),
            (0, 1, 0),
            (-sin_left, 0, cos_left),
        ]
    )
    # First up, then aside: an eye that looks aside still lifts by the whole angle.
    return (about_y @ about_x).astype(np.float32)
