"""Colors of regions and sides, by which curves are told apart."""

import colorsys

from .channels import CHANNELS, OTHER, Side, region_of

Color = tuple[float, float, float]
"""Red, green, blue from 0 to 1, as the display shows them."""

REGION_COLORS: dict[str, Color] = {
    "brows": (0.80, 0.55, 0.30),
    "eyes": (0.33, 0.60, 0.90),
    "jaw": (0.75, 0.45, 0.75),
    "mouth": (0.88, 0.38, 0.40),
    "cheeks": (0.90, 0.72, 0.35),
    "emotions": (0.45, 0.75, 0.45),
    "pose": (0.38, 0.75, 0.70),
    "other": (0.62, 0.62, 0.62),
}
"""Region -> its color, unless the user chose another."""

_LIGHTNESS: dict[Side, float] = {"Left": 1.22, "": 1.0, "Right": 0.72}
"""Side -> factor of the lightness: the left one of two curves is the lighter one."""
_LIGHTEST = 0.92
"""So that left stays to be told from white."""


def curve_color(channel: str, region_color: Color) -> Color:
    """The color of a channel's curve: its region's, lighter at left and darker at right."""
    side = CHANNELS[channel].side if channel in CHANNELS else ""
    hue, lightness, saturation = colorsys.rgb_to_hls(*region_color)
    shade = min(lightness * _LIGHTNESS[side], _LIGHTEST)
    return colorsys.hls_to_rgb(hue, shade, saturation)


def region_color(channel: str) -> Color:
    """The usual color of a channel's region."""
    return REGION_COLORS.get(region_of(channel), REGION_COLORS[OTHER])
