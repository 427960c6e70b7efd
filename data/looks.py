"""The looks of a face: colors of its skin, and the edges that are drawn as lines.

Colors are linear RGB. The skin tones go from light to deep in steps that look even; the
undertones turn from rose over olive and gold to red-brown.
"""

from dataclasses import dataclass

Color = tuple[float, float, float]


@dataclass(frozen=True)
class Tone:
    """flush: where blood shows through, cheeks and nose. translucency: how much light enters the
    skin; detail: how much pores and blotches show, both 0 to 1.
    """

    title: str
    skin: Color
    flush: Color
    lips: Color
    brows: Color
    roughness: float = 0.5
    translucency: float = 0.6
    detail: float = 1.0


@dataclass(frozen=True)
class Lines:
    """contours: only MediaPipe's contours, not all edges. thickness: meters."""

    contours: bool
    color: Color
    thickness: float


@dataclass(frozen=True)
class Look:
    title: str
    tip: str
    tone: Tone
    lines: Lines | None = None


_TONES = (
    Tone(
        "Porcelain", (0.79, 0.56, 0.47), (0.71, 0.29, 0.25), (0.58, 0.24, 0.22), (0.2, 0.11, 0.06)
    ),
    Tone("Light", (0.70, 0.43, 0.31), (0.61, 0.20, 0.15), (0.51, 0.17, 0.15), (0.09, 0.045, 0.025)),
    Tone("Olive", (0.54, 0.34, 0.21), (0.47, 0.17, 0.11), (0.39, 0.14, 0.11), (0.02, 0.012, 0.008)),
    Tone("Tan", (0.39, 0.21, 0.115), (0.32, 0.10, 0.06), (0.28, 0.085, 0.07), (0.014, 0.01, 0.006)),
    Tone(
        "Brown",
        (0.22, 0.1, 0.049),
        (0.19, 0.056, 0.032),
        (0.17, 0.054, 0.047),
        (0.01, 0.006, 0.004),
    ),
    Tone(
        "Deep",
        (0.1, 0.044, 0.026),
        (0.1, 0.03, 0.019),
        (0.115, 0.038, 0.036),
        (0.006, 0.004, 0.003),
    ),
)
_CLAY = Tone(
    "Clay", (0.40, 0.37, 0.34), (0.40, 0.37, 0.34), (0.35, 0.31, 0.285), (0.27, 0.245, 0.225),
    roughness=0.75, translucency=0.0, detail=0.0,
)  # fmt: skip

LOOKS = {
    **{tone.title.upper(): Look(tone.title, f"{tone.title} skin", tone) for tone in _TONES},
    "CLAY": Look("Clay", "Gray and matt, to judge the shape alone", _CLAY),
    "WIREFRAME": Look(
        "Wireframe", "Clay and the edges of all triangles", _CLAY,
        Lines(contours=False, color=(0.02, 0.02, 0.025), thickness=0.0003),
    ),
    "CONTOURS": Look(
        "Contours", "Clay and MediaPipe's contours of lips, eyes, irises, brows and face", _CLAY,
        Lines(contours=True, color=(0.0, 0.55, 0.75), thickness=0.0008),
    ),
}  # fmt: skip
DEFAULT = "LIGHT"
