"""A face's landmarks over time, for research."""

from collections.abc import Sequence

import bpy
import numpy as np

from ..blender.attributes import has, read
from ..blender.scene import scene_fps
from ..data.anatomy.topology import LANDMARKS
from ..data.errors import FaceError
from ..data.takes.vertex_takes import VertexTake
from ..face.attributes import LANDMARK, POSITION
from ..face.copies import keep_modifiers, mesh_copies, sample_weights, weight_names


def vertices_over_time(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object], frames: range
) -> VertexTake:
    """What one face's landmarks do, in MediaPipe's order. Raises FaceError."""
    if len(objects) != 1:
        raise FaceError("Select one face: a file of vertices holds one")
    weights = sample_weights(context, objects, frames)[0]
    vertices = np.empty((len(frames), LANDMARKS, 3), np.float32)
    matrices = np.empty((len(frames), 4, 4), np.float32)
    with mesh_copies(context, objects) as (copy,):
        keep_modifiers(copy, "ARMATURE")
        depsgraph = context.evaluated_depsgraph_get()
        for index, frame in enumerate(frames):
            context.scene.frame_set(frame)
            evaluated = copy.evaluated_get(depsgraph)
            matrices[index] = np.array(evaluated.matrix_world)
            vertices[index] = _landmarks(objects[0].name, evaluated.data)
    rotations, places = matrices[:, :3, :3], matrices[:, None, :3, 3]
    fps = scene_fps(context.scene)
    return VertexTake(
        vertices=vertices @ rotations.swapaxes(1, 2) + places,
        matrices=matrices,
        times=np.arange(len(frames)) / fps,
        fps=fps,
        names=weight_names(objects[0]),
        values=weights,
    )


def _landmarks(name: str, mesh: bpy.types.Mesh) -> np.ndarray:
    """(478, 3) of an evaluated mesh, each at its MediaPipe index also where they were sorted."""
    if not has(mesh, LANDMARK) or len(mesh.vertices) != LANDMARKS:
        raise FaceError(f"{name}: is not the 478 landmarks of a face, in whatever order")
    positions = np.empty((LANDMARKS, 3), np.float32)
    positions[read(mesh, LANDMARK)] = read(mesh, POSITION)
    return positions
