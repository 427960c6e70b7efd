"""Of how much a garment's vertex is mixed: what makes garments and what stores them agree on it."""

MOST = 16
"""Control points that a vertex is mixed of at most; the smallest shares are left out."""
MOST_BLOCKS = 4
"""Blocks of the oval that a vertex of the head goes with."""
