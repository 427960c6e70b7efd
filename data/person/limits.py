"""How many weights a person has, and how large they may be."""

COUNT = 25
"""Modes, and so weights of a person."""
LARGEST_WEIGHT = 5.0
"""Standard deviations; nobody is beyond."""
LIMIT = 2.5
"""Standard deviations at which the weights of people at random are cut off, at a spread of 1."""
LARGEST_SPREAD = LARGEST_WEIGHT / LIMIT
"""At which they just stay within what a person may have."""
