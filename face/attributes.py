"""Every attribute that face, parts, looks and views keep on meshes or hand on in node trees.

One table, so that who writes an attribute and who reads it mean the same. The names are in users'
files and in the node groups there: they stay as they are. A vertex group is an attribute too: no
attribute of the landmarks' mesh may have the name of one of topology's groups.
"""

from ..blender.attributes import Attribute

# Blender's own, which it knows by these names.

POSITION = Attribute("position", "FLOAT_VECTOR")
"""Where each vertex is, in the object's axes, meters."""
CREASE = Attribute("crease_edge", "FLOAT", "EDGE")
"""How much an edge stays sharp under subdivision, 0 to 1. Written by mesh_building.py on the rims
of eyes and mouth."""
SHARP = Attribute("sharp_edge", "BOOLEAN", "EDGE")
"""Whether shading breaks at an edge. Written by mesh_building.py."""
UV_MAP = Attribute("UVMap", "FLOAT2", "CORNER")
"""Places in pictures of a face, 0 to 1 from the lower left. Written by mesh_building.py."""

# The 478 landmarks. Written by mesh_building.py, REST by mesh.py.

LANDMARK = Attribute("landmark", "INT")
"""Each vertex's MediaPipe index: shows when vertices were sorted."""
REST = Attribute("rest", "FLOAT_VECTOR")
"""Where the model's neutral face has the vertex, in the object's axes, meters. On a garment, where
some neutral face has it."""
AREA = Attribute("part", "INT", "FACE")
"""Index into topology.AREAS."""

# The garment: the ready mesh of a dressed face, whose vertices are mixed of few points. Written
# by parts/garment_meshes.py; what each says more exactly: data/anatomy/garment.

FLESH = Attribute("flesh", "BOOLEAN", "FACE")
"""True within mouth and lids."""
EYE = Attribute("eye", "FLOAT_VECTOR")
"""Place on an eyeball: in iris radii from its center, z to the front."""
PUPIL = Attribute("pupil")
"""The pupil's radius in iris radii. By parts/dress.py, as a user sets it."""
IRIS_COLOR = Attribute("iris_color", "FLOAT_COLOR")
"""By parts/dress.py, as a user sets it."""
MIX_OFFSET = Attribute("mix_offset", "FLOAT_VECTOR")
"""What is added to the mixture, meters."""
MIX_MORE = Attribute("mix_more", "BOOLEAN")
"""True where more than 4 points are mixed."""
TOOTH = Attribute("tooth", "BOOLEAN")
"""True on teeth, gums and tongue."""
TOOTH_X = Attribute("tooth_x")
"""How far those are from the middle, meters."""
LASH = Attribute("lash", "BOOLEAN")
"""True on lashes."""
STRAND = Attribute("strand", "FLOAT_VECTOR")
"""Place in the hair: x and y on a circle for each layer, the same along a strand; z from 0 at the
crown to 1 at its end."""
HAIR_COLOR = Attribute("hair_color", "FLOAT_COLOR")
"""By parts/garment_group.py, as a user sets it."""

# Control points and relay points. Written by parts/garment_meshes.py.

CONTROL_KIND = Attribute("control_kind", "INT")
"""One of data/anatomy/garment/controls.py's Kind."""
CONTROL_SOURCE = Attribute("control_source", "INT")
"""The landmark that a control point goes with."""
FROM_MIDDLE = Attribute("from_middle", "BOOLEAN")
"""Whether it is told from the middle of the lips instead."""
LOCAL = Attribute("local", "FLOAT_VECTOR")
"""A point's place from there, or in the frame that it belongs to, meters."""
JAW_SHARE = Attribute("jaw_share")
"""How far it goes with the jaw, 0 to 1."""
LIFT = Attribute("lift")
"""How far up it goes where lips touch, 1 behind the middle of the upper lip."""
OPPOSITE = Attribute("opposite", "INT")
"""On the rims of the upper lids: the landmark below on the lower lid; else 0."""
IS_LEFT = Attribute("is_left", "BOOLEAN")
"""Whether it belongs to the left eye."""
LID_SKIN = Attribute("lid_skin", "BOOLEAN")
"""True on relay points that are skin, which is moved out of the eyeballs."""
LID_MARGIN = Attribute("lid_margin")
"""Of those 1 on the inner edge of a lid's thickness, 0 on the skin."""
LASH_FRAME = Attribute("lash_frame", "BOOLEAN")
"""True on relay points that are the frame of a lash."""
RIM_FIRST = Attribute("rim_first", "INT")
"""The relay point where the edge of a lid's rim begins that a lash stands on."""
RIM_NEXT = Attribute("rim_next", "INT")
"""The relay point where that edge ends."""
RIM_SHARE = Attribute("rim_share")
"""How far along that edge the root is, 0 to 1."""


def mix_index(place: int) -> Attribute:
    """The index of a point that a vertex is mixed of."""
    return Attribute(f"mix_index_{place}", "INT")


def mix_weight(place: int) -> Attribute:
    """How much of that point a vertex is."""
    return Attribute(f"mix_weight_{place}")


def spread_index(place: int) -> Attribute:
    """The landmark at a corner of the triangle that a vertex lies in."""
    return Attribute(f"spread_index_{place}", "INT")


def spread_weight(place: int) -> Attribute:
    """How much of that landmark's value a vertex has."""
    return Attribute(f"spread_weight_{place}")


# Looks. Written by looks/painting.py and looks/lines.py.

SKIN_LIPS = Attribute("skin_lips")
SKIN_LIDS = Attribute("skin_lids")
SKIN_FLUSH = Attribute("skin_flush")
SKIN_SHADE = Attribute("skin_shade")
SKIN_BROW = Attribute("skin_brow", "FLOAT_VECTOR")
MASKS = (SKIN_LIPS, SKIN_LIDS, SKIN_FLUSH, SKIN_SHADE, SKIN_BROW)
"""The masks that color the skin. What each says: data/anatomy/masks.py."""
LINE = Attribute("line", "INT", "EDGE")
"""1 on the landmarks' edges, 8 on MediaPipe's contours, 0 on all that are added."""
LINE_COLOR = Attribute("line_color", "FLOAT_COLOR")
"""On the tubes that are lines."""
LINE_AXIS = Attribute("line_axis", "FLOAT_VECTOR")
"""The surface's normal, for the points that the irises' rings stand on: points have none."""

# Research views. Written by the modules of views/.

VALUE = Attribute("heat")
"""What was measured. By views/color.py."""
RANGE_END = Attribute("heat_maximum")
"""The upper end of the range, the same on every point."""
ON_SKIN = Attribute("heat_skin", "BOOLEAN", "FACE")
"""True on the landmarks' skin and lips. By views/coloring.py, on garments by
parts/garment_meshes.py."""
VIEW_COLOR = Attribute("Heat Map", "FLOAT_COLOR")
"""The color, which Solid mode shows too; on faces and on color bars."""
STORED_REFERENCE = Attribute("heat_reference", "FLOAT_VECTOR")
"""Positions that the user keeps to compare with, in the object's axes, meters. By
views/heat_map.py."""

MUSCLES_PREFIX = "muscles of "
"""Begins the names of all attributes that `muscles_of` makes."""


def muscles_of(channel: str) -> Attribute:
    """How far each landmark lies over the muscles of a channel, 0 to 1. By views/muscles.py."""
    return Attribute(MUSCLES_PREFIX + channel)
