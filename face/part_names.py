"""What the interface says of parts: their names, and how smooth skin can be."""

TITLES = {
    "HEAD": "Head",
    "MOUTH": "Mouth",
    "EYES": "Eyes",
    "HAIR": "Hair",
    "SMOOTH": "Smooth",
}
"""Parts as users know them, by the identifiers that operators take."""
FINEST = 3
"""How often each edge of the skin is halved at most."""
