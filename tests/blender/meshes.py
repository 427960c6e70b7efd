"""Meshes with shape keys of their own, as characters are, for the tests."""

import bpy
import numpy as np
from blendshape_face.animation import import_take
from blendshape_face.blender import actions
from blendshape_face.data.takes import ReadOptions

SIX = (
    "jawOpen",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "mouthSmileLeft",
    "mouthSmileRight",
    "browInnerUp",
)
_SIDE = 8
"""Vertices of a side."""


def add_character(names, name="Hero", size=0.1, offset=0.01):
    """A square of 8 by 8 vertices, of which each shape key lifts one by the offset; selected."""
    steps = np.arange(_SIDE) * size / _SIDE
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(x, y, 0) for x in steps for y in steps], [], quads())
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.shape_key_add(name="Basis", from_mix=False)
    for number, key_name in enumerate(names):
        key = obj.shape_key_add(name=key_name, from_mix=False)
        key.value = 0
        key.points[number].co.z += offset
    choose(obj)
    return obj


def quads():
    """The polygons of the square."""
    corners = [x * _SIDE + y for x in range(_SIDE - 1) for y in range(_SIDE - 1)]
    return [(a, a + 1, a + _SIDE + 1, a + _SIDE) for a in corners]


def add_object(name, data=None):
    """An object of any data, in the scene."""
    obj = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def choose(*objects):
    """Select objects alone; the last one is active."""
    layer = bpy.context.view_layer
    for obj in layer.objects:
        obj.select_set(obj in objects)
    layer.objects.active = objects[-1]
    layer.update()


def keyed(obj):
    """Names of the shape keys that have keys."""
    return {curve.data_path.split('"')[1] for curve in actions.fcurves(obj.data.shape_keys)}


def report_of(path, **options):
    """What the import says, done by the function behind the operator."""
    return import_take.import_take(bpy.context, path, ReadOptions(**options))


def shape(obj):
    """(V, 3) of the evaluated mesh in the world."""
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = evaluated.to_mesh()
    found = np.array([obj.matrix_world @ vertex.co for vertex in mesh.vertices])
    evaluated.to_mesh_clear()
    return found
