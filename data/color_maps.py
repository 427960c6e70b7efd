"""Color maps for values on a face: equal steps of the value look equally large.

viridis and magma: Nathaniel Smith, Stefan van der Walt and Eric Firing, CC0. cividis: Nuñez,
Anderton and Renslow 2018 (doi 10.1371/journal.pone.0199239), for every kind of color vision, as
its authors gave it to matplotlib. All three are resampled from matplotlib's tables. The diverging
map is this project's own: two straight lines in CAM02-UCS from J' 92 without color to J' 35 and
M' 35, at the hues 258 and 26 degrees.
"""

from typing import NamedTuple

import numpy as np

from .color_space import srgb_to_linear


class ColorMap(NamedTuple):
    """A row of colors over a range of values.

    stops: (n, 3) sRGB, 0..1, evenly spread over the range; at most 32, Blender's ramps hold no
        more.
    symmetric: the range goes as far below 0 as above it.
    """

    title: str
    stops: np.ndarray
    symmetric: bool = False

    @property
    def linear(self) -> np.ndarray:
        """(n, 3) The stops as Blender computes with colors: linear light, sRGB's primaries."""
        return srgb_to_linear(self.stops)

    def colors(self, shares: np.ndarray) -> np.ndarray:
        """Linear colors of the shape (.., 3) at shares (..) of the range: 0 is its lower end, 1 its
        upper one.
        """
        places = np.linspace(0, 1, len(self.stops))
        red, green, blue = self.linear.T
        # Between stops light is mixed, not sRGB: so Blender's own color ramps have it.
        channels = [np.interp(shares, places, channel) for channel in (red, green, blue)]
        return np.stack(channels, axis=-1)


def _stops(text: str) -> np.ndarray:
    """(n, 3) from 0 to 1, of colors in hexadecimal: "ff8000" is (1, 128/255, 0)."""
    colors = [list(bytes.fromhex(color)) for color in text.split()]
    return np.array(colors) / 255


_DIVERGING = _stops(
    """
    0542cf 1e51c6 315dbf 4268bb 5172b9 607cb8 6e85b9 7b8fba 8998bc 96a2bf a3acc3
    b1b7c8 bec1cd ccccd3 dad7da e7e3e2 e1d5d4 dbc7c5 d6bab6 d1aca8 cc9e99 c8918b
    c3847d bf7670 ba6962 b55b54 af4e47 a93f3a a3302d 9b1e21 930214
    """
)

COLOR_MAPS = {
    "viridis": ColorMap(
        "Viridis",
        _stops(
            """
            440154 470d60 48196b 482474 472e7c 453882 414286 3e4b89 3a548c 365d8d 32658e
            2e6d8e 2b758e 287d8e 25858e 228c8d 20948c 1e9c89 20a386 25ab82 2db27d 39ba76
            48c16e 58c765 6acd5b 7ed34f 92d742 a8db34 bedf26 d4e21b e9e41a fde725
            """
        ),
    ),
    "magma": ColorMap(
        "Magma",
        _stops(
            """
            000004 040312 0b0823 140e35 1e1149 2a115d 38106d 461077 54137d 601880 6d1e81
            7a2382 872781 942c80 a2307e af347b bd3977 ca3e72 d6456c e24d66 ec5860 f3655c
            f8745c fb8360 fd9366 fea26f feb27a fec185 fed093 fddfa1 fceeb0 fcfdbf
            """
        ),
    ),
    "cividis": ColorMap(
        "Cividis",
        _stops(
            """
            00224e 00285c 002e6b 073370 1c396f 293f6e 33446c 3d4a6c 45506c 4d556c 555b6d
            5c616e 636770 6b6d72 727274 797877 807e78 888578 908b78 989177 a09775 a89e73
            b0a471 b9ab6d c1b26a cab965 d3c060 dcc859 e5cf52 eed748 f8df3c fee838
            """
        ),
    ),
    "diverging": ColorMap("Blue to Red", _DIVERGING, symmetric=True),
    # Its upper half, from the stop without color on: what is never negative needs no blue.
    "activity": ColorMap("Gray to Red", _DIVERGING[len(_DIVERGING) // 2 :]),
}
"""By the names that operators and files use."""
