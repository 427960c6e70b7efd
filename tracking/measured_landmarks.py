"""The landmarks that were measured, as NPZ: what solving meshes back to channels starts from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from blendshape_face.data.errors import TakeError

from .samples import Sample

_LANDMARKS = (478, 3)


class LandmarkRecorder:
    """Keeps the landmarks of samples that go by."""

    def __init__(self) -> None:
        self._samples: list[Sample] = []

    def watch(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """The same samples, each kept."""
        for sample in samples:
            self._samples.append(sample)
            yield sample

    def write(self, table: Path) -> list[Path]:
        """Write the files that belong to a CSV, one for each person; returns their paths.

        landmarks: (n, 478, 3) float32 in pixels, x to the right, y down, z away from the camera,
        NaN where the face is not seen. times: (n,) seconds. size: width and height of the
        pictures. frames: (n,) their numbers. Raises TakeError where they cannot be written.
        """
        known = self._samples[-1].known
        return [self._write_person(table, number) for number in range(known)]

    def _write_person(self, table: Path, number: int) -> Path:
        path = landmarks_path(table, number)
        missing = np.full(_LANDMARKS, np.nan, np.float32)
        landmarks = []
        for sample in self._samples:
            face = sample.faces.get(number)
            landmarks.append(face.landmarks if face else missing)
        try:
            np.savez_compressed(
                path,
                landmarks=np.stack(landmarks),
                times=np.array([sample.time for sample in self._samples]),
                size=np.array(self._samples[0].size),
                frames=np.array([sample.frame for sample in self._samples]),
            )
        except OSError as error:
            path.unlink(missing_ok=True)
            raise TakeError(
                f"{path.name}: cannot be written ({error.strerror}); choose another folder"
            ) from error
        return path


def landmarks_path(table: Path, number: int) -> Path:
    """clip.landmarks.npz beside clip.csv; of the second person clip.landmarks.1.npz."""
    which = f".{number}" if number else ""
    return table.with_name(f"{table.stem}.landmarks{which}.npz")
