"""What can be wrong with a user's video or camera, said so that the user can mend it."""

from blendshape_face.data.errors import FaceError


class TrackingError(FaceError):
    """Nothing can be tracked. The message names the file or device and what to do."""
