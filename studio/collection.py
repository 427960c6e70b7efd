"""The collection that holds a studio, and what of its scene the studio has replaced.

All that is known of a studio is kept in custom properties, so that a file loses nothing of it, also
in a Blender without the extension.
"""

from collections.abc import Callable, Iterable, Sequence

import bpy

COLLECTION = "Face Studio"
_MADE = "blendshape_face_studio"
"""Custom property of all that is made here: its part in the studio. On the collection, True."""

# Custom properties of the collection.
_WORLD = "studio_world"
_FORMER_CAMERA = "former_camera"
_FORMER_WORLD = "former_world"


def find(scene: bpy.types.Scene) -> bpy.types.Collection | None:
    """The studio of a scene, whatever the user calls it and wherever it hangs."""
    for collection in scene.collection.children_recursive:
        if collection.get(_MADE):
            return collection
    return None


def find_or_add(scene: bpy.types.Scene) -> bpy.types.Collection:
    """The studio of a scene, an empty one where there is none."""
    studio = find(scene)
    if studio is None:
        studio = bpy.data.collections.new(COLLECTION)
        studio[_MADE] = True
        scene.collection.children.link(studio)
    return studio


def part(
    studio: bpy.types.Collection,
    name: str,
    new_data: Callable[[str], bpy.types.ID | None],
) -> bpy.types.Object:
    """The object of this part, made where it is missing.

    new_data: makes the object's data of a name.
    """
    for obj in studio.objects:
        if obj.get(_MADE) == name:
            return obj
    obj = bpy.data.objects.new(name, new_data(name))
    obj[_MADE] = name
    studio.objects.link(obj)
    return obj


def studio_world(studio: bpy.types.Collection) -> bpy.types.World:
    """The world of the studio, made where it is missing."""
    world = studio.get(_WORLD)
    if world is None:
        world = bpy.data.worlds.new("Face Backdrop")
        studio[_WORLD] = world
    return world


def use_camera(
    scene: bpy.types.Scene,
    studio: bpy.types.Collection,
    camera: bpy.types.Object,
) -> None:
    """Make the studio's camera the scene's, and keep the scene's own in mind."""
    # A studio's own camera may be the scene's already: it is nothing to come back to.
    if scene.camera and _MADE not in scene.camera:
        studio[_FORMER_CAMERA] = scene.camera
    scene.camera = camera


def use_world(
    scene: bpy.types.Scene,
    studio: bpy.types.Collection,
    world: bpy.types.World,
) -> None:
    """Make the studio's world the scene's, and keep the scene's own in mind."""
    if scene.world and scene.world != world:
        studio[_FORMER_WORLD] = scene.world
    scene.world = world


def remove(scene: bpy.types.Scene) -> None:
    """Remove what `set_up` made, and bring back the former camera and world."""
    leave_shared(scene)
    studio = find(scene)
    if studio is None:
        return
    _bring_back(scene, studio)
    world = studio.get(_WORLD)
    made = [obj for obj in studio.objects if _MADE in obj]
    _set_free(made)
    contents: set[bpy.types.ID | None] = {world}
    # Asked for before the objects go: afterwards nobody knows.
    for obj in made:
        contents.add(obj.data)
        contents.add(action_of(obj))
    bpy.data.batch_remove(made)
    # What is left is the user's own, who keeps the collection then.
    if studio.objects or studio.children:
        for name in (_MADE, _WORLD, _FORMER_CAMERA, _FORMER_WORLD):
            studio.pop(name, None)
    else:
        bpy.data.collections.remove(studio)
    remove_unused(contents)


def leave_shared(scene: bpy.types.Scene) -> None:
    """A copy of a scene may share its studio: leave that to the other scene, but for what the
    user put there.
    """
    studio = find(scene)
    if studio is None or not _is_shared(studio, scene):
        return
    _bring_back(scene, studio)
    top = scene.collection
    parents = (top, *top.children_recursive)
    for parent in parents:
        if studio.name in parent.children:
            parent.children.unlink(studio)
    # What is the user's own stays in this scene as well.
    for obj in studio.objects:
        is_users = _MADE not in obj
        if is_users and obj.name not in top.objects:
            top.objects.link(obj)
    for child in studio.children:
        if child.name not in top.children:
            top.children.link(child)


def _is_shared(studio: bpy.types.Collection, scene: bpy.types.Scene) -> bool:
    others = (other for other in bpy.data.scenes if other != scene)
    return any(find(other) == studio for other in others)


def _bring_back(scene: bpy.types.Scene, studio: bpy.types.Collection) -> None:
    """Camera and world as they were before the studio; those that the user chose since stay."""
    if scene.camera and _MADE in scene.camera:
        scene.camera = studio.get(_FORMER_CAMERA)
    if scene.world == studio.get(_WORLD):
        scene.world = studio.get(_FORMER_WORLD)


def _set_free(made: Sequence[bpy.types.Object]) -> None:
    """What hangs on these objects, such as a color bar on the camera, stays where it is."""
    hanging: set[bpy.types.Object] = set()
    for obj in made:
        hanging.update(obj.children)
    hanging.difference_update(made)
    # Objects that were moved are still at their old places until then.
    bpy.context.view_layer.update()
    for child in hanging:
        place = child.matrix_world.copy()
        child.parent = None
        child.matrix_world = place


def action_of(obj: bpy.types.Object) -> bpy.types.Action | None:
    """What animates an object itself, not its data."""
    animation = obj.animation_data
    return animation.action if animation else None


def remove_unused(items: Iterable[bpy.types.ID | None]) -> None:
    """Remove from the file what nothing uses any more; None is no item."""
    unused = [item for item in items if item and item.users == 0]
    bpy.data.batch_remove(unused)
