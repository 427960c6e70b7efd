"""The shape keys that come nearest to a dressed face, which does not move linearly.

Lids close where a tracker leaves a slit, eyeballs turn, teeth turn with the jaw and yield to a
narrow mouth; shape keys only add up. Lengths are meters, in the face's own axes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import bpy
import numpy as np

from ...blender.attributes import Attribute, has, read
from ...data.anatomy.garment import Portable, Skeleton, garment, portable
from ...data.channels import HARD_RANGE
from ...data.linear_fit import Samples, best_targets, correctives, left_over, weights_of
from ..attributes import (
    EYE,
    HAIR_COLOR,
    IRIS_COLOR,
    LASH,
    MASKS,
    PUPIL,
    REST,
    STRAND,
)
from ..parts import choice_of
from .evaluation import Dummy, dummy_of
from .linear import LinearFace, linear_face

CARRIED = (REST, *MASKS, EYE, PUPIL, IRIS_COLOR, STRAND, HAIR_COLOR)
"""What materials read of vertices."""
_RANDOM = 200
"""Random expressions among the samples, of 2 to 5 channels each."""
_FRAMES = 600
"""Of a take are at most so many among them, evenly spread."""
_BLOCK = 100
"""Frames of a longer take that are looked at together: memory must do for all their vertices."""
_AT_END = 10.0
_HALFWAY = 2.0
"""How much a channel alone counts, at 1 and at 0.5; all other samples count 1."""
_WORST = 0.0018
"""Where the channels' shape keys miss the take by more, correctives help."""
_MOST_CORRECTIVES = 8
_MILLIMETERS = 1000
"""In a meter."""


@dataclass(frozen=True)
class Fit:
    """k vertices and their shape keys: one for each channel, then the correctives, K in all.

    basis: (k, 3). targets: (K, k, 3) what each adds at 1. ranges: (K, 2) lowest and highest values.
    weights: (frames, K) with which the take plays. carried: attribute -> values of the vertices.
    skeleton: bones, if any, which move what the targets have moved; poses: (frames, bones, 4, 4).
    mean, worst: how far the mesh is from the live face over all frames, millimeters.
    """

    names: tuple[str, ...]
    parts: Portable
    basis: np.ndarray
    targets: np.ndarray
    ranges: np.ndarray
    weights: np.ndarray
    carried: dict[Attribute, np.ndarray]
    skeleton: Skeleton
    poses: np.ndarray
    mean: float
    worst: float

    @property
    def note(self) -> str:
        """How near it is, for the user."""
        return f"within {self.mean:.2f} mm of the live face on average, {self.worst:.1f} at worst"


def fit(
    face: bpy.types.Object,
    take: np.ndarray,
    level: int,
    has_gaps: bool,
    has_bones: bool,
) -> Fit:
    """The nearest shape keys for a face that wears a garment, live or converted.

    take: (frames, F) values that are to be played, one frame at least. level: how often each edge
    of the skin is halved. has_gaps: its hair keeps a material with gaps between strands.
    has_bones: eyes and jaw turn by them. Raises ModelError for a live face without its model.
    """
    linear = linear_face(face.data)
    shown = linear.within_ranges(take)
    made = garment(choice_of(face).parts, level)
    with dummy_of(face, level) as dummy:
        rest = dummy.positions(linear.rest)
        # Without lashes all else has the same numbers: they come last.
        has_lashes = bool(read(dummy.mesh, LASH).any())
        parts = portable(made, has_lashes, level > 0, has_gaps)
        skeleton = Skeleton(made, parts.vertices, rest, has_bones)
        moving = _Moving(linear, dummy, skeleton)
        carried = _carried(dummy.mesh, parts.vertices)
        played = _Played(moving, shown)
        targets = _targets(moving, played)
        more = _correctives(played, targets)
        weights, distances = _play(played, targets, more)
        poses = moving.poses(shown)
    corrective_names = [f"corrective{number + 1}" for number in range(len(more))]
    corrective_ranges = np.tile(HARD_RANGE, (len(more), 1))
    return Fit(
        names=(*linear.names, *corrective_names),
        parts=parts,
        basis=rest[parts.vertices],
        targets=np.concatenate((targets, more)),
        ranges=np.concatenate((linear.ranges, corrective_ranges)),
        weights=np.column_stack((shown, weights)),
        carried=carried,
        skeleton=skeleton,
        poses=poses,
        mean=float(distances[0]),
        worst=float(distances[1]),
    )


