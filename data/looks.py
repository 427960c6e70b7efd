"""The looks of a face: colors of its skin, and the edges that are drawn as lines.

Colors are linear RGB. The skin tones go from light to deep in steps that look even; the
undertones turn from rose over olive and gold to red-brown.
"""

from typing import NamedTuple

Color = tuple[float, float, float]
"""Linear red, green and blue, 0 to 1."""


class Tone(NamedTuple):
    """A skin. flush: where blood shows through, cheeks and nose.

    translucency: how much light enters the skin; detail: how much pores and blotches show, both 0
    to 1.
    """

    title: str
    skin: Color
    flush: Color
    lips: Color
    brows: Color
    hair: Color
    roughness: float = 0.5
    translucency: float = 0.6
    detail: float = 1.0


class Lines(NamedTuple):
    """contours: only MediaPipe's contours, not all edges. thickness: meters."""

    contours: bool
    color: Color
    thickness: float


class Look(NamedTuple):
    """title, tip: what the menu says. lines: None for a surface without them. has_hair: whether a
    face gets hair with it.
    """

    title: str
    tip: str
    tone: Tone
    lines: Lines | None = None
    has_hair: bool = True


# Chosen by eye in renders under the studio's light.
TONES = (
    Tone(
        title="Porcelain",
        skin=(0.79, 0.56, 0.47),
        flush=(0.71, 0.29, 0.25),
        lips=(0.58, 0.24, 0.22),
        brows=(0.2, 0.11, 0.06),
        hair=(0.30, 0.165, 0.075),
    ),
    Tone(
        title="Light",
        skin=(0.70, 0.43, 0.31),
        flush=(0.61, 0.20, 0.15),
        lips=(0.51, 0.17, 0.15),
        brows=(0.09, 0.045, 0.025),
        hair=(0.095, 0.048, 0.024),
    ),
    Tone(
        title="Olive",
        skin=(0.54, 0.34, 0.21),
        flush=(0.47, 0.17, 0.11),
        lips=(0.39, 0.14, 0.11),
        brows=(0.02, 0.012, 0.008),
        hair=(0.028, 0.016, 0.010),
    ),
    Tone(
        title="Tan",
        skin=(0.39, 0.21, 0.115),
        flush=(0.32, 0.10, 0.06),
        lips=(0.28, 0.085, 0.07),
        brows=(0.014, 0.01, 0.006),
        hair=(0.016, 0.011, 0.008),
    ),
    Tone(
        title="Brown",
        skin=(0.22, 0.1, 0.049),
        flush=(0.19, 0.056, 0.032),
        lips=(0.17, 0.054, 0.047),
        brows=(0.01, 0.006, 0.004),
        hair=(0.011, 0.008, 0.006),
    ),
    Tone(
        title="Deep",
        skin=(0.1, 0.044, 0.026),
        flush=(0.1, 0.03, 0.019),
        lips=(0.115, 0.038, 0.036),
        brows=(0.006, 0.004, 0.003),
        hair=(0.008, 0.006, 0.005),
    ),
)
"""Skin, from light to deep."""
# As dull as clay, and the same all over: what is seen is the shape.
_CLAY = Tone(
    title="Clay",
    skin=(0.40, 0.37, 0.34),
    flush=(0.40, 0.37, 0.34),
    lips=(0.35, 0.31, 0.285),
    brows=(0.27, 0.245, 0.225),
    hair=(0.27, 0.245, 0.225),
    roughness=0.75,
    translucency=0.0,
    detail=0.0,
)

LOOKS = {
    **{tone.title.upper(): Look(tone.title, f"{tone.title} skin", tone) for tone in TONES},
    "CLAY": Look(
        title="Clay",
        tip="Gray and matt, to judge the shape alone",
        tone=_CLAY,
        has_hair=False,
    ),
    "WIREFRAME": Look(
        title="Wireframe",
        tip="Clay and the edges of all triangles",
        tone=_CLAY,
        lines=Lines(contours=False, color=(0.02, 0.02, 0.025), thickness=0.0003),
        has_hair=False,
    ),
    "CONTOURS": Look(
        title="Contours",
        tip="Clay and MediaPipe's contours of lips, eyes, irises, brows and face",
        tone=_CLAY,
        lines=Lines(contours=True, color=(0.0, 0.55, 0.75), thickness=0.0008),
        has_hair=False,
    ),
}
"""By the names that operators and files use, in the order of the menu."""
DEFAULT = "LIGHT"
"""The look of a new face."""
