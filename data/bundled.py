"""The models that come with the extension, by name."""

from pathlib import Path

from .model import FaceModel

ARKIT, MEDIAPIPE = "arkit", "mediapipe"
"""For strengths as ARKit gives them, and as MediaPipe's Face Landmarker does."""

TITLES = {
    ARKIT: "ARKit's scale: sculpted shapes, for an iPhone's recordings and for work by hand",
    MEDIAPIPE: "MediaPipe's scale: fitted to tracked faces, for MediaPipe and py-feat recordings",
}

_FOLDER = Path(__file__).parent / "assets" / "models"


def path_of(name: str) -> Path:
    return _FOLDER / f"{name}.npz"


def bundled(name: str = ARKIT) -> FaceModel:
    return FaceModel.load(path_of(name))
