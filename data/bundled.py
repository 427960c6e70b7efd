"""The models that come with the extension, by name."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import FaceModel


ARKIT = "arkit"
"""For strengths as ARKit gives them."""
MEDIAPIPE = "mediapipe"
"""For scores as MediaPipe's Face Landmarker gives them."""

TITLES = {
    ARKIT: "ARKit's scale: sculpted shapes, for an iPhone's recordings and for work by hand",
    MEDIAPIPE: "MediaPipe's scale: fitted to tracked faces, for MediaPipe and py-feat recordings",
}
"""Name -> what the menu of models says, in its order."""

_FOLDER = Path(__file__).parent / "assets" / "models"


def path_of(name: str) -> Path:
    """The file of a model in TITLES."""
    return _FOLDER / f"{name}.npz"


def bundled(name: str = ARKIT) -> "FaceModel":
    """A model in TITLES, read from its file at each call."""
    from .model import FaceModel

    return FaceModel.load(path_of(name))
