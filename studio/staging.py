"""Setting up the studio: a camera, lights and a backdrop that show a face."""

import math
from typing import TYPE_CHECKING, NamedTuple

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ..data.looks import Color
from .collection import (
    COLLECTION,
    action_of,
    find_or_add,
    leave_shared,
    part,
    remove_unused,
    studio_world,
    use_world,
)

if TYPE_CHECKING:
    from .framing import Portrait


_VIEW_TRANSFORM = "Standard"
"""Keeps skin tones as the materials name them; Blender's own choice grays them."""
_UPRIGHT = 1
"""Of the pivot's axes, Y: it goes up through the face."""


class StudioOptions(NamedTuple):
    """margin: room around the portrait, as a share of it.

    turntable: camera and lights circle the face once over the scene's frames.
    """

    backdrop: Color = (0.045, 0.050, 0.060)
    margin: float = 0.05
    turntable: bool = False


PLAIN = StudioOptions()


def set_up(
    scene: bpy.types.Scene,
    obj: bpy.types.Object,
    options: StudioOptions = PLAIN,
) -> None:
    """Frame a face or character, with all that it does over the scene's frames.

    What a former call made is set anew, everything else stays; camera and world become the
    scene's. Set the resolution before: the framing fits its aspect. Raises FaceError.
    """
    from .backdrop import paint_backdrop
    from .camera import place_camera
    from .framing import portrait
    from .lights import place_lights

    view = portrait(bpy.context, obj, options.turntable)
    leave_shared(scene)
    studio = find_or_add(scene)
    pivot = _place_pivot(studio, view)
    _turn(scene, pivot, options.turntable)
    place_camera(scene, studio, pivot, view, options.margin)
    place_lights(studio, pivot, view.height)
    world = studio_world(studio)
    paint_backdrop(world, options.backdrop)
    use_world(scene, studio, world)
    scene.view_settings.view_transform = _VIEW_TRANSFORM


def _place_pivot(studio: bpy.types.Collection, view: "Portrait") -> bpy.types.Object:
    """An empty in the middle of the portrait, on which camera and lights hang."""
    pivot = part(studio, COLLECTION, lambda name: None)
    pivot.empty_display_size = view.height / 2
    pivot.location = Vector(view.center)
    # Turned by its delta rotation, so that its own turns about the face's upright axis.
    axes = Matrix(view.axes.T.tolist())
    pivot.delta_rotation_euler = axes.to_euler()
    return pivot


def _turn(
    scene: bpy.types.Scene,
    pivot: bpy.types.Object,
    turntable: bool,
) -> None:
    """Once around over the scene's frames, or not at all."""
    from ..blender.actions import Curve, write_action

    former = action_of(pivot)
    if turntable:
        # The frame after the last would be the first again, so that a film loops.
        length = scene.frame_end + 1 - scene.frame_start
        turns = Curve(
            "rotation_euler",
            values=np.array((0, math.tau)),
            index=_UPRIGHT,
            frames=np.array((0, length)),
        )
        write_action(
            pivot,
            "Face Turntable",
            groups={"Turntable": [turns]},
            first_frame=scene.frame_start,
            mode="REPLACE" if former else "NEW",
        )
    elif former:
        pivot.animation_data_clear()
        pivot.rotation_euler = (0, 0, 0)
        remove_unused([former])
