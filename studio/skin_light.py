"""Light that enters the skin and comes out beside, left out where samples are too few for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import bpy

from ..blender.render import CYCLES
from ..face.objects import faces_in

FEW = 8
"""Samples a pixel below which that light adds more noise to a picture than it adds to the skin."""
_WEIGHT = "Subsurface Weight"


@contextmanager
def plain_for_few_samples(scene: bpy.types.Scene) -> Iterator[None]:
    """Have faces reflect all light where it meets them, if Cycles takes fewer samples than FEW.

    Their materials come back as they were.
    """
    is_noise = scene.render.engine == CYCLES and scene.cycles.samples < FEW
    kept = []
    for weight in _weights(scene) if is_noise else ():
        kept.append((weight, weight.default_value))
        weight.default_value = 0
    try:
        yield
    finally:
        for weight, value in kept:
            weight.default_value = value


def _weights(scene: bpy.types.Scene) -> list[bpy.types.NodeSocket]:
    """How much light enters, of each material on a face of the scene."""
    materials = set()
    for layer in scene.view_layers:
        for face in faces_in(layer):
            materials.update(slot.material for slot in face.material_slots)
    materials.discard(None)
    found = []
    for material in materials:
        found += _weights_of(material)
    return found


def _weights_of(material: bpy.types.Material) -> list[bpy.types.NodeSocket]:
    if not material.node_tree:
        return []
    nodes = material.node_tree.nodes
    return [node.inputs[_WEIGHT] for node in nodes if node.type == "BSDF_PRINCIPLED"]
