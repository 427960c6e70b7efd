"""The ICT-FaceKit head: parts, shapes by MediaPipe's names, turning eyes, a person's colors."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..bundled.arkit_model import blendshape_rows
from ..errors import TrainingError
from .expression import RENDERED
from .people import Person

KEYS = ("neutral", "expression_names", "expressions", "identities", "polygons")
VERTICES = 26719
FACE, HEAD = slice(0, 9409), slice(9409, 11248)
MOUTH, TEETH = slice(11248, 17039), slice(17039, 21451)
EYES = {"Left": slice(21451, 23021), "Right": slice(23021, 24591)}
SHOWN = 24591
"""What follows, tear film and lashes, is left out."""

_UP, _DOWN, _ASIDE = 22.0, 28.0, 30.0
"""Degrees that an eye turns at weight 1."""
_PUPIL, _IRIS = 9.0, 23.0
"""Degrees around the eye's axis."""

# On the neutral head seen from the front: x away from the middle and y, in cm.
_BROW = ((5.6, 5.15), (5.0, 5.75), (4.05, 6.05), (2.85, 6.0), (1.4, 5.65))
_UPPER_LIP = ((0, -2.71), (0.73, -2.62), (1.47, -2.78), (1.96, -3.05), (2.37, -3.24), (2.6, -3.5))
_LOWER_LIP = ((0, -4.28), (0.77, -4.24), (1.46, -4.1), (1.98, -3.88), (2.32, -3.73), (2.6, -3.5))
_HAIRLINE = ((0, 9.9), (4, 9.6), (5.6, 8.4), (6.6, 6.0), (7.2, 2.0))
_SOFT = 0.12
"""cm within which the brow fades into skin."""

_SCLERA, _BLACK = np.array((0.75, 0.72, 0.7)), np.array((0.005, 0.005, 0.005))
_ENAMEL, _GUMS = np.array((0.7, 0.65, 0.55)), np.array((0.18, 0.03, 0.03))
_WET, _MATTE = 0.1, 0.8
"""Roughness."""


