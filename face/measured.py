"""Measured meshes beside a face or over it, in sync without any Python on a frame."""

from typing import NamedTuple

import bpy
import numpy as np

from ..blender.attributes import overwrite, read
from ..blender.editing import check_unlocked
from ..blender.modifiers import get_input, modifier_with, set_input
from ..data.anatomy.topology import LANDMARKS
from ..data.errors import FaceError
from .attributes import POSITION
from .measured_nodes import COUNT, FIRST, FRAMES, MOST_FRAMES, measured_group
from .mesh_building import build_mesh

MODIFIER = "Face: Measured Mesh"
_BESIDE = (0.22, 0.0, 0.0)
_OVER = (0.0, 0.0, 0.0)
"""Meters from the face, in its own axes."""


class MeasuredFrames(NamedTuple):
    """first: frame of the scene. meshes: (n, 478, 3) float32 meters in the face's axes."""

    first: int
    meshes: np.ndarray


class Distance(NamedTuple):
    """rms, worst: meters, over all landmarks; landmark: the one with the largest distance."""

    rms: float
    worst: float
    landmark: int


def add_measured(
    context: bpy.types.Context,
    face: bpy.types.Object,
    frames: MeasuredFrames,
    over: bool = False,
) -> bpy.types.Object:
    """Show measured frames with a face, in place of former ones; it goes along with the face.

    over: where the face is, not beside it. Raises FaceError before anything changes.
    """
    check_unlocked(face)
    count = len(frames.meshes)
    if count > MOST_FRAMES:
        raise FaceError(f"{count} frames are too many, at most {MOST_FRAMES}: set In and Out")
    former = measured_of(face)
    if former:
        remove_measured(former)
    obj = bpy.data.objects.new(f"{face.name} Measured", build_mesh("Measured"))
    collection = face.users_collection[0] if face.users_collection else context.collection
    collection.objects.link(obj)
    obj.parent = face
    obj.location = _OVER if over else _BESIDE
    overwrite(obj.data, POSITION, frames.meshes[0])
    modifier = obj.modifiers.new(MODIFIER, "NODES")
    modifier.node_group = measured_group()
    set_input(modifier, FRAMES, _holder(frames.meshes))
    set_input(modifier, FIRST, frames.first)
    set_input(modifier, COUNT, count)
    return obj


def _holder(meshes: np.ndarray) -> bpy.types.Object:
    """An object in no scene with the vertices of all meshes (n, 478, 3)."""
    mesh = bpy.data.meshes.new("Measured Frames")
    mesh.vertices.add(meshes.shape[0] * LANDMARKS)
    overwrite(mesh, POSITION, meshes)
    return bpy.data.objects.new("Measured Frames", mesh)


def is_measured(obj: bpy.types.Object | None) -> bool:
    """Whether an object shows measured meshes."""
    return obj is not None and _player(obj) is not None


def _player(obj: bpy.types.Object) -> bpy.types.Modifier | None:
    """The modifier that plays the meshes, if it is whole and has its frames."""
    modifier = modifier_with(obj, MODIFIER, FRAMES, FIRST, COUNT)
    return modifier if modifier and get_input(modifier, FRAMES) else None


def measured_of(face: bpy.types.Object) -> bpy.types.Object | None:
    """The object with a face's measured meshes, None without one."""
    # Not face.children, which looks through all objects as well, and fails in some contexts.
    for obj in bpy.data.objects:
        if obj.parent == face and obj.users_collection and is_measured(obj):
            return obj
    return None


def remove_measured(obj: bpy.types.Object) -> None:
    """Remove an object that shows measured meshes, and their frames."""
    holder = get_input(_player(obj), FRAMES)
    for item in (obj, holder):
        mesh = item.data
        bpy.data.objects.remove(item)
        if not mesh.users:
            bpy.data.meshes.remove(mesh)


def frames_of(obj: bpy.types.Object) -> MeasuredFrames:
    """What an object that `is_measured` plays."""
    modifier = _player(obj)
    holder = get_input(modifier, FRAMES)
    meshes = read(holder.data, POSITION).reshape(-1, LANDMARKS, 3)
    return MeasuredFrames(get_input(modifier, FIRST), meshes)


def distance_now(
    face: bpy.types.Object,
    obj: bpy.types.Object,
    depsgraph: bpy.types.Depsgraph,
) -> Distance | None:
    """How far a face's landmarks are, as they are shown, from those of its measured mesh in a
    dependency graph that is up to date; None where either has other vertices than the landmarks.
    """
    shown = read(face.data, POSITION)
    # A thousand frames are as quickly looked up as one: by the nodes.
    measured = read(obj.evaluated_get(depsgraph).data, POSITION)
    if not len(shown) == len(measured) == LANDMARKS:
        return None
    apart = np.linalg.norm(shown - measured, axis=1)
    landmark = int(apart.argmax())
    rms = float(np.sqrt(np.square(apart).mean()))
    return Distance(rms, float(apart[landmark]), landmark)
