"""ICT-FaceKit's head as a mesh with shape keys, of the file that the frame factory reads.

The head is not part of the repository; docs/frame-factory.md says what is in the file.
"""

# Blender's stubs leave open what an object's data is.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false

from pathlib import Path

import bpy
import numpy as np

CENTIMETER = 0.01
"""Meters."""
SKIN = 11_248
"""The first vertices: face, head and neck."""


def add_head(path: Path, names: tuple[str, ...] = ()) -> bpy.types.Object:
    """The head in the open scene, in meters, looking to -Y; with these expressions, or with all."""
    with np.load(path) as file:
        neutral = _upright(file["neutral"])
        polygons = file["polygons"]
        known = file["expression_names"].tolist()
        expressions = {
            name: _upright(file["expressions"][known.index(name)]) for name in names or known
        }
    mesh = bpy.data.meshes.new("ICT Head")
    # Triangles repeat their last vertex.
    faces = [tuple(dict.fromkeys(polygon)) for polygon in polygons.tolist()]
    mesh.from_pydata(neutral.tolist(), [], faces)
    mesh.shade_smooth()
    head = bpy.data.objects.new("ICT Head", mesh)
    bpy.context.scene.collection.objects.link(head)
    head.shape_key_add(name="Basis")
    for name, moved in expressions.items():
        key = head.shape_key_add(name=name)
        key.value = 0
        key.data.foreach_set("co", (neutral + moved).astype(np.float32).ravel())
    return head


def _upright(points: np.ndarray) -> np.ndarray:
    """(n, 3) from centimeters with y up and z forward to Blender's axes."""
    x, y, z = np.moveaxis(points.astype(float) * CENTIMETER, -1, 0)
    return np.stack([x, -z, y], axis=-1)
