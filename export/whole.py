"""How whole faces leave."""

from typing import NamedTuple


class Whole(NamedTuple):
    """Faces leave with all that they wear. level: how often each edge of their skin is halved.
    picture: pixels of the side of the picture that colors them. bones: eyes and jaw turn by bones,
    not by targets.
    """

    level: int = 0
    picture: int = 1024
    bones: bool = False
