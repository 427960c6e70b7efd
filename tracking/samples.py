"""Pictures become samples: whose face was seen when, with its scores, landmarks and pose."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .identities import Identities
from .landmarker import Landmarker, TrackedFace
from .pictures import Picture


class Sample(NamedTuple):
    """What one picture shows.

    time: seconds. size: width and height in pixels. faces: by the number of the person, empty
    where nobody is seen. known: how many people came up so far.
    """

    frame: int
    time: float
    size: tuple[int, int]
    faces: Mapping[int, TrackedFace]
    known: int


def track(pictures: Iterable[Picture], landmarker: Landmarker, most: int) -> Iterator[Sample]:
    """A sample for each picture, with `most` people at most."""
    identities = Identities(most)
    for picture in pictures:
        found = landmarker.track(picture.pixels, picture.time)
        numbers = identities.number([face.landmarks for face in found])
        height, width, _ = picture.pixels.shape
        yield Sample(
            picture.frame,
            picture.time,
            (width, height),
            dict(zip(numbers, found, strict=True)),
            identities.count,
        )
