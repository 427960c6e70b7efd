"""What numbers a stimulus set may have, and those it has unless told otherwise."""

SIZES = (16, 8192)
"""Least and most pixels a side."""

SAMPLES = (1, 65536)
"""Least and most samples a pixel."""

PEOPLE = (1, 10_000)
"""Least and most people."""
LONGEST_NAME = 48
"""Letters: several names, angles and a model's make one file's, of which systems take 255 bytes."""

USUAL_SIZE = 512
"""Pixels a side."""
USUAL_SAMPLES = 32
"""Samples a pixel."""
FIRST_SEED = 1
"""Of people at random."""
USUAL_SPREAD = 1.0
"""How far they differ: as people do."""
ONSET = 0.5
HOLD = 1.0
OFFSET = 0.5
"""Seconds of a film's phases."""
