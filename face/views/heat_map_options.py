"""What a user chooses of a heat map."""

from typing import Literal, NamedTuple

import bpy

Reference = Literal["REST", "STORED", "OTHER"]
Span = Literal["FIXED", "AUTO", "TAKE"]


class HeatMap(NamedTuple):
    """reference: "REST" the model's neutral face, "STORED" what `store_reference` kept, "OTHER"
    the face `other` as it is. span: "FIXED" up to `millimeters`, "AUTO" up to the largest of the
    moment, "TAKE" up to the largest of the scene's frames. signed: along the reference's normals,
    outwards positive, on the diverging map; else the length, on `color_map`.
    """

    reference: Reference = "REST"
    other: bpy.types.Object | None = None
    span: Span = "FIXED"
    millimeters: float = 10.0
    color_map: str = "viridis"
    signed: bool = False
    bar: bool = True
