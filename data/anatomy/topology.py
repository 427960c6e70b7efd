"""The MediaPipe Face Mesh: triangles, UVs, named landmarks and regions."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

LANDMARKS = 478
ASSET = Path(__file__).parents[1] / "assets" / "topology.npz"

RIGHT_CANTHUS, LEFT_CANTHUS, NOSE_BRIDGE = 33, 263, 168
"""Outer eye corners and the nose bridge between the eyes (right and left are the subject's)."""

ANCHORS = (10, 9, 8, 151, 6, 168, 197, 195, 33, 263, 133, 362)
"""The stable upper-face landmarks by which training aligns its frames."""

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The border of the face, from the forehead down its left side and up the right one."""

IRISES = {"iris.R": 468, "iris.L": 473}
"""Group -> center vertex; its rim follows it: subject-left, top, subject-right, bottom."""

BROWS = {
    "brow.R": (46, 53, 52, 65, 55, 70, 63, 105, 66, 107),
    "brow.L": (276, 283, 282, 295, 285, 300, 293, 334, 296, 336),
}
"""Group -> its lower row from the temple to the nose, then its upper row."""

AREAS = ("skin", "lips", "right_eye", "left_eye", "mouth", "right_iris", "left_iris")
"""What each triangle belongs to, by the index in `Topology.area`."""

# A vertex belongs to the seed that is nearest to it on the UV map.
_SEEDS = {
    "forehead": (10, 151, 9, 67, 297, 103, 332, 54, 284, 69, 299),
    "brow.R": BROWS["brow.R"],
    "brow.L": BROWS["brow.L"],
    "eye.R": (33, 133, 159, 145, 157, 154, 161, 163, 27, 23, 130, 243),
    "eye.L": (263, 362, 386, 374, 384, 381, 388, 390, 257, 253, 359, 463),
    "nose": (168, 6, 197, 195, 5, 4, 1, 19, 2, 98, 327, 48, 278, 129, 358, 102, 331),
    "cheek.R": (50, 101, 205, 187, 123, 117, 206, 127, 93, 215),
    "cheek.L": (280, 330, 425, 411, 352, 346, 426, 356, 323, 435),
    "lips": (61, 291, 0, 17, 37, 267, 84, 314, 13, 14, 78, 308, 39, 269, 181, 405),
    "jaw": (152, 199, 200, 175, 176, 400, 150, 379, 136, 365, 172, 397, 202, 422),
}


@dataclass(frozen=True)
class Topology:
    """Triangles are counter-clockwise seen from the front.

    triangles: (906, 3) int32, the 898 of the face and four around each iris.
    uv: (478, 2) float32, v up.
    area: (906,) index into AREAS.
    groups: name -> vertex indices; skin regions do not overlap, irises and brows are exact.
    """

    triangles: np.ndarray
    uv: np.ndarray
    area: np.ndarray
    groups: dict[str, np.ndarray]


@cache
def topology() -> Topology:
    with np.load(ASSET, allow_pickle=False) as asset:
        face, area, uv = asset["triangles"], asset["region"], asset["uv"]
    fans = [
        (center, center + 1 + k, center + 1 + (k + 1) % 4)
        for center in IRISES.values()
        for k in range(4)
    ]
    eye_of = {"iris.R": face[area == 2], "iris.L": face[area == 3]}
    iris_uv = np.concatenate([_iris_uv(uv[np.unique(eye_of[name])]) for name in IRISES])
    uv = np.concatenate([uv, iris_uv])
    return Topology(
        triangles=np.concatenate([face, fans]).astype(np.int32),
        uv=uv.astype(np.float32),
        area=np.concatenate([area, np.repeat([5, 6], 4)]).astype(np.int32),
        groups=_groups(uv),
    )


def _iris_uv(lids: np.ndarray) -> np.ndarray:
    """A diamond in the middle of the eye's opening, two fifths of its width across."""
    low, high = lids.min(axis=0), lids.max(axis=0)
    rim = np.array([(0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)])
    return (low + high) / 2 + rim * (high[0] - low[0]) * 0.2


def _groups(uv: np.ndarray) -> dict[str, np.ndarray]:
    owners = [name for name, seeds in _SEEDS.items() for _ in seeds]
    seeds = uv[[index for seeds in _SEEDS.values() for index in seeds]]
    nearest = np.linalg.norm(uv[:468, None] - seeds, axis=2).argmin(axis=1)
    owner = np.array(owners)[nearest]
    groups = {name: np.flatnonzero(owner == name) for name in _SEEDS}
    for name, center in IRISES.items():
        groups[name] = np.arange(center, center + 5)
    return groups
