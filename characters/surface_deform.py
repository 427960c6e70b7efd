"""Points that a face carries along: Blender's Surface Deform in a scene of its own.

Lengths are those of the face's own axes, where its outer eye corners are 89 mm apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import bpy
import numpy as np
from bpy.types import Context, Mesh, Object, Scene, ViewLayer

from ..blender.points import read_points, write_points
from ..data.errors import FaceError
from .skin_weights import SURFACE, triangles_of

_INSET = 0.0015
"""Meters below the skin where it is bound: there, lips and lids that touch are apart."""
_SMOOTH = 0.005
"""Meters over which movement is evened out: neighbors that hang on different lips part softly."""
_MOST_STEPS = 50
"""Of smoothing: dense meshes would take longer than the evenness is worth."""


class BoundPoints:
    """Points bound to a face at rest."""

    def __init__(
        self,
        layer: ViewLayer,
        bound: Object,
        target: Object,
    ) -> None:
        self._layer = layer
        self._bound = bound
        self._target = target
        # The points are bound below the skin: at rest they are not at their own places.
        rest = read_points(target.data.vertices)
        self._still = self._positions(rest)

    def displacement(self, face: np.ndarray) -> np.ndarray:
        """(n, 3) float32 meters that the points go when the face's vertices are these (468, 3)."""
        return self._positions(face) - self._still

    def _positions(self, face: np.ndarray) -> np.ndarray:
        """(n, 3) float32 of the points when the face's vertices are these (468, 3)."""
        mesh = self._target.data
        write_points(mesh.attributes["position"].data, face, "vector")
        mesh.update()
        # The layer is not shown: nobody else evaluates it.
        self._layer.update()
        evaluated = self._bound.evaluated_get(self._layer.depsgraph)
        return read_points(evaluated.data.attributes["position"].data, "vector")


@contextmanager
def bind_points(
    context: Context,
    points: np.ndarray,
    triangles: np.ndarray,
    rest: np.ndarray,
    name: str,
) -> Iterator[BoundPoints]:
    """Bind a character's points to a face at rest, in a scene that is removed again.

    points: (n, 3). triangles: (m, 3) between them. rest: (468, 3) vertices of the face.
    name: of the face, for the FaceError that is raised where Blender cannot bind to it.
    """
    scene = bpy.data.scenes.new("Transfer Shapes")
    bound_mesh = bpy.data.meshes.new("Bound")
    target_mesh = bpy.data.meshes.new("Target")
    bound = bpy.data.objects.new("Bound", bound_mesh)
    target = bpy.data.objects.new("Target", target_mesh)
    try:
        bound_mesh.from_pydata(points.tolist(), [], triangles.tolist())
        _sink(bound_mesh, points)
        # Without what fills the openings, or lids and lips would hang together.
        surface = triangles_of(SURFACE)
        target_mesh.from_pydata(rest.tolist(), [], surface.tolist())
        scene.collection.objects.link(bound)
        scene.collection.objects.link(target)
        if not _bind(context, scene, bound, target):
            raise FaceError(f"{name}: its model's surface is folded or has empty triangles")
        smooth = bound.modifiers.new("Even Out", "CORRECTIVE_SMOOTH")
        smooth.iterations = _smoothing_steps(points, triangles)
        yield BoundPoints(scene.view_layers[0], bound, target)
    finally:
        bpy.data.batch_remove([scene, bound, target, bound_mesh, target_mesh])


def _sink(mesh: Mesh, points: np.ndarray) -> None:
    """Move the vertices, which are at points (n, 3), below the skin."""
    normals = read_points(mesh.vertices, "normal")
    write_points(mesh.vertices, points - _INSET * normals)


def _bind(
    context: Context,
    scene: Scene,
    bound: Object,
    target: Object,
) -> bool:
    """Give an object the modifier that binds it; whether Blender could."""
    modifier = bound.modifiers.new("Transfer", "SURFACE_DEFORM")
    modifier.target = target
    # The operator works on the active object alone.
    with context.temp_override(
        scene=scene,
        view_layer=scene.view_layers[0],
        object=bound,
        active_object=bound,
    ):
        bpy.ops.object.surfacedeform_bind(modifier=modifier.name)
    return modifier.is_bound


def _smoothing_steps(points: np.ndarray, triangles: np.ndarray) -> int:
    """Each step spreads by about an edge, several by the root of their number.

    points: (n, 3). triangles: (m, 3).
    """
    if not len(triangles):
        return 0
    starts = points[triangles]
    ends = points[np.roll(triangles, 1, axis=1)]
    edges = np.linalg.norm(starts - ends, axis=2)
    reach = float(_SMOOTH / np.median(edges))  # in edges
    steps = round(reach**2)
    return min(steps, _MOST_STEPS)
