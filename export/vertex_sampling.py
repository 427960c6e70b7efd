"""A face's landmarks over time, for research."""

from collections.abc import Sequence

import bpy
import numpy as np

from ..animation.sampling import sample_weights, weight_names
from ..blender.points import read_points
from ..blender.scene import scene_fps
from ..data.anatomy.topology import LANDMARKS
from ..data.errors import FaceError
from ..data.takes.vertex_takes import VertexTake
from ..face.copies import keep_modifiers, mesh_copies
from ..face.mesh import LANDMARK


def vertices_over_time(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    frames: range,
) -> VertexTake:
    """What one face's landmarks do in the world: meters, in MediaPipe's order, with the values of
    its channels. Raises FaceError.
    """
    if len(objects) != 1:
        raise FaceError("Select one face: a file of vertices holds one")
    (face,) = objects
    (weights,) = sample_weights(context, objects, frames)
    count = len(frames)
    vertices = np.empty((count, LANDMARKS, 3), np.float32)
    matrices = np.empty((count, 4, 4), np.float32)
    with mesh_copies(context, objects) as (copy,):
        # The others would add vertices, or move them by what is no expression.
        keep_modifiers(copy, "ARMATURE")
        depsgraph = context.evaluated_depsgraph_get()
        for index, frame in enumerate(frames):
            context.scene.frame_set(frame)
            evaluated = copy.evaluated_get(depsgraph)
            matrices[index] = np.array(evaluated.matrix_world)
            vertices[index] = _landmarks(face.name, evaluated.data)
    # Object and armature may move the face too.
    linear = matrices[:, :3, :3]
    places = matrices[:, None, :3, 3]
    fps = scene_fps(context.scene)
    return VertexTake(
        vertices=vertices @ linear.swapaxes(1, 2) + places,
        matrices=matrices,
        times=np.arange(count) / fps,
        fps=fps,
        names=weight_names(face),
        values=weights,
    )


def _landmarks(name: str, mesh: bpy.types.Mesh) -> np.ndarray:
    """(478, 3) float32 of an evaluated mesh, each at its MediaPipe index also where they were
    sorted. name: of the face, for the FaceError.
    """
    attribute = mesh.attributes.get(LANDMARK)
    is_whole = len(mesh.vertices) == LANDMARKS
    if attribute is None or not is_whole:
        raise FaceError(f"{name}: is not the 478 landmarks of a face, in whatever order")
    order = np.empty(LANDMARKS, np.int32)
    attribute.data.foreach_get("value", order)
    unsorted = read_points(mesh.attributes["position"].data, "vector")
    positions = np.empty_like(unsorted)
    positions[order] = unsorted
    return positions
