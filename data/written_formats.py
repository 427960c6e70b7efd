"""The formats that takes are written in, as users know them; who writes them: takes/writers.py."""

LIVELINK = "Live Link Face"
MEDIAPIPE = "MediaPipe"
PYFEAT = "py-feat"

WRITTEN = {"LIVELINK": LIVELINK, "MEDIAPIPE": MEDIAPIPE, "PYFEAT": PYFEAT}
"""Title by the id of a format in Blender's interface."""
