"""Frames of people by their numbers: drawn, rendered and tracked in one process."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .colors import Colors
from .expression import sample_expression
from .ict import Ict
from .people import sample_person, sample_view
from .scene import Scene
from .track import Tracker
from .writing import Frame


class Studio:
    """archetypes: the share of expressions that are made of them. threads: to render with.

    A frame depends on seed, archetypes, and the numbers of person and frame alone.
    """

    def __init__(
        self,
        ict: Path,
        landmarker: Path,
        seed: int,
        archetypes: float,
        threads: int,
    ):
        # The tracker first: it refuses a missing file before Blender starts.
        self._tracker = Tracker(landmarker)
        self._ict = Ict.load(ict)
        self._colors = Colors(self._ict.neutral)
        self._scene = Scene(self._ict.polygons, len(self._ict.neutral), threads)
        self._seed = seed
        self._archetypes = archetypes

    def pictures(
        self,
        person: int,
        frames: int,
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Weights (51,) and RGB bytes (SIZE, SIZE, 3) of a person's frames."""
        # Random numbers of their own for each person and frame: no matter which came before.
        rng = np.random.default_rng((self._seed, person))
        looks = sample_person(rng, self._ict.modes)
        rest = self._ict.person(looks.identity)
        colors = self._colors.of(looks)
        self._scene.paint(colors)
        for frame in range(frames):
            rng = np.random.default_rng((self._seed, person, 1 + frame))
            weights = sample_expression(rng, self._archetypes)
            view = sample_view(rng)
            positions = self._ict.pose(rest, weights)
            picture = self._scene.render(positions, view, seed=frame)
            yield weights, picture

    def frames(
        self,
        person: int,
        frames: int,
    ) -> Iterator[Frame]:
        """A person's frames; without those in which no face is found."""
        for weights, picture in self.pictures(person, frames):
            tracked = self._tracker.track(picture)
            if tracked is not None:
                yield Frame(person, weights, tracked)
