"""Teeth, gums and a tongue behind the lips; those of the lower jaw follow the jaw.

Lengths are meters, in the face's own axes.
"""

import bpy
import numpy as np

from ...blender.attributes import store
from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import finish, modifier_group, use_objects
from ...blender.nodes import Input, Socket
from ...data.anatomy.mouth import MOUTH, shapes
from ..attributes import ADDED, IN_JAW, REST
from .jaw import find_jaw, find_lips, move_with_jaw

TEETH = "Face: Teeth"
"""Name of the modifier, which comes after the surface is smoothed."""
_GROUP = "Face Teeth"
_PIECES = "Face Teeth and Tongue"

_INSIDE = 0.005
"""From how far inside the corners of the mouth teeth yield."""
_YIELD = 1.5
"""How far back for each meter beyond."""

_MILLIMETERS = 1000
"""In a meter; data/anatomy/mouth.py has millimeters."""


def teeth_group(pieces: bpy.types.Object) -> bpy.types.NodeTree:
    """The shared node group that puts teeth and tongue into the mouth."""
    if group := bpy.data.node_groups.get((_GROUP, None)):
        return use_objects(group, pieces)
    tree, given, sink = modifier_group(_GROUP)
    geometry = given["Geometry"]
    jaw = find_jaw(tree, geometry)
    inside = tree.object_geometry(pieces)
    # By the neutral face: teeth are bone, and do not go with the lips.
    lips = find_lips(tree, geometry, tree.attribute(REST))
    place = tree.vector("ADD", lips.middle, tree.position())
    place = tree.vector("ADD", place, _retreat(tree, geometry))
    lowered = move_with_jaw(tree, place, jaw)
    place = tree.switch(tree.attribute(IN_JAW), place, lowered, "VECTOR")
    inside = tree.move(inside, place)
    return finish(tree, sink, tree.join(geometry, inside))


def _retreat(tree: GeometryTree, geometry: Input) -> Socket:
    """Backwards, for teeth near the corners of a narrow mouth, which would come through them."""
    position = tree.position()
    right_corner, left_corner = MOUTH.corners
    right = tree.at(geometry, position, right_corner)
    left = tree.at(geometry, position, left_corner)
    across = tree.vector("SUBTRACT", right, left)
    width = tree.vector("LENGTH", across)
    x, _, _ = tree.split(position)
    from_middle = tree.math("ABSOLUTE", x)
    beyond = tree.math("MULTIPLY_ADD", width, -0.5, from_middle)
    beyond = tree.math("ADD", beyond, _INSIDE)
    beyond = tree.math("MAXIMUM", beyond, 0.0)
    back = tree.math("MULTIPLY", beyond, _YIELD)
    return tree.combine(0.0, back, 0.0)


def pieces(*materials: bpy.types.Material) -> bpy.types.Object:
    """Teeth, gums and tongue as an object that is in no scene; materials in this order."""
    if obj := bpy.data.objects.get((_PIECES, None)):
        return obj
    obj = bpy.data.objects.new(_PIECES, _pieces_mesh(materials))
    _subdivide_for_good(obj)
    return obj


def _pieces_mesh(materials: tuple[bpy.types.Material, ...]) -> bpy.types.Mesh:
    """All shapes of data/anatomy/mouth.py in one mesh."""
    vertices = []
    polygons = []
    kinds = []  # of each polygon: the index of its material
    in_jaw = []  # of each vertex
    count = 0
    for shape in shapes():
        vertices.append(shape.vertices / _MILLIMETERS)
        for polygon in shape.faces:
            polygons.append([count + corner for corner in polygon])
            kinds.append(shape.kind)
        in_jaw += [shape.jaw] * len(shape.vertices)
        count += len(shape.vertices)
    mesh = bpy.data.meshes.new(_PIECES)
    all_vertices = np.concatenate(vertices)
    mesh.from_pydata(all_vertices.tolist(), [], polygons)
    for material in materials:
        mesh.materials.append(material)
    slots = np.array(kinds, np.int32)
    mesh.polygons.foreach_set("material_index", slots)
    mesh.shade_smooth()
    store(mesh, IN_JAW, np.array(in_jaw))
    store(mesh, ADDED, np.ones(count))
    return mesh


def _subdivide_for_good(obj: bpy.types.Object) -> None:
    """Give an object that is in no scene a mesh of its smoothed surface, under the same name."""
    modifier = obj.modifiers.new("Smooth", "SUBSURF")
    modifier.levels = 1
    # Blender evaluates only what is in a scene.
    scene = bpy.context.scene
    scene.collection.objects.link(obj)
    coarse = obj.data
    depsgraph = bpy.context.evaluated_depsgraph_get()
    evaluated = obj.evaluated_get(depsgraph)
    obj.data = bpy.data.meshes.new_from_object(evaluated)
    scene.collection.objects.unlink(obj)
    obj.modifiers.clear()
    # Only once the coarse mesh is gone is its name free.
    name = coarse.name
    bpy.data.meshes.remove(coarse)
    obj.data.name = name
