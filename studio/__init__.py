"""A camera, lights and a backdrop that show a face, in one collection."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ..blender.actions import Curve, write_action
from .backdrop import paint_backdrop
from .framing import Portrait, portrait

COLLECTION = "Face Studio"
_MADE = "blendshape_face_studio"
"""Custom property of all that is made here: its part in the studio. On the collection, True."""
_WORLD, _FORMER_CAMERA, _FORMER_WORLD = "studio_world", "former_camera", "former_world"
"""Custom properties of the collection."""

_LENS = 85
"""Millimeters: the usual one for portraits."""
_VIEW_TRANSFORM = "Standard"
"""Keeps skin tones as the materials name them; Blender's own choice grays them."""


class _Light(NamedTuple):
    """In heights of the face: place to the right of it, above it and before it, and size."""

    name: str
    place: tuple[float, float, float]
    watts: float
    size: float
    color: tuple[float, float, float]


_LIGHTS = (
    _Light("Face Key", (2.7, 3.0, 4.6), 450, 2.1, (1.0, 0.95, 0.88)),
    _Light("Face Fill", (-3.6, -0.5, 4.6), 170, 3.7, (0.85, 0.92, 1.0)),
    _Light("Face Rim", (-3.2, 2.2, -3.4), 220, 3.2, (1.0, 1.0, 1.0)),
)
"""Watts for a face of one meter: the same light on a smaller one takes less by its square."""


class StudioOptions(NamedTuple):
    """margin: room around the portrait, as a share of it."""

    backdrop: tuple[float, float, float] = (0.045, 0.050, 0.060)
    margin: float = 0.05
    turntable: bool = False


PLAIN = StudioOptions()


def set_up(scene: bpy.types.Scene, obj: bpy.types.Object, look: StudioOptions = PLAIN) -> None:
    """Frame a face or character, with all that it does over the scene's frames.

    What a former call made is set anew, everything else stays; camera and world become the
    scene's. Set the resolution before: the framing fits its aspect. Raises FaceError.
    """
    view = portrait(bpy.context, obj, look.turntable)
    _leave_shared(scene)
    studio = find(scene) or _new_collection(scene)
    pivot = _part(studio, COLLECTION, lambda name: None)
    pivot.empty_display_size = view.height / 2
    pivot.location = Vector(view.center)
    # Turned by its delta rotation, so that its own turns about the face's upright axis.
    pivot.delta_rotation_euler = Matrix(view.axes.T.tolist()).to_euler()
    _turn(scene, pivot, look.turntable)
    _place_camera(scene, studio, pivot, view, look.margin)
    for light in _LIGHTS:
        _place_light(studio, pivot, light, view.height)
    _hang_backdrop(scene, studio, look.backdrop)
    scene.view_settings.view_transform = _VIEW_TRANSFORM


def find(scene: bpy.types.Scene) -> bpy.types.Collection | None:
    return next((each for each in scene.collection.children_recursive if each.get(_MADE)), None)


def remove(scene: bpy.types.Scene) -> None:
    """Remove what `set_up` made, and bring back the former camera and world."""
    _leave_shared(scene)
    studio = find(scene)
    if studio is None:
        return
    _bring_back(scene, studio)
    world = studio.get(_WORLD)
    made = [obj for obj in studio.objects if _MADE in obj]
    _set_free(made)
    contents = {obj.data for obj in made if obj.data} | {_action_of(obj) for obj in made}
    bpy.data.batch_remove(made)
    if studio.objects or studio.children:  # the user's own
        for name in (_MADE, _WORLD, _FORMER_CAMERA, _FORMER_WORLD):
            studio.pop(name, None)
    else:
        bpy.data.collections.remove(studio)
    bpy.data.batch_remove(_unused((*contents, world)))


def _leave_shared(scene: bpy.types.Scene) -> None:
    """A copy of a scene may share its studio: leave that to the other scene, but for what the
    user put there.
    """
    studio = find(scene)
    if studio is None or not any(find(s) == studio for s in bpy.data.scenes if s != scene):
        return
    _bring_back(scene, studio)
    top = scene.collection
    for parent in (top, *top.children_recursive):
        if studio.name in parent.children:
            parent.children.unlink(studio)
    for obj in studio.objects:
        if _MADE not in obj and obj.name not in top.objects:
            top.objects.link(obj)
    for child in studio.children:
        if child.name not in top.children:
            top.children.link(child)


