"""How many landmarks a face may have, and what to say when it has another number."""

from ..anatomy.topology import LANDMARKS, WITHOUT_IRISES

COUNTS = (LANDMARKS, WITHOUT_IRISES)
"""Trackers of both generations are in use."""
TRACK_AGAIN = "track the picture again with MediaPipe's Face Landmarker or py-feat"


def wrong_count(count: int) -> str:
    """What is wrong with a face of this many landmarks."""
    return f"holds {count} landmarks, not MediaPipe's {LANDMARKS}; {TRACK_AGAIN}"
