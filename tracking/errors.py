"""What can be wrong with a user's video or camera, said so that the user can mend it."""

from blendshape_face.data.errors import FaceError


class TrackingError(FaceError):
    """Nothing can be tracked. The message names the file or device and what to do."""


_LIBRARIES = "libegl1 libgles2 libgl1 libglib2.0-0"
"""Packages of Debian's and Ubuntu's that MediaPipe, and what it brings along, need."""


def missing_library(error: Exception) -> TrackingError:
    """What to do where a library of the system cannot be loaded."""
    return TrackingError(
        f"MediaPipe needs a library of the system that is missing here: {error}. On Debian and "
        f"Ubuntu: sudo apt-get install -y {_LIBRARIES}"
    )
