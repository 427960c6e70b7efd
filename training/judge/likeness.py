"""How well people are found again in the other half of real clips.

    uv run --group training python -m training.judge.likeness real_clips.npz

The file has `landmarks` (n, 478, 3), `blendshapes` (n, 52), `blendshape_names` and `clip` (n,).
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
from blendshape_face.data.bundled import MEDIAPIPE, bundled
from blendshape_face.data.person.likeness import likeness
from blendshape_face.data.person.modes import mean_face
from blendshape_face.data.person.person import Person, offsets

_FRAMES = 6
"""Of each half, spread over it."""

_MILLIMETERS = 1000


class Halves(NamedTuple):
    """The persons of the first and of the second halves of clips."""

    first: list[Person]
    second: list[Person]


def halves_of_clips(source: Path) -> Halves:
    """Each clip's two persons, found apart from each other."""
    model = bundled(MEDIAPIPE)
    basis = model.blender_basis()
    with np.load(source, allow_pickle=False) as clips:
        landmarks = clips["landmarks"].astype(float)
        names = clips["blendshape_names"].tolist()
        scores = clips["blendshapes"]
        clip = clips["clip"]
    order = [names.index(name) for name in model.feature_columns]
    pose = np.zeros((len(scores), len(model.pose_columns)), np.float32)
    values = np.hstack([scores[:, order], pose])
    found = Halves([], [])
    for number in np.unique(clip):
        frames = np.flatnonzero(clip == number)
        for people, half in zip(found, np.array_split(frames, 2), strict=True):
            chosen = half[np.linspace(0, len(half) - 1, _FRAMES).astype(int)]
            person = likeness(landmarks[chosen], basis, values[chosen]).person
            people.append(person)
    return found


def main() -> None:
    """Prints how far halves and people are apart, and how many find their other half."""
    parser = argparse.ArgumentParser(description="How well people are found again in real clips.")
    parser.add_argument("source", type=Path, metavar="real_clips.npz")
    found = halves_of_clips(parser.parse_args().source)
    first = _meshes(found.first)
    second = _meshes(found.second)
    apart = first[:, None] - second
    distances = _MILLIMETERS * np.sqrt((apart**2).sum(axis=3).mean(axis=2))
    is_own = np.eye(len(distances), dtype=bool)
    found_again = _weights_apart(found).argmin(axis=1) == np.arange(len(distances))
    print(f"clips                 {len(distances)}")
    print(f"halves of one apart   {distances[is_own].mean():.1f} mm")
    print(f"different ones apart  {distances[~is_own].mean():.1f} mm")
    print(f"found again           {100 * found_again.mean():.0f} %")


def _weights_apart(found: Halves) -> np.ndarray:
    """How far each first half's weights are from each second half's, (n, n)."""
    first = np.stack([person.weights for person in found.first])
    second = np.stack([person.weights for person in found.second])
    return np.linalg.norm(first[:, None] - second, axis=2)


def _meshes(people: list[Person]) -> np.ndarray:
    """What they differ by from the mean, (n, 478, 3) in meters."""
    return np.stack([offsets(person, mean_face()) for person in people])


if __name__ == "__main__":
    main()
