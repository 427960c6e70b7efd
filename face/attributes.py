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
of eyes and mouth, by parts/head.py where the head is sewn on."""
SHARP = Attribute("sharp_edge", "BOOLEAN", "EDGE")
"""Whether shading breaks at an edge. Written by mesh_building.py."""
UV_MAP = Attribute("UVMap", "FLOAT2", "CORNER")
"""Places in pictures of a face, 0 to 1 from the lower left. Written by mesh_building.py."""

# The 478 landmarks. Written by mesh_building.py, REST by mesh.py.

LANDMARK = Attribute("landmark", "INT")
"""Each vertex's MediaPipe index: shows when vertices were sorted."""
REST = Attribute("rest", "FLOAT_VECTOR")
"""Where the model's neutral face has the vertex, in the object's axes, meters. The head's vertices
have it too, by parts/head.py."""
AREA = Attribute("part", "INT", "FACE")
"""Index into topology.AREAS."""
RIM = Attribute("rim")
"""On the rim of the lips: 1 in the middle of the upper, -1 of the lower lip, near 0 at the corners;
0 on all other vertices."""
OPPOSITE = Attribute("opposite", "INT")
"""On the rims of the upper lids: the landmark below on the lower lid; else 0."""
SEAM = Attribute("seam", "BOOLEAN")
"""True on the vertices of face and head that are sewn together. The head's by parts/head.py."""

# What is built around the landmarks. Written by the modules of parts/.

ADDED = Attribute("added", "BOOLEAN")
"""True on whatever is joined to a face: head, eyes, teeth, lashes, lines."""
FLESH = Attribute("flesh", "BOOLEAN", "FACE")
"""True within mouth and lids. Whatever else is drawn out of a rim comes from the skin there. By
parts/flesh.py."""
LID_MARGIN = Attribute("lid_margin")
"""1 on the inner edge of a lid's thickness, 0 on the skin. By parts/lids.py."""
IS_LEFT = Attribute("is_left", "BOOLEAN")
"""Whether a vertex of eyeballs or lashes belongs to the left eye. By parts/eyeballs.py and
parts/lashes.py."""
IN_JAW = Attribute("jaw", "BOOLEAN")
"""Whether a vertex of teeth and tongue turns with the jaw. By parts/teeth.py."""

EYE = Attribute("eye", "FLOAT_VECTOR")
"""Place on an eyeball: in iris radii from its center, z to the front. By parts/eyeballs.py."""
PUPIL = Attribute("pupil")
"""The pupil's radius in iris radii, on eyeballs. By parts/eyes.py."""
IRIS_COLOR = Attribute("iris_color", "FLOAT_COLOR")
"""On eyeballs. By parts/eyes.py."""

# Of the head's vertices, from data/assets/head.npz, and gone before the head is joined to a face.
# The nearest edge of the oval goes from its first to its next landmark. Written by parts/head.py.

OVAL_FIRST = Attribute("oval_first", "INT")
"""Index of the landmark where that edge begins."""
OVAL_NEXT = Attribute("oval_next", "INT")
"""Index of the landmark where that edge ends."""
OVAL_FIRST_REST = Attribute("oval_first_rest", "FLOAT_VECTOR")
"""Where the head was made for the first landmark to be, meters."""
OVAL_NEXT_REST = Attribute("oval_next_rest", "FLOAT_VECTOR")
"""Where the head was made for the next landmark to be, meters."""
OVAL_SHARE = Attribute("oval_share")
"""How far along that edge the vertex is, 0 to 1."""
FOLLOW = Attribute("follow")
"""What share of the oval's motion the vertex takes part in, 0 to 1."""

# Of the lashes' vertices, from data/anatomy/lashes.py, and gone before they are joined to a face.
# A lash's root is on an edge of a lid's rim. Written by parts/lashes.py.

RIM_FIRST = Attribute("rim_first", "INT")
"""Index of the landmark where that edge begins."""
RIM_NEXT = Attribute("rim_next", "INT")
"""Index of the landmark where that edge ends."""
RIM_SHARE = Attribute("rim_share")
"""How far along that edge the root is, 0 to 1."""
LASH_OFFSET = Attribute("lash_offset", "FLOAT_VECTOR")
"""From the root: outwards from the eyeball, away from the rim, along the rim; meters."""

# Looks. Written by looks/painting.py and looks/lines.py.

SKIN_LIPS = Attribute("skin_lips")
SKIN_LIDS = Attribute("skin_lids")
SKIN_FLUSH = Attribute("skin_flush")
SKIN_SHADE = Attribute("skin_shade")
SKIN_BROW = Attribute("skin_brow", "FLOAT_VECTOR")
MASKS = (SKIN_LIPS, SKIN_LIDS, SKIN_FLUSH, SKIN_SHADE, SKIN_BROW)
"""The masks that color the skin. What each says: data/anatomy/masks.py."""
LINE = Attribute("line", "INT", "EDGE")
"""1 on the landmarks' edges, 8 on MediaPipe's contours. Subdivision keeps it on the pieces of these
edges; edges that are added have 0; sewing a head to the oval halves it there."""
LINE_COLOR = Attribute("line_color", "FLOAT_COLOR")
"""On the tubes that are lines."""
LINE_AXIS = Attribute("line_axis", "FLOAT_VECTOR")
"""The surface's normal, for the points that the irises' rings stand on: points have none."""

# Research views. Written by the modules of views/.

VALUE = Attribute("heat")
"""What was measured. By views/color.py."""
VALUE_SHARE = Attribute("heat_share")
"""How much of a value is the landmarks'; sewing the head on mixes in its zeros."""
RANGE_END = Attribute("heat_maximum")
"""The upper end of the range, the same on every point."""
ON_SKIN = Attribute("heat_skin", "BOOLEAN", "FACE")
"""True on the landmarks' skin and lips, and on flesh that is drawn out of them."""
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
