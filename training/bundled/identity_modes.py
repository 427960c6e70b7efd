"""Build the bundled modes, in which people's faces differ, from ICT-FaceKit's identity modes.

    python -m training.bundled.identity_modes ict_facekit.npz ict478.npz [--output ..]

ICT-FaceKit's 100 modes have standard-normal weights: their sizes are in them. Ours are the
principal components of the same population with its mirror images: the fewest that explain 95 % of
the variance both of the 478 landmarks and of the head around them.
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
from blendshape_face.data.alignment.mirror import AXIS_SIGNS, mirror_meshes
from blendshape_face.data.alignment.similarities import similarities
from blendshape_face.data.anatomy.openings import OPENINGS
from blendshape_face.data.bundled import ARKIT, bundled
from blendshape_face.data.interpolation import smoothstep
from blendshape_face.data.person.modes import ASSET, VERSION
from scipy.spatial import cKDTree

from ..fit.apart import LOWER, UPPER, partings
from .arkit_model import respace_rims
from .head_shell import OUTPUT as HEAD_SHELL
from .head_shell import SKIN_VERTICES, place_skin
from .neck import above_cut

EXPLAINED = 0.95
"""Share of the variance, of the landmarks as of the head."""

_MOUTH_PAIRS = len(OPENINGS["mouth"].upper)
"""The mouth's pairs of rims come first."""

_UP = 2
"""Blender's axis."""

_NEAREST = 3
"""Of ICT-FaceKit's vertices around one of the head's."""

_SAME_PLACE = 1e-6
"""Meters between vertices."""

_NECK_REACH = 0.06
"""Meters above the cut through the neck where the modes are the scans' own."""

_AT_CUT = 0.002
"""Meters: lower vertices are the cut's."""

_LANDMARK_UNIT = 1e-6
"""Meters a step of the landmarks: 16 bits reach 32 mm."""

_LARGEST_BYTE = 127
"""Of a mode of the head, in 8 bits."""


class Sources(NamedTuple):
    """ICT-FaceKit's numbers, in centimeters, x to the subject's left, y up, z out of the face.

    neutral: (478, 3). identities: (100, 478, 3). skin: (n, 3). skin_identities: (100, n, 3).
    """

    neutral: np.ndarray
    identities: np.ndarray
    skin: np.ndarray
    skin_identities: np.ndarray


class Fields(NamedTuple):
    """Displacements of modes: landmarks (k, 478, 3) and the head (k, n, 3), meters."""

    landmarks: np.ndarray
    head: np.ndarray

    def combined(self, weights: np.ndarray) -> "Fields":
        """c combinations of the modes, weights (c, k)."""
        return Fields(
            landmarks=np.tensordot(weights, self.landmarks, 1),
            head=np.tensordot(weights, self.head, 1),
        )

    def variances(self) -> np.ndarray:
        """Of landmarks and head, (k, 2), each summed over its vertices."""
        of_landmarks = (self.landmarks**2).sum(axis=(1, 2))
        of_head = (self.head**2).sum(axis=(1, 2))
        return np.stack([of_landmarks, of_head], axis=1)


def identity_modes(facekit: Path, landmarks: Path) -> dict[str, np.ndarray]:
    """The arrays of people.npz, from ICT-FaceKit's head and its sampling at the 478 landmarks."""
    sources = _read(facekit, landmarks)
    as_scanned = _fields(sources)
    image = _fields(_mirrored(sources))
    total = as_scanned.variances().sum(axis=0)
    # A mirror image is as likely as the person: both parts of a mode vary on their own.
    modes = []
    for side in (1, -1):
        part = Fields(
            landmarks=(as_scanned.landmarks + side * image.landmarks) / 2,
            head=(as_scanned.head + side * image.head) / 2,
        )
        modes.append(_components(part, total))
    sides = np.repeat([1, -1], [len(of_side.landmarks) for of_side in modes])
    every = Fields(*map(np.concatenate, zip(*modes, strict=True)))
    shares = every.variances() / total
    by_size = np.argsort(-shares.sum(axis=1), kind="stable")
    explained = shares[by_size].cumsum(axis=0)
    # Both have to be explained, so that the lesser one counts.
    count = int(np.searchsorted(explained.min(axis=1), EXPLAINED)) + 1
    leading = by_size[:count]
    chosen = Fields(every.landmarks[leading], every.head[leading])
    return _pack(chosen, sides[leading])


def _read(facekit: Path, landmarks: Path) -> Sources:
    """Both files, the landmarks of the lips' rims spaced as those of the bundled model."""
    with np.load(landmarks, allow_pickle=False) as sampled:
        neutral = sampled["neutral"].astype(float)
        identities = sampled["identities"].astype(float)
    with np.load(facekit, allow_pickle=False) as ict:
        skin = ict["neutral"][:SKIN_VERTICES].astype(float)
        skin_identities = ict["identities"][:, :SKIN_VERTICES].astype(float)
    return Sources(
        neutral=respace_rims(neutral, neutral[None])[0],
        identities=respace_rims(neutral, identities),
        skin=skin,
        skin_identities=skin_identities,
    )


def _mirrored(sources: Sources) -> Sources:
    """With each mode's mirror image: the head's vertices have partners, as it is symmetric."""
    signs = np.array(AXIS_SIGNS)
    _distance, partners = cKDTree(sources.skin).query(sources.skin * signs)
    return sources._replace(
        identities=mirror_meshes(sources.identities),
        skin_identities=sources.skin_identities[:, partners] * signs,
    )


