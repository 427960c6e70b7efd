"""What a user may choose of how a recording is read; what is made of it: takes/options.py."""

DEFAULT_FPS = 30.0
"""Frames a second of files that name no rate, unless the user does."""

DEFAULT_FULL_VALUE = 1.0
"""Of files whose strengths go from 0 to 1."""

LARGEST = "largest"
"""Choice of a face: the person most seen, and of several as often seen the largest."""
ALL = "all"
"""Choice of a face: every one, as a take of its own."""

AUTO = "auto"
"""Choice of a clock or a unit: the one that is found."""
ROWS = "rows"
"""Choice of a clock: none; rows are counted at the frame rate."""
FRAMES = "frames"
"""Choice of a unit: the clock counts frames, at the frame rate."""
UNITS = {
    "s": 1.0,
    "ms": 1e-3,
    "us": 1e-6,
    "ns": 1e-9,
    "min": 60.0,
    "h": 3600.0,
    "days": 86_400.0,
}
"""Unit -> seconds."""
