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
            "MediaPipe is not installed (it has no wheel beyond Python 3.12): start this as "
            f"uv run --isolated --python 3.11 --with mediapipe=={MEDIAPIPE} "
            "python -m training.render .."
        )


class Tracker:
    def __init__(self, task: Path):
        require_mediapipe()
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
            image_format=self._mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(picture)
        )
        found = self._landmarker.detect(image)
        if not found.face_landmarks:
            return None
        height, width = picture.shape[:2]
        points = np.array([(p.x, p.y, p.z) for p in found.face_landmarks[0]], np.float32)
        categories = found.face_blendshapes[0]
        return Tracked(
            names=tuple(c.category_name for c in categories),
            scores=np.array([c.score for c in categories], np.float32),
            landmarks=points * np.array((width, height, width), np.float32),
            matrix=found.facial_transformation_matrixes[0].astype(np.float32),
        )
