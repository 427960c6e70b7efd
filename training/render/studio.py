"""Frames of people by their numbers: drawn, rendered and tracked in one process."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .expression import sample_expression
from .ict import Colors, Ict
from .people import sample_person, sample_view
from .scene import Scene
from .track import Tracker
from .writing import Frame


class Studio:
    """archetypes: the share of expressions that are made of them. threads: to render with.

    A frame depends on seed, archetypes, and the numbers of person and frame alone.
    """

    def __init__(self, ict: Path, landmarker: Path, seed: int, archetypes: float, threads: int):
        self._tracker = Tracker(landmarker)
        self._ict = Ict.load(ict)
        self._colors = Colors(self._ict.neutral)
        self._scene = Scene(self._ict.polygons, len(self._ict.neutral), threads)
        self._seed, self._archetypes = seed, archetypes

    def pictures(self, person: int, frames: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Weights (51,) and RGB bytes of a person's frames."""
        looks = sample_person(np.random.default_rng((self._seed, person)), self._ict.modes)
        rest = self._ict.person(looks.identity)
        self._scene.paint(self._colors.of(looks))
        for frame in range(frames):
            rng = np.random.default_rng((self._seed, person, 1 + frame))
            weights, view = sample_expression(rng, self._archetypes), sample_view(rng)
            yield weights, self._scene.render(self._ict.pose(rest, weights), view, frame)

    def frames(self, person: int, frames: int) -> Iterator[Frame]:
        """A person's frames; without those in which no face is found."""
        for weights, picture in self.pictures(person, frames):
            if tracked := self._tracker.track(picture):
                yield Frame(person, weights, tracked)
