"""MediaPipe's Face Landmarker on pictures."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..errors import TrainingError

MEDIAPIPE = "0.10.21"
"""The version that the frames of the documentation were made with."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """scores: (52,) of `names`. landmarks: (478, 3) in pixels, x to the right, y down, z away.
    matrix: (4, 4), the facial transformation.
    """

    names: tuple[str, ...]
    scores: np.ndarray
    landmarks: np.ndarray
    matrix: np.ndarray


def require_mediapipe() -> None:
    """Raises TrainingError where it is not installed."""
    if find_spec("mediapipe") is None:
        raise TrainingError(
            "MediaPipe is not installed: start this as "
            f"uv run --isolated --python 3.11 --with mediapipe=={MEDIAPIPE} "
            "python -m training.render .."
        )


class Tracker:
    """The Face Landmarker on single pictures: what it finds in one does not depend on others."""

    def __init__(self, task: Path):
        """task: MediaPipe's face_landmarker.task. Raises TrainingError."""
        require_mediapipe()
        # Here, so that everything else of this package can be used and tested without it.
        import mediapipe
        from mediapipe.tasks import python
        from mediapipe.tasks.python import vision

        if not task.is_file():
            raise TrainingError(f"{task}: no such file; MediaPipe's face_landmarker.task is needed")
        self._mediapipe = mediapipe
        options = vision.FaceLandmarkerOptions(
            base_options=python.BaseOptions(model_asset_path=str(task)),
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        try:
            self._landmarker = vision.FaceLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as error:
            raise TrainingError(f"{task.name}: not a Face Landmarker ({error})") from error

    def track(self, picture: np.ndarray) -> Tracked | None:
        """What it finds in RGB bytes (h, w, 3); None without a face."""
        image = self._mediapipe.Image(
            image_format=self._mediapipe.ImageFormat.SRGB,
            data=np.ascontiguousarray(picture),
        )
        found = self._landmarker.detect(image)
        if not found.face_landmarks:
            return None
        # One face at most is asked for, and found.
        landmarks = found.face_landmarks[0]
        categories = found.face_blendshapes[0]
        matrix = found.facial_transformation_matrixes[0]
        points = np.array([(point.x, point.y, point.z) for point in landmarks], np.float32)
        scores = np.array([category.score for category in categories], np.float32)
        # MediaPipe gives shares of the picture: z in the same unit as x.
        height, width, _ = picture.shape
        unit = np.array((width, height, width), np.float32)
        return Tracked(
            names=tuple(category.category_name for category in categories),
            scores=scores,
            landmarks=points * unit,
            matrix=matrix.astype(np.float32),
        )