def _bring_back(scene: bpy.types.Scene, studio: bpy.types.Collection) -> None:
    if scene.camera and _MADE in scene.camera:
        scene.camera = studio.get(_FORMER_CAMERA)
    if scene.world == studio.get(_WORLD):
        scene.world = studio.get(_FORMER_WORLD)


def _set_free(made: Iterable[bpy.types.Object]) -> None:
    """What hangs on these objects, such as a color bar on the camera, stays where it is."""
    bpy.context.view_layer.update()
    for child in {child for obj in made for child in obj.children}.difference(made):
        place = child.matrix_world.copy()
        child.parent = None
        child.matrix_world = place


def _action_of(obj: bpy.types.Object) -> bpy.types.Action | None:
    return obj.animation_data.action if obj.animation_data else None


def _unused(items: Iterable[bpy.types.ID | None]) -> list[bpy.types.ID]:
    return [item for item in items if item and item.users == 0]


def _new_collection(scene: bpy.types.Scene) -> bpy.types.Collection:
    studio = bpy.data.collections.new(COLLECTION)
    studio[_MADE] = True
    scene.collection.children.link(studio)
    return studio


def _part(
    studio: bpy.types.Collection, name: str, new_data: Callable[[str], bpy.types.ID | None]
) -> bpy.types.Object:
    """The object of this part, made where it is missing."""
    for obj in studio.objects:
        if obj.get(_MADE) == name:
            return obj
    obj = bpy.data.objects.new(name, new_data(name))
    obj[_MADE] = name
    studio.objects.link(obj)
    return obj


def _turn(scene: bpy.types.Scene, pivot: bpy.types.Object, turntable: bool) -> None:
    """Once around over the scene's frames: the frame after the last would be the first again."""
    action = _action_of(pivot)
    if turntable:
        frames = np.array((0, scene.frame_end + 1 - scene.frame_start))
        turns = Curve("rotation_euler", np.array((0, math.tau)), index=1, frames=frames)
        mode = "REPLACE" if action else "NEW"
        write_action(pivot, "Face Turntable", {"Turntable": [turns]}, scene.frame_start, mode)
    elif action:
        pivot.animation_data_clear()
        pivot.rotation_euler = (0, 0, 0)
        bpy.data.batch_remove(_unused([action]))


def _place_camera(
    scene: bpy.types.Scene,
    studio: bpy.types.Collection,
    pivot: bpy.types.Object,
    view: Portrait,
    margin: float,
) -> None:
    obj = _part(studio, "Face Camera", bpy.data.cameras.new)
    camera = obj.data
    camera.lens = _LENS
    # What it sees at a distance of 1, at the render's aspect.
    corner = np.abs(np.array(camera.view_frame(scene=scene)[0]))
    width, height = corner[:2] / corner[2]
    # The front of the box is nearest: where that fits, everything does.
    distance = max(view.half[0] / width, view.half[1] / height) * (1 + margin) + view.half[2]
    camera.clip_start, camera.clip_end = distance / 100, distance * 100
    obj.parent = pivot
    obj.location, obj.rotation_euler = (0, 0, distance), (0, 0, 0)
    if scene.camera and _MADE not in scene.camera:
        studio[_FORMER_CAMERA] = scene.camera
    scene.camera = obj


def _place_light(
    studio: bpy.types.Collection, pivot: bpy.types.Object, light: _Light, height: float
) -> None:
    obj = _part(studio, light.name, lambda name: bpy.data.lights.new(name, "AREA"))
    obj.data.energy = light.watts * height**2
    obj.data.size = light.size * height
    obj.data.color = light.color
    obj.visible_camera = False
    obj.parent = pivot
    obj.location = Vector(light.place) * height
    obj.rotation_euler = (-obj.location).to_track_quat("-Z", "Y").to_euler()


def _hang_backdrop(
    scene: bpy.types.Scene, studio: bpy.types.Collection, color: tuple[float, float, float]
) -> None:
    world = studio.get(_WORLD)
    if world is None:
        studio[_WORLD] = world = bpy.data.worlds.new("Face Backdrop")
    paint_backdrop(world, color)
    if scene.world and scene.world != world:
        studio[_FORMER_WORLD] = scene.world
    scene.world = world
