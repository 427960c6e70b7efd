"""The studio's collection: what was made there, by which part, and what it took the place of.

All that is known of a studio is kept in custom properties, so that a file opened later, or by a
Blender without the extension, loses nothing of it.
"""

from collections.abc import Callable, Iterable

import bpy

COLLECTION = "Face Studio"

MADE = "blendshape_face_studio"
"""On each object that is made here: its part in the studio. On the collection: True."""

# On the collection: the world that was made, and what was the scene's before.
WORLD = "studio_world"
FORMER_CAMERA = "former_camera"
FORMER_WORLD = "former_world"


def find(scene: bpy.types.Scene) -> bpy.types.Collection | None:
    """The studio of a scene, wherever the user moved its collection to."""
    for collection in scene.collection.children_recursive:
        if collection.get(MADE):
            return collection
    return None


def find_or_make(scene: bpy.types.Scene) -> bpy.types.Collection:
    """The studio of a scene, a new and empty one where there is none."""
    studio = find(scene)
    if studio is None:
        studio = bpy.data.collections.new(COLLECTION)
        studio[MADE] = True
        scene.collection.children.link(studio)
    return studio


def find_or_make_part(
    studio: bpy.types.Collection, name: str, new_data: Callable[[str], bpy.types.ID | None]
) -> bpy.types.Object:
    """The object of a part. `new_data` makes its data where the object is missing."""
    for obj in studio.objects:
        if obj.get(MADE) == name:
            return obj
    obj = bpy.data.objects.new(name, new_data(name))
    obj[MADE] = name
    studio.objects.link(obj)
    return obj


def is_made(obj: bpy.types.Object) -> bool:
    """Whether an object is a part of a studio, whatever it is called now."""
    return MADE in obj


def leave_shared(scene: bpy.types.Scene) -> None:
    """Leave a studio that another scene shows as well to that scene, as copies of scenes do.

    What the user put into its collection stays in this scene.
    """
    studio = find(scene)
    if studio is None or not _is_in_another_scene(studio, scene):
        return
    bring_back(scene, studio)
    top = scene.collection
    for parent in (top, *top.children_recursive):
        if studio.name in parent.children:
            parent.children.unlink(studio)
    for obj in studio.objects:
        if not is_made(obj) and obj.name not in top.objects:
            top.objects.link(obj)
    for child in studio.children:
        if child.name not in top.children:
            top.children.link(child)


def _is_in_another_scene(studio: bpy.types.Collection, scene: bpy.types.Scene) -> bool:
    others = (other for other in bpy.data.scenes if other != scene)
    return any(find(other) == studio for other in others)


def bring_back(scene: bpy.types.Scene, studio: bpy.types.Collection) -> None:
    """Give a scene the camera and the world that it had before, if it shows the studio's."""
    if scene.camera and is_made(scene.camera):
        scene.camera = studio.get(FORMER_CAMERA)
    if scene.world == studio.get(WORLD):
        scene.world = studio.get(FORMER_WORLD)


def remove_made(studio: bpy.types.Collection) -> None:
    """Remove what was made in a studio with all that it alone used; what is the user's stays."""
    world = studio.get(WORLD)
    made = [obj for obj in studio.objects if is_made(obj)]
    _free_children(made)
    contents: list[bpy.types.ID | None] = [world]
    for obj in made:
        contents.append(obj.data)
        contents.append(action_of(obj))
    bpy.data.batch_remove(made)
    holds_more = studio.objects or studio.children
    if holds_more:
        for name in (MADE, WORLD, FORMER_CAMERA, FORMER_WORLD):
            studio.pop(name, None)
    else:
        bpy.data.collections.remove(studio)
    remove_unused(contents)


def _free_children(made: Iterable[bpy.types.Object]) -> None:
    """What hangs on these objects, such as a color bar on the camera, stays where it is."""
    bpy.context.view_layer.update()
    made = set(made)
    for obj in made:
        for child in obj.children:
            if child not in made:
                place = child.matrix_world.copy()
                child.parent = None
                child.matrix_world = place


def action_of(obj: bpy.types.Object) -> bpy.types.Action | None:
    """The action that animates an object, if one does."""
    return obj.animation_data.action if obj.animation_data else None


def remove_unused(items: Iterable[bpy.types.ID | None]) -> None:
    """Remove those data-blocks that nothing uses any more."""
    unused = {item for item in items if item and item.users == 0}
    bpy.data.batch_remove(unused)