def _fields(sources: Sources) -> Fields:
    """ICT-FaceKit's modes at the vertices of the bundled model and head, in Blender's axes."""
    rest = bundled(ARKIT).blender_basis().rest.astype(float)
    # The axes are turned with it.
    similarity = similarities(sources.neutral[None], rest)[0]
    turn = similarity[:, :3]
    landmarks = _with_lips_closed(sources.identities @ turn.T, rest)
    vertices = _head_vertices()
    skin = place_skin(sources.skin, sources.neutral, rest)
    weights = _weights_on_skin(vertices, skin)
    around = sources.skin_identities[:, weights.vertices]
    sampled = np.einsum("vs,kvsc->kvc", weights.values, around)
    head = _with_level_cut(sampled @ turn.T, vertices)
    return Fields(landmarks, head)


def _with_lips_closed(modes: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Modes (k, 478, 3) that open and close no mouth: how far it was open in a scan is no trait.

    rest: (478, 3). Otherwise lips cross, which are 0.8 mm apart at rest and varied by 1 mm.
    """
    upper = UPPER[:_MOUTH_PAIRS]
    lower = LOWER[:_MOUTH_PAIRS]
    parting = _symmetric_partings(rest)[:_MOUTH_PAIRS]
    heights = modes[..., _UP]
    opened = heights[:, upper] - heights[:, lower]
    closed = modes.copy()
    closed[..., _UP] -= opened @ parting
    return closed


def _symmetric_partings(rest: np.ndarray) -> np.ndarray:
    """The rises (pairs, 478) that part each pair of rims, alike on both sides. rest: (478, 3)."""
    symmetric = (rest + mirror_meshes(rest)) / 2
    return partings(symmetric)


class _Sampling(NamedTuple):
    """vertices: (n, s) of ICT-FaceKit's skin; values: (n, s), how much of each, 1 in all."""

    vertices: np.ndarray
    values: np.ndarray


def _head_vertices() -> np.ndarray:
    """The vertices (n, 3) of the bundled head in meters."""
    with np.load(HEAD_SHELL, allow_pickle=False) as shell:
        return shell["vertices"] * shell["unit"]


def _with_level_cut(modes: np.ndarray, vertices: np.ndarray) -> np.ndarray:
    """Modes (k, n, 3) of the head's vertices (n, 3), whose cut through the neck stays even.

    In the scans shoulders begin there, of any posture. The cut is moved and scaled as a whole, and
    what is above it goes over into the scans' own.
    """
    height = above_cut(vertices)
    is_cut = height < _AT_CUT
    from_middle = vertices - vertices[is_cut].mean(axis=0)
    moves = modes[:, is_cut].mean(axis=1)
    own = modes[:, is_cut] - moves[:, None]
    cut = from_middle[is_cut]
    growths = np.tensordot(own, cut, 2) / (cut**2).sum()
    whole = moves[:, None] + growths[:, None, None] * from_middle
    share = smoothstep(1 - height / _NECK_REACH)[:, None]
    return share * whole + (1 - share) * modes


def _weights_on_skin(vertices: np.ndarray, skin: np.ndarray) -> _Sampling:
    """Where on the placed skin (m, 3) the vertices (n, 3) of the bundled head are, in meters.

    Nearly all are vertices of the skin itself; those of the cut and of the seam lie between.
    """
    distances, nearest = cKDTree(skin).query(vertices, _NEAREST)
    values = 1 / np.maximum(distances, _SAME_PLACE) ** 2
    return _Sampling(nearest, values / values.sum(axis=1, keepdims=True))


def _components(fields: Fields, total: np.ndarray) -> Fields:
    """Principal components of modes with standard-normal weights, the largest first.

    total: (2,) the variances of landmarks and head, which count alike.
    """
    count = len(fields.landmarks)
    landmarks = fields.landmarks.reshape(count, -1)
    head = fields.head.reshape(count, -1)
    products = landmarks @ landmarks.T / total[0] + head @ head.T / total[1]
    _sizes, directions = np.linalg.eigh(products)
    components = fields.combined(directions.T[::-1])
    # Which way is up is left open by the algebra: the largest displacement is positive.
    flat = components.landmarks.reshape(count, -1)
    largest = np.abs(flat).argmax(axis=1)
    signs = np.sign(flat[np.arange(count), largest])
    return components.combined(np.diag(signs))


def _pack(fields: Fields, sides: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of people.npz. sides: (k,) 1 or -1."""
    landmarks = np.round(fields.landmarks / _LANDMARK_UNIT)
    head_units = np.abs(fields.head).max(axis=(1, 2)) / _LARGEST_BYTE
    head = np.round(fields.head / head_units[:, None, None])
    rest = bundled(ARKIT).blender_basis().rest.astype(float)
    lid_partings = _symmetric_partings(rest)[_MOUTH_PAIRS:]
    return {
        "version": np.array(VERSION),
        "landmarks": landmarks.astype(np.int16),
        "landmark_unit": np.array(_LANDMARK_UNIT, np.float32),
        "head": head.astype(np.int8),
        "head_units": head_units.astype(np.float32),
        "sides": sides.astype(np.int8),
        "lid_partings": lid_partings.astype(np.float16),
    }


def main() -> None:
    """Writes the file and prints its path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facekit", type=Path, metavar="ict_facekit.npz")
    parser.add_argument("landmarks", type=Path, metavar="ict478.npz")
    parser.add_argument("--output", type=Path, default=ASSET)
    arguments = parser.parse_args()
    modes = identity_modes(arguments.facekit, arguments.landmarks)
    np.savez_compressed(arguments.output, **modes)
    print(arguments.output)


if __name__ == "__main__":
    main()
