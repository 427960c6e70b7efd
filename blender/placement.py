"""How large things are in the world: objects, their parents and the scene's unit count."""

import bpy
import numpy as np


def world_meters(obj: bpy.types.Object | None, scene: bpy.types.Scene) -> np.ndarray:
    """(3, 3) that makes meters in the world of displacements (.., 3) of an object's vertices, to
    multiply with from the right; None for an object that is still to be made, unscaled.

    Of objects that share a mesh the largest one counts.
    """
    units = scene.unit_settings
    # Without a system of units Blender takes one for a meter.
    unit = units.scale_length if units.system != "NONE" else 1.0
    if obj is None:
        return np.eye(3) * unit
    # A script may just have scaled it.
    bpy.context.view_layer.update()
    alike = [other for other in scene.objects if other.data == obj.data]
    matrices = [other.matrix_world.to_3x3() for other in (obj, *alike)]
    largest = max(matrices, key=lambda matrix: abs(matrix.determinant()))
    return np.array(largest).T * unit
