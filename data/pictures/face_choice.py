"""Which of the faces in a picture."""

LARGEST_FACE = 0
"""Choice of a face: the one that takes up most of the picture."""