class _Moving:
    """A skeleton's vertices (k,) and how far values move them from the neutral face, before bones
    move them.
    """

    def __init__(self, linear: LinearFace, dummy: Dummy, skeleton: Skeleton) -> None:
        self._linear = linear
        self._dummy = dummy
        self._skeleton = skeleton
        self._basis = skeleton.before(self._places(np.zeros(self.channels)))

    @property
    def channels(self) -> int:
        return len(self._linear.names)

    def moves(self, values: np.ndarray) -> np.ndarray:
        """(s, k, 3) float32 for values (s, F)."""
        found = np.empty((len(values), *self._basis.shape), np.float32)
        for row, sample in enumerate(values):
            found[row] = self._skeleton.before(self._places(sample)) - self._basis
        return found

    def poses(self, values: np.ndarray) -> np.ndarray:
        """(s, bones, 4, 4) for values (s, F)."""
        found = np.empty((len(values), len(self._skeleton.names), 4, 4))
        # Else there would be nothing to find.
        if self._skeleton.names:
            for row, sample in enumerate(values):
                found[row] = self._skeleton.poses(self._places(sample))
        return found

    def _places(self, sample: np.ndarray) -> np.ndarray:
        return self._dummy.positions(self._linear.positions(sample))


def _carried(mesh: bpy.types.Mesh, vertices: np.ndarray) -> dict[Attribute, np.ndarray]:
    """Attribute -> values at the vertices (k,) of an evaluated garment."""
    found = {}
    for attribute in CARRIED:
        if has(mesh, attribute):
            found[attribute] = read(mesh, attribute)[vertices]
    return found


class _Played:
    """A take (frames, F), and how far some of its frames move the vertices (s, k, 3)."""

    def __init__(self, moving: _Moving, take: np.ndarray) -> None:
        self.take = take
        self._moving = moving
        self._step = -(-len(take) // _FRAMES)
        self.values = take[:: self._step]
        self.moves = moving.moves(self.values)

    def blocks(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All frames, some at a time: values (n, F) and moves (n, k, 3)."""
        for first in range(0, len(self.take), _BLOCK):
            block = slice(first, first + _BLOCK)
            values = self.take[block]
            yield values, self.moves[block] if self._step == 1 else self._moving.moves(values)


def _targets(moving: _Moving, played: _Played) -> np.ndarray:
    """(F, k, 3) the channels' targets, for what is to be played and for all else."""
    at_end = np.eye(moving.channels)
    exact = moving.moves(at_end)
    halfway = at_end / 2
    random = _random_expressions(moving.channels)
    values = (at_end, halfway, random, played.values)
    moves = (exact, moving.moves(halfway), moving.moves(random), played.moves)
    samples = Samples(
        values=np.concatenate(values),
        moves=np.concatenate(moves),
        counts=np.repeat([_AT_END, _HALFWAY, 1.0, 1.0], [len(block) for block in values]),
    )
    return best_targets(exact, samples)


def _correctives(played: _Played, targets: np.ndarray) -> np.ndarray:
    """(K, k, 3) what a take needs besides; a still face does without."""
    missed = left_over(targets, played.values, played.moves)
    is_still = np.ptp(played.take, axis=0).max() == 0
    return correctives(missed, _WORST, 0 if is_still else _MOST_CORRECTIVES)


def _play(
    played: _Played,
    targets: np.ndarray,
    more: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """(frames, K) weights of the correctives `more`, and (2,) the mean and the worst distance from
    the live face, millimeters.
    """
    weights = []
    means = []
    worst = []
    for values, moves in played.blocks():
        missed = left_over(targets, values, moves)
        of_block = weights_of(more, missed)
        missed = left_over(more, of_block, missed)
        distances = np.linalg.norm(missed, axis=2) * _MILLIMETERS
        weights.append(of_block)
        means.append(distances.mean(axis=1))
        worst.append(distances.max())
    overall = np.array([np.concatenate(means).mean(), max(worst)])
    return np.concatenate(weights), overall


def _random_expressions(channels: int) -> np.ndarray:
    """(s, F) the same at each call."""
    random = np.random.default_rng(0)
    values = np.zeros((_RANDOM, channels))
    for row in values:
        count = min(random.integers(2, 6), channels)
        chosen = random.choice(channels, count, replace=False)
        row[chosen] = random.uniform(0, 1, count)
    return values
