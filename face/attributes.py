"""Every attribute that face, parts, looks and views keep on meshes or hand on in node trees.

One table, so that who writes an attribute and who reads it mean the same. The names are in users'
files and in the node groups there: they stay as they are. A vertex group is an attribute too: no
attribute of the landmarks' mesh may have the name of one of topology's groups.
"""

from ..blender.attributes import Attribute, DataType
from ..data.anatomy.mixing import MOST, MOST_BLOCKS

# Blender's own, which it knows by these names.

POSITION = Attribute("position", "FLOAT_VECTOR")
"""Where each vertex is, in the object's axes, meters. Of ready garments: what is added to the
mixture, or where a rigid vertex is on its carrier."""
CREASE = Attribute("crease_edge", "FLOAT", "EDGE")
"""How much an edge stays sharp under subdivision, 0 to 1. Written by mesh_building.py on the rims
of eyes and mouth."""
SHARP = Attribute("sharp_edge", "BOOLEAN", "EDGE")
"""Whether shading breaks at an edge. Written by mesh_building.py."""
UV_MAP = Attribute("UVMap", "FLOAT2", "CORNER")
"""Places in pictures of a face, 0 to 1 from the lower left. Written by mesh_building.py."""

ATLAS = Attribute("Atlas", "FLOAT2", "CORNER")
"""Places in one picture of the whole dressed face, 0 to 1 from the lower left. Written by
dressed/one_mesh.py."""

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
MIX = Attribute("mix", "BOOLEAN")
"""True where at least one point is mixed."""
MIX_MORE = Attribute("mix_more", "BOOLEAN")
"""True where more than 4 points are mixed."""
WITH_OVAL = Attribute("with_oval", "BOOLEAN")
"""True on what goes along with the face's oval."""
ON_HEAD = Attribute("on_head", "BOOLEAN")
"""True on the head around the face, on hair and shirt."""
TOOTH = Attribute("tooth", "BOOLEAN")
"""True on teeth, gums and tongue."""
IN_JAW = Attribute("in_jaw", "BOOLEAN")
"""True on those that go with the jaw."""
RIGHT_EYE = Attribute("right_eye", "BOOLEAN")
LEFT_EYE = Attribute("left_eye", "BOOLEAN")
"""True on an eyeball and its cornea."""
LASH = Attribute("lash", "BOOLEAN")
"""True on lashes."""
LASH_ROOT = Attribute("lash_root", "INT")
"""Of lashes the relay point that is their root."""
STRAND = Attribute("strand", "FLOAT_VECTOR")
"""Place in the hair: x and y on a circle for each layer, the same along a strand; z from 0 at the
crown to 1 at its end."""
HAIR_COLOR = Attribute("hair_color", "FLOAT_COLOR")
"""By parts/garment_group.py, as a user sets it."""

# Control points and relay points. Written by parts/garment_meshes.py.

CONTROL_KIND = Attribute("control_kind", "INT")
"""One of data/anatomy/garment/control_points.py's Kind."""
CONTROL_SOURCE = Attribute("control_source", "INT")
"""The landmark that a control point goes with."""
FROM_MIDDLE = Attribute("from_middle", "BOOLEAN")
"""Whether it is told from the middle of the lips instead."""
LOCAL = Attribute("local", "FLOAT_VECTOR")
"""A point's place from there, meters."""
JAW_SHARE = Attribute("jaw_share")
"""How far it goes with the jaw, 0 to 1."""
LIFT = Attribute("lift")
"""How far up it goes where lips touch, 1 behind the middle of the upper lip."""
OPPOSITE = Attribute("opposite", "INT")
"""On the rims of the upper lids: the landmark below on the lower lid; else 0."""
IS_LEFT = Attribute("is_left", "BOOLEAN")
"""Whether it belongs to the left eye."""
IS_IRIS = Attribute("is_iris", "BOOLEAN")
"""Whether it is a landmark of a flat iris, which the lids cut."""
LID_SKIN = Attribute("lid_skin", "BOOLEAN")
"""True on relay points that are skin, which is moved out of the eyeballs."""
LID_MARGIN = Attribute("lid_margin")
"""Of those 1 on the inner edge of a lid's thickness, 0 on the skin."""
IS_LASH_ROOT = Attribute("is_lash_root", "BOOLEAN")
"""True on relay points that are the root of a lash."""
LASH_MATRIX = Attribute("lash_matrix", "FLOAT4X4")
"""On those where the lash stands, and how it is turned. By nodes."""
OVAL_BLOCK = Attribute("oval_block", "FLOAT4X4")
"""On the first control points: three landmarks of the oval as a matrix's columns. By nodes."""
RIM_FIRST = Attribute("rim_first", "INT")
"""The relay point where the edge of a lid's rim begins that a lash stands on."""
RIM_NEXT = Attribute("rim_next", "INT")
"""The relay point where that edge ends."""
RIM_SHARE = Attribute("rim_share")
"""How far along that edge the root is, 0 to 1."""


def _numbered(
    name: str,
    count: int,
    data_type: DataType,
) -> tuple[Attribute, ...]:
    """Attributes for the points of a vertex: name_0, name_1 and so on."""
    return tuple(Attribute(f"{name}_{number}", data_type) for number in range(count))


MIX_INDEX = _numbered("mix_index", MOST, "INT")
"""The points that a vertex is mixed of, the weightiest first."""
MIX_WEIGHT = _numbered("mix_weight", MOST, "FLOAT")
"""How much of each it is."""
HEAD_INDEX = _numbered("head_index", MOST_BLOCKS, "INT")
"""The blocks of the oval that a vertex of the head goes with."""
HEAD_WEIGHT = _numbered("head_weight", MOST_BLOCKS, "FLOAT_VECTOR")
"""How much of each block's three landmarks it is."""
SPREAD_INDEX = _numbered("spread_index", 3, "INT")
"""The landmarks at the corners of the triangle that a vertex lies in."""
SPREAD_WEIGHT = _numbered("spread_weight", 3, "FLOAT")
"""How much of each one's value it has."""
BLOCK_CORNER = _numbered("block_corner", 3, "INT")
"""On the first control points: the landmarks that are a block's columns."""

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
