"""MediaPipe's Face Landmarker on the pictures of a video, one after another."""

from dataclasses import dataclass
from pathlib import Path

import mediapipe
import numpy as np
from blendshape_face.data.channels import BLENDSHAPES, names
from blendshape_face.data.takes.head_rotations import head_from_matrices
from mediapipe.tasks import python
from mediapipe.tasks.python import vision

from .errors import TrackingError, missing_library

MODEL = Path(__file__).with_name("face_landmarker.task")
CHANNELS = names(BLENDSHAPES)


@dataclass(frozen=True, eq=False)
class TrackedFace:
    """One face in one picture.

    scores: (52,) float32 of CHANNELS. landmarks: (478, 3) float32 in pixels, x to the right, y
    down, z away from the camera. matrix: (4, 4), the facial transformation.
    """

    scores: np.ndarray
    landmarks: np.ndarray
    matrix: np.ndarray

    @property
    def head(self) -> np.ndarray:
        """Pitch, Yaw, Roll (3,) in radians."""
        numbers = self.matrix.reshape(1, 16)
        angles, _evidence = head_from_matrices(numbers, by_columns=False)
        return angles[0]

    @property
    def position(self) -> np.ndarray:
        """Where the head is (3,), in centimeters from the camera: x to the picture's right, y up,
        z toward the camera.
        """
        return self.matrix[:3, 3]


class Landmarker:
    """Follows faces from picture to picture, as MediaPipe's video mode does.

    Use it as a context, and one for each video: what it finds depends on the pictures before.
    """

    def __init__(self, most: int = 1, model: Path = MODEL) -> None:
        """most: faces in a picture at most. Raises TrackingError."""
        if not model.is_file():
            raise TrackingError(
                f"{model}: is not there; MediaPipe's face_landmarker.task belongs there, as a "
                "fresh clone has it"
            )
        options = vision.FaceLandmarkerOptions(
            base_options=python.BaseOptions(model_asset_path=str(model)),
            running_mode=vision.RunningMode.VIDEO,
            num_faces=most,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        try:
            self._landmarker = vision.FaceLandmarker.create_from_options(options)
        except OSError as error:
            raise missing_library(error) from error
        except (RuntimeError, ValueError) as error:
            raise TrackingError(f"{model.name}: not a Face Landmarker ({error})") from error
        self._last = -1

    def __enter__(self) -> "Landmarker":
        return self

    def __exit__(self, *_error: object) -> None:
        self._landmarker.close()

    def track(self, picture: np.ndarray, time: float) -> list[TrackedFace]:
        """The faces in RGB bytes (h, w, 3) that were taken at this second, in no order."""
        image = mediapipe.Image(
            image_format=mediapipe.ImageFormat.SRGB,
            data=np.ascontiguousarray(picture),
        )
        # MediaPipe wants whole milliseconds that go on.
        self._last = max(self._last + 1, round(1000 * time))
        found = self._landmarker.detect_for_video(image, self._last)
        height, width, _ = picture.shape
        # MediaPipe gives shares of the picture: z in the same unit as x.
        unit = np.array((width, height, width), np.float32)
        faces = []
        for points, categories, matrix in zip(
            found.face_landmarks,
            found.face_blendshapes,
            found.facial_transformation_matrixes,
            strict=True,
        ):
            shares = np.array([(point.x, point.y, point.z) for point in points], np.float32)
            scores = {category.category_name: category.score for category in categories}
            face = TrackedFace(
                scores=np.array([scores[name] for name in CHANNELS], np.float32),
                landmarks=shares * unit,
                matrix=matrix.astype(np.float64),
            )
            faces.append(face)
        return faces
