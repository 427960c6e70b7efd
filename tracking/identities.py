"""Which of the tracked faces is which person, from picture to picture."""

from collections.abc import Sequence

import numpy as np
from blendshape_face.data.takes.faces import match_places


class Identities:
    """Numbers people from 0 in the order in which they come up, `most` of them at most.

    A face goes on from where it was before. One that appears elsewhere is somebody new as long as
    there may be more people, and else the nearest of those who are out of sight.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: list[np.ndarray] = []

    @property
    def count(self) -> int:
        """People so far."""
        return len(self._places)

    def number(self, faces: Sequence[np.ndarray]) -> list[int]:
        """The number of each face of a picture, by their landmarks (478, 3) in pixels.

        There are no more faces than there may be people.
        """
        if not faces:
            return []
        outlines = [points[:, :2] for points in faces]
        places = np.array([points.mean(axis=0) for points in outlines])
        sizes = np.array([np.ptp(points, axis=0).max() for points in outlines])
        numbers = [-1] * len(faces)
        if self._places:
            numbers = match_places(np.array(self._places), places, sizes).tolist()
        for index, place in enumerate(places):
            if numbers[index] < 0:
                numbers[index] = self._someone_else(place, numbers)
            self._places[numbers[index]] = place
        return numbers

    def _someone_else(self, place: np.ndarray, taken: Sequence[int]) -> int:
        """A new person, or one who is not in the picture yet."""
        if self.count < self._most:
            self._places.append(place)
            return self.count - 1
        absent = [number for number in range(self.count) if number not in taken]
        apart = [np.linalg.norm(self._places[number] - place) for number in absent]
        return absent[int(np.argmin(apart))]
