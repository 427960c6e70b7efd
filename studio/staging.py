"""Setting up a studio around a face, and taking it down."""

import math
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ..blender.actions import Curve, write_action
from . import collection
from .backdrop import paint_backdrop
from .framing import Portrait, portrait
from .lights import LIGHTS, place_light

_PIVOT = collection.COLLECTION
"""The empty in the middle of the face on which camera and lights hang."""

_LENS = 85
"""Millimeters: the usual one for portraits."""

_VIEW_TRANSFORM = "Standard"
"""Keeps skin tones as the materials name them; Blender's own choice grays them."""

_CLIP_FACTOR = 100
"""The camera sees from a hundredth of its distance on to the hundredfold."""


class StudioOptions(NamedTuple):
    """How a face is shown.

    backdrop: linear light. margin: room around the portrait, as a share of it. turntable: turn
    camera, lights and backdrop once around the face over the scene's frames.
    """

    backdrop: tuple[float, float, float] = (0.045, 0.050, 0.060)
    margin: float = 0.05
    turntable: bool = False


PLAIN = StudioOptions()


def set_up(scene: bpy.types.Scene, obj: bpy.types.Object, options: StudioOptions = PLAIN) -> None:
    """Frame a face or character, with all that it does over the scene's frames.

    What a former call made is set anew, everything else stays; camera and world become the
    scene's. Set the resolution before: the framing fits its aspect. Raises FaceError before
    anything changes.
    """
    view = portrait(bpy.context, obj, options.turntable)
    collection.leave_shared(scene)
    studio = collection.find_or_make(scene)
    pivot = _place_pivot(studio, view)
    _turn(scene, pivot, options.turntable)
    _place_camera(scene, studio, pivot, view, options.margin)
    for light in LIGHTS:
        place_light(studio, pivot, light, view.height)
    _hang_backdrop(scene, studio, options.backdrop)
    scene.view_settings.view_transform = _VIEW_TRANSFORM


def remove(scene: bpy.types.Scene) -> None:
    """Remove what `set_up` made, and bring back the former camera and world."""
    collection.leave_shared(scene)
    studio = collection.find(scene)
    if studio is not None:
        collection.bring_back(scene, studio)
        collection.remove_made(studio)


def _place_pivot(studio: bpy.types.Collection, view: Portrait) -> bpy.types.Object:
    pivot = collection.find_or_make_part(studio, _PIVOT, lambda _name: None)
    pivot.empty_display_size = view.height / 2
    pivot.location = Vector(view.center)
    # Turned by its delta rotation, so that its own turns about the face's upright axis.
    pivot.delta_rotation_euler = Matrix(view.axes.T.tolist()).to_euler()
    return pivot


def _turn(scene: bpy.types.Scene, pivot: bpy.types.Object, turntable: bool) -> None:
    """Turn the pivot once over the scene's frames, or stand it still.

    The frame after the last would be the first again, so that the film loops.
    """
    former_action = collection.action_of(pivot)
    if turntable:
        length = scene.frame_end + 1 - scene.frame_start
        turn = Curve(
            "rotation_euler",
            np.array((0, math.tau)),
            index=1,
            frames=np.array((0, length)),
        )
        mode = "REPLACE" if former_action else "NEW"
        write_action(pivot, "Face Turntable", {"Turntable": [turn]}, scene.frame_start, mode)
    elif former_action:
        pivot.animation_data_clear()
        pivot.rotation_euler = (0, 0, 0)
        collection.remove_unused([former_action])


def _place_camera(
    scene: bpy.types.Scene,
    studio: bpy.types.Collection,
    pivot: bpy.types.Object,
    view: Portrait,
    margin: float,
) -> None:
    """Make the studio's camera the scene's, as near as it sees all of the portrait."""
    obj = collection.find_or_make_part(studio, "Face Camera", bpy.data.cameras.new)
    camera = obj.data
    camera.lens = _LENS
    half_width, half_height = _half_view(camera, scene)
    # The front of the box is nearest: where that fits, everything does.
    distance_to_front = max(view.half[0] / half_width, view.half[1] / half_height)
    distance = distance_to_front * (1 + margin) + view.half[2]
    camera.clip_start = distance / _CLIP_FACTOR
    camera.clip_end = distance * _CLIP_FACTOR
    obj.parent = pivot
    obj.location = (0, 0, distance)
    obj.rotation_euler = (0, 0, 0)
    if scene.camera and not collection.is_made(scene.camera):
        studio[collection.FORMER_CAMERA] = scene.camera
    scene.camera = obj


def _half_view(camera: bpy.types.Camera, scene: bpy.types.Scene) -> tuple[float, float]:
    """Half of what a camera sees across and down at a distance of 1, at the render's aspect."""
    corner = np.abs(np.array(camera.view_frame(scene=scene)[0]))
    half_width, half_height = corner[:2] / corner[2]
    return float(half_width), float(half_height)


def _hang_backdrop(
    scene: bpy.types.Scene, studio: bpy.types.Collection, color: tuple[float, float, float]
) -> None:
    world = studio.get(collection.WORLD)
    if world is None:
        world = bpy.data.worlds.new("Face Backdrop")
        studio[collection.WORLD] = world
    paint_backdrop(world, color)
    if scene.world and scene.world != world:
        studio[collection.FORMER_WORLD] = scene.world
    scene.world = world
