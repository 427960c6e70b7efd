"""The portrait camera: far enough away that the whole portrait is in the picture."""

import bpy
import numpy as np

from .collection import part, use_camera
from .framing import Portrait

_LENS = 85
"""Millimeters: the usual one for portraits."""
_CLIP = 100
"""The camera sees from a hundredth of its distance from the face to a hundred times as far."""


def place_camera(
    scene: bpy.types.Scene,
    studio: bpy.types.Collection,
    pivot: bpy.types.Object,
    view: Portrait,
    margin: float,
) -> None:
    """Make the studio's camera look at the pivot from the front, and make it the scene's.

    margin: room around the portrait, as a share of it.
    """
    obj = part(studio, "Face Camera", bpy.data.cameras.new)
    camera = obj.data
    camera.lens = _LENS
    distance = _distance(scene, camera, view, margin)
    camera.clip_start = distance / _CLIP
    camera.clip_end = distance * _CLIP
    # Cameras look along their own -Z, and the pivot's Z comes out of the face.
    obj.parent = pivot
    obj.location = (0, 0, distance)
    obj.rotation_euler = (0, 0, 0)
    use_camera(scene, studio, obj)


def _distance(
    scene: bpy.types.Scene,
    camera: bpy.types.Camera,
    view: Portrait,
    margin: float,
) -> float:
    """Blender units from the middle of the portrait to a camera that sees all of it."""
    # What it sees is a pyramid, at the render's aspect; its corners differ in sign only.
    corner = camera.view_frame(scene=scene)[0]
    across, up, depth = np.abs(np.array(corner))
    # Halves of what it sees at a distance of 1; at twice the distance that is twice as much.
    half_width = across / depth
    half_height = up / depth
    for_width = view.half[0] / half_width
    for_height = view.half[1] / half_height
    before_box = max(for_width, for_height) * (1 + margin)
    # The front of the box is nearest: where that fits, everything does.
    return before_box + view.half[2]
