"""The holes in the face: mouth and eyes, by the landmarks around them."""

from typing import NamedTuple


class Opening(NamedTuple):
    """upper[i] lies over lower[i]; the rims go from corners[0] to corners[1], and meet there."""

    upper: tuple[int, ...]
    lower: tuple[int, ...]
    corners: tuple[int, int]

    @property
    def middle(self) -> tuple[int, int]:
        """The landmarks in the middle of the upper and of the lower rim."""
        half = len(self.upper) // 2
        return self.upper[half], self.lower[half]


# The mouth goes from the right corner to the left one, eyes from the outer corner to the inner.
OPENINGS = {
    "mouth": Opening(
        upper=(191, 80, 81, 82, 13, 312, 311, 310, 415),
        lower=(95, 88, 178, 87, 14, 317, 402, 318, 324),
        corners=(78, 308),
    ),
    "right_eye": Opening(
        upper=(246, 161, 160, 159, 158, 157, 173),
        lower=(7, 163, 144, 145, 153, 154, 155),
        corners=(33, 133),
    ),
    "left_eye": Opening(
        upper=(466, 388, 387, 386, 385, 384, 398),
        lower=(249, 390, 373, 374, 380, 381, 382),
        corners=(263, 362),
    ),
}
"""By the name among topology.AREAS of the triangles that fill it."""
