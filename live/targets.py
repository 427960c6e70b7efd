"""Which faces and characters follow the stream."""

from collections.abc import Sequence

import bpy

from ..characters.objects import chosen_meshes, has_shape_keys
from ..data.errors import FaceError
from ..face.mesh import problem
from ..face.properties import is_face


def follows(obj: bpy.types.Object | None) -> bool:
    """Whether an object is one that can: a face or a character."""
    return is_face(obj) or has_shape_keys(obj)


def chosen(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The faces and characters that the user means, the active one first."""
    active = [context.object] if context.object else []
    meant = [*active, *context.selected_objects, *chosen_meshes(context)]
    return [obj for obj in dict.fromkeys(meant) if follows(obj)]


def set_targets(scene: bpy.types.Scene, objects: Sequence[bpy.types.Object]) -> None:
    """Have these follow, and no others."""
    targets = scene.blendshape_face_live.targets
    targets.clear()
    for obj in objects:
        targets.add().obj = obj


def targets_of(scene: bpy.types.Scene) -> list[bpy.types.Object]:
    """Those that follow and are still there, in the user's order."""
    found = []
    for target in scene.blendshape_face_live.targets:
        obj = target.obj
        if obj and obj.name in scene.objects and follows(obj):
            found.append(obj)
    return found


def trouble(obj: bpy.types.Object) -> str:
    """Why a face or character cannot follow, with the remedy; empty when it can."""
    from ..characters.links import links_of

    if not has_shape_keys(obj):
        return problem(obj.data)
    try:
        links_of(obj.data)
    except FaceError as error:
        return str(error)
    return ""
