"""Bones of a dressed face: what turns as a whole, for programs that have it turned by joints.

Lengths are meters, in the face's own axes.
"""

import numpy as np

from ..mouth import HINGE
from .control_points import controls
from .inside import Carrier
from .whole_garment import Garment

BONES = {
    "LeftEye": Carrier.LEFT_EYE,
    "RightEye": Carrier.RIGHT_EYE,
    "Jaw": Carrier.JAW,
}
"""The names of Unity's and VRM's humans -> what goes with them as a whole."""
_STIFF = 0.006
"""How far from the middle teeth never yield to a narrow mouth."""
_DECIMALS = 9
"""Of weights: so that what goes along not at all has 0."""


class Skeleton:
    """The bones of a garment, b in number, and k of its vertices, which go along with them.

    names: of BONES those that turn something. heads: (b, 3) around what they turn.
    weights: (k, b) how much the vertices go along. Without bones all of it is empty.
    """

    def __init__(
        self,
        made: Garment,
        vertices: np.ndarray,
        rest: np.ndarray,
        has_bones: bool,
    ) -> None:
        """vertices: (k,) by number. rest: (n, 3) where the garment's are on the neutral face."""
        shares = _weights(made)
        numbers = np.flatnonzero(shares.any(axis=0)) if has_bones else np.empty(0, np.int64)
        names = tuple(BONES)
        self.names = tuple(names[number] for number in numbers)
        self.weights = shares[vertices][:, numbers]
        self._vertices = vertices
        self._stiff = [_stiff(made, BONES[name]) for name in self.names]
        self._rest = [rest[rows] for rows in self._stiff]
        heads = []
        for name, rows, places in zip(self.names, self._stiff, self._rest, strict=True):
            heads.append(HINGE if name == "Jaw" else _center(made.eye[rows], places))
        self.heads = np.array(heads, float).reshape(-1, 3)

    def poses(self, places: np.ndarray) -> np.ndarray:
        """(b, 4, 4) how the bones have moved since the neutral face, for vertices at (n, 3)."""
        found = np.tile(np.eye(4), (len(self.names), 1, 1))
        for pose, rows, rest in zip(found, self._stiff, self._rest, strict=True):
            rotation = _rotation(rest, places[rows])
            pose[:3, :3] = rotation
            pose[:3, 3] = places[rows].mean(axis=0) - rotation @ rest.mean(axis=0)
        return found

    def before(self, places: np.ndarray) -> np.ndarray:
        """(k, 3) where the vertices have to be so that bones take them to where they are among
        places (n, 3).
        """
        found = places[self._vertices].astype(float)
        moves = self.poses(places) - np.eye(4)
        matrices = np.eye(4) + np.tensordot(self.weights, moves, 1)
        goes = self.weights.any(axis=1)
        turned = matrices[goes]
        from_origin = found[goes] - turned[:, :3, 3]
        found[goes] = np.linalg.solve(turned[:, :3, :3], from_origin[..., None])[..., 0]
        return found


def _weights(made: Garment) -> np.ndarray:
    """(n, bones) how much vertices go along with each of BONES, 0 to 1."""
    jaw_share = controls(has_eyes=True).jaw_share[:, None]
    if made.relay:
        jaw_share = made.relay.blend.mixed(jaw_share)
    soft = made.blend.mixed(jaw_share)[:, 0]
    found = np.zeros((len(soft), len(BONES)))
    for number, carrier in enumerate(BONES.values()):
        of_soft = soft if carrier == Carrier.JAW else 0
        found[:, number] = np.where(made.carrier == carrier, 1, of_soft)
    return np.clip(found, 0, 1).round(_DECIMALS)


def _stiff(made: Garment, carrier: Carrier) -> np.ndarray:
    """(m,) vertices that go with a bone and nothing else."""
    goes = made.carrier == carrier
    if carrier == Carrier.JAW:
        goes &= np.abs(made.blend.offset[:, 0]) < _STIFF
    return np.flatnonzero(goes)


def _center(eye: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(3,) of an eyeball, by places (m, 3) of what is at `eye` (m, 3) on it."""
    columns = np.column_stack((np.ones(len(eye)), eye))
    return np.linalg.lstsq(columns, places.astype(float), rcond=None)[0][0]


def _rotation(rest: np.ndarray, now: np.ndarray) -> np.ndarray:
    """(3, 3) the one that takes places (m, 3) nearest to others, both from their middles."""
    first = (rest - rest.mean(axis=0)).astype(float)
    second = (now - now.mean(axis=0)).astype(float)
    left, _, right = np.linalg.svd(first.T @ second)
    # Not mirrored, should all lie in a plane.
    signs = np.diag((1, 1, np.linalg.det(left @ right)))
    return (left @ signs @ right).T