@dataclass(frozen=True, eq=False)
class Ict:
    """neutral: (n, 3) cm, x to the subject's left, y up, z out. shapes: (51, n, 3) of RENDERED.
    identities: (modes, n, 3). polygons: quads, triangles repeating their last index.
    """

    neutral: np.ndarray
    shapes: np.ndarray
    identities: np.ndarray
    polygons: np.ndarray

    @property
    def modes(self) -> int:
        return len(self.identities)

    @classmethod
    def load(cls, path: Path) -> "Ict":
        try:
            with np.load(path, allow_pickle=False) as archive:
                if missing := [key for key in KEYS if key not in archive]:
                    raise TrainingError(f"{path.name}: lacks the key {', '.join(missing)}")
                neutral, names, shapes, identities, polygons = (archive[key] for key in KEYS)
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise TrainingError(f"{path}: cannot be read ({error})") from error
        if len(neutral) != VERTICES:
            raise TrainingError(
                f"{path.name}: neutral has {len(neutral)} vertices; ICT-FaceKit's whole head, "
                f"{VERTICES}, is needed"
            )
        try:
            rows = blendshape_rows(names.tolist(), shapes)[1:]
        except KeyError as error:
            raise TrainingError(f"{path.name}: expression_names lacks {error}") from error
        return cls(
            neutral[:SHOWN].astype(np.float32),
            rows[:, :SHOWN].astype(np.float32),
            identities[:, :SHOWN].astype(np.float32),
            polygons[(polygons < SHOWN).all(axis=1)].astype(np.int32),
        )

    def person(self, identity: np.ndarray) -> np.ndarray:
        """The face at rest (n, 3) of identity weights (modes,)."""
        return self.neutral + np.tensordot(identity.astype(np.float32), self.identities, 1)

    def pose(self, rest: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The face (n, 3) that makes an expression (51,) of RENDERED."""
        positions = rest + np.tensordot(weights.astype(np.float32), self.shapes, 1)
        weight = dict(zip(RENDERED, weights, strict=True))
        for side, part in EYES.items():
            low, high = rest[part].min(axis=0), rest[part].max(axis=0)
            center = (low + high) / 2
            positions[part] = (rest[part] - center) @ eye_rotation(weight, side).T + center
        return positions


def eye_rotation(weight: dict[str, float], side: str) -> np.ndarray:
    """The rotation (3, 3) of an eye that looks straight ahead at rest."""
    up = np.radians(_UP * weight[f"eyeLookUp{side}"] - _DOWN * weight[f"eyeLookDown{side}"])
    out = np.radians(_ASIDE * (weight[f"eyeLookOut{side}"] - weight[f"eyeLookIn{side}"]))
    left = out if side == "Left" else -out
    about_x = np.array(((1, 0, 0), (0, np.cos(up), np.sin(up)), (0, -np.sin(up), np.cos(up))))
    about_y = np.array(
        ((np.cos(left), 0, np.sin(left)), (0, 1, 0), (-np.sin(left), 0, np.cos(left)))
    )
    return (about_y @ about_x).astype(np.float32)


class Colors:
    """Which vertices are brow, lip, iris ..: found once on the neutral head."""

    def __init__(self, neutral: np.ndarray):
        self._count = len(neutral)
        front = np.abs(neutral[:, :2] * (1, 0)) + neutral[:, :2] * (0, 1)
        self._to_brow = _distance(front[FACE], np.array(_BROW))
        x, y = front[FACE].T
        upper, lower = np.array(_UPPER_LIP).T, np.array(_LOWER_LIP).T
        inside = (y < np.interp(x, *upper)) & (y > np.interp(x, *lower)) & (x < upper[0][-1])
        self._lips = np.flatnonzero(inside)
        line = np.array(_HAIRLINE).T
        x, y = front.T
        self._scalp = np.flatnonzero((y > np.interp(x, *line)) | ((neutral[:, 2] < -1) & (y > -4)))
        self._scalp = self._scalp[self._scalp < HEAD.stop]
        self._angle = {}
        for side, part in EYES.items():
            eye = neutral[part] - (neutral[part].min(axis=0) + neutral[part].max(axis=0)) / 2
            self._angle[side] = np.degrees(np.arctan2(np.hypot(eye[:, 0], eye[:, 1]), eye[:, 2]))

    def of(self, person: Person) -> np.ndarray:
        """(n, 4) linear RGB and roughness."""
        colors = np.empty((self._count, 4), np.float32)
        colors[:] = *person.skin, person.roughness
        if not person.bald:
            colors[self._scalp] = *person.hair, _MATTE
        hairy = np.clip((person.brow - self._to_brow) / _SOFT + 0.5, 0, 1)[:, None]
        colors[FACE] += hairy * ((*person.hair, _MATTE) - colors[FACE])
        colors[self._lips] = *person.lips, person.roughness * 0.8
        colors[MOUTH] = *_GUMS, 0.4
        colors[TEETH] = *_ENAMEL, 0.2
        for side, part in EYES.items():
            iris, pupil = self._angle[side] < _IRIS, self._angle[side] < _PUPIL
            rgb = np.where(iris[:, None], person.iris, _SCLERA)
            rgb[pupil] = _BLACK
            colors[part, :3], colors[part, 3] = rgb, _WET
        return colors


def _distance(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Of points (n, 2) to a line (k, 2) of straight pieces."""
    start, way = line[:-1], np.diff(line, axis=0)
    along = np.einsum("nkd,kd->nk", points[:, None] - start, way) / (way**2).sum(axis=1)
    nearest = start + np.clip(along, 0, 1)[..., None] * way
    return np.linalg.norm(points[:, None] - nearest, axis=2).min(axis=1)
