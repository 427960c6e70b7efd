"""The MediaPipe Face Mesh: triangles, UVs, named landmarks and regions."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

WITHOUT_IRISES = 468
"""Landmarks of the skin, and all of MediaPipe's older Face Mesh: the irises come after them."""
LANDMARKS = 478
"""Of MediaPipe's Face Landmarker: those of the skin and five for each iris."""
COORDINATES = 3 * LANDMARKS
"""Numbers in a mesh: x, y and z of each landmark."""

ASSET = Path(__file__).parents[1] / "assets" / "topology.npz"

# Right and left are the subject's, here and everywhere.
RIGHT_CANTHUS = 33
"""Outer corner of the right eye."""
LEFT_CANTHUS = 263
"""Outer corner of the left eye."""
NOSE_BRIDGE = 168
"""Between the eyes."""

ANCHORS = (10, 9, 8, 151, 6, 168, 197, 195, 33, 263, 133, 362)
"""The stable upper-face landmarks by which training aligns its frames."""

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The border of the face, from the forehead down its left side and up the right one."""

IRISES = {"iris.R": 468, "iris.L": 473}
"""Group -> center vertex; its rim follows it: subject-left, top, subject-right, bottom."""
_RIM = 4
"""Landmarks around an iris."""
_IRIS_HALF_WIDTH = 0.2
"""Of the width of the eye's opening on the UV map, which has no place for irises of its own."""
_IRIS_DIRECTIONS = np.array(
    [
        (0, 0),
        (1, 0),
        (0, 1),
        (-1, 0),
        (0, -1),
    ]
)
"""Where an iris' landmarks are on the UV map, seen from the first."""

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


class Topology(NamedTuple):
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

    def in_areas(self, *areas: str) -> np.ndarray:
        """(906,) bool: whether each triangle belongs to one of these AREAS."""
        return np.isin(self.area, [AREAS.index(name) for name in areas])


@cache
def topology() -> Topology:
    """The one topology; it is shared, so change none of its arrays."""
    # The asset holds the 468 landmarks of the skin, whose triangles fill the eyes.
    with np.load(ASSET, allow_pickle=False) as asset:
        skin_triangles = asset["triangles"]
        skin_area = asset["region"]
        skin_uv = asset["uv"]
    triangles = [skin_triangles]
    area = [skin_area]
    uv = [skin_uv]
    for iris, side in (("iris.R", "right"), ("iris.L", "left")):
        is_eye = skin_area == AREAS.index(f"{side}_eye")
        lids = np.unique(skin_triangles[is_eye])
        fan = _iris_triangles(IRISES[iris])
        iris_area = AREAS.index(f"{side}_iris")
        triangles.append(fan)
        area.append(np.full(len(fan), iris_area))
        uv.append(_iris_uv(skin_uv[lids]))
    all_uv = np.concatenate(uv)
    return Topology(
        triangles=np.concatenate(triangles).astype(np.int32),
        uv=all_uv.astype(np.float32),
        area=np.concatenate(area).astype(np.int32),
        groups=_groups(all_uv),
    )


@cache
def face_triangles() -> np.ndarray:
    """(898, 3): all but the irises', which an older tracker's landmarks lack."""
    triangles = topology().triangles
    is_skin = (triangles < WITHOUT_IRISES).all(axis=1)
    return triangles[is_skin]


def iris_rim(center: int) -> tuple[int, ...]:
    """The four landmarks around the center of an iris: 469, 470, 471, 472 around 468."""
    return tuple(range(center + 1, center + 1 + _RIM))


def _iris_triangles(center: int) -> np.ndarray:
    """(4, 3): the fan around the center of an iris."""
    rim = iris_rim(center)
    fan = []
    for place, landmark in enumerate(rim):
        following = rim[(place + 1) % _RIM]
        fan.append((center, landmark, following))
    return np.array(fan)


def _iris_uv(lids: np.ndarray) -> np.ndarray:
    """(5, 2) UV of an iris, center first, for its eye's lids (n, 2): a diamond in the middle of the
    opening, two fifths of its width across.
    """
    low = lids.min(axis=0)
    high = lids.max(axis=0)
    width = high[0] - low[0]
    middle = (low + high) / 2
    return middle + _IRIS_DIRECTIONS * width * _IRIS_HALF_WIDTH


def _groups(uv: np.ndarray) -> dict[str, np.ndarray]:
    """Group -> its landmarks, for the UVs (478, 2)."""
    owners: list[str] = []
    seeds: list[int] = []
    for name, landmarks in _SEEDS.items():
        owners += [name] * len(landmarks)
        seeds += landmarks
    # (468, seeds, 2): from each seed to each landmark of the skin.
    toward = uv[:WITHOUT_IRISES, None] - uv[seeds]
    nearest = np.linalg.norm(toward, axis=2).argmin(axis=1)
    owner = np.array(owners)[nearest]
    groups = {name: np.flatnonzero(owner == name) for name in _SEEDS}
    for name, center in IRISES.items():
        groups[name] = np.array([center, *iris_rim(center)])
    return groups
