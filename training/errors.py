"""What can be wrong with a user's frames or settings, said so that the user can mend it."""

from blendshape_face.data.errors import FaceError


class TrainingError(FaceError):
    """Frames or settings from which no model can be fitted. The message names file and key."""
