"""What a stimulus set is made of."""

from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import NamedTuple

from ..bundled import ARKIT
from ..errors import FaceError
from ..expressions import Expression
from ..person.chance import random_person
from ..person.person import Person
from ..stimulus_limits import (
    FIRST_SEED,
    HOLD,
    OFFSET,
    ONSET,
    USUAL_SAMPLES,
    USUAL_SIZE,
    USUAL_SPREAD,
)
from .course import Course

NEUTRAL = "neutral"
"""The face with every channel at 0, which stills and films start from."""


class DesignError(FaceError):
    """A design cannot be made. The message names the file, the entry or row, and what to do."""


class Pose(NamedTuple):
    """Degrees, positive looks up, turns and tilts to the subject's right (head_conventions)."""

    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True)
class Films:
    """How films move: from neutral to the apex in `onset` seconds, there for `hold`, back in
    `offset`, which mirrors the onset; with an offset of 0 they end at the apex.
    """

    onset: float = ONSET
    hold: float = HOLD
    offset: float = OFFSET
    course: Course = "minimum jerk"
    fps: int = 30


class Identity(NamedTuple):
    """A person at random: the seed says who, the spread how far from the mean face."""

    seed: int
    spread: float

    @property
    def person(self) -> Person:
        """The same on every machine and in every version."""
        return random_person(self.seed, self.spread)


@dataclass(frozen=True)
class Identities:
    """People at random, `count` of them, whose seeds follow on `seed`."""

    count: int
    seed: int = FIRST_SEED
    spread: float = USUAL_SPREAD

    @property
    def last_seed(self) -> int:
        """Of the last of them."""
        return self.seed + self.count - 1

    def each(self) -> list[Identity]:
        """One after the other."""
        return [Identity(self.seed + place, self.spread) for place in range(self.count)]


@dataclass(frozen=True)
class Morph:
    """Steps of equal size from one expression to another, both included."""

    start: Expression
    end: Expression
    steps: int


@dataclass(frozen=True)
class Design:
    """Every expression at every intensity in every pose of every person by every model.

    intensities: shares of an expression's channels. pitch, yaw, roll: degrees, each with each.
    models: names of bundled ones, or NPZ files seen from `folder`.
    identities: the people; without them there is the mean face alone.
    stills: whether there are pictures; films: whether there are films, and how they move.
    size: pixels a side. samples: of Cycles, a pixel. seed: of Cycles' noise.
    name: what errors call the file.
    """

    expressions: tuple[Expression, ...]
    intensities: tuple[float, ...] = (1.0,)
    pitch: tuple[float, ...] = (0.0,)
    yaw: tuple[float, ...] = (0.0,)
    roll: tuple[float, ...] = (0.0,)
    models: tuple[str, ...] = (ARKIT,)
    identities: Identities | None = None
    morphs: tuple[Morph, ...] = ()
    stills: bool = True
    films: Films | None = None
    size: int = USUAL_SIZE
    samples: int = USUAL_SAMPLES
    seed: int = 0
    # Two designs that ask for the same are equal, wherever they were read from.
    name: str = field(default="design", compare=False)
    folder: Path = field(default=Path(), compare=False)

    @property
    def people(self) -> list[Identity | None]:
        """Each person; None is the mean face."""
        return [*self.identities.each()] if self.identities else [None]

    @property
    def poses(self) -> list[Pose]:
        """Each pitch with each yaw and each roll, rolls changing first."""
        return [Pose(*angles) for angles in product(self.pitch, self.yaw, self.roll)]
