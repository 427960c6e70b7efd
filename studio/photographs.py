"""Pictures of a face on single frames, for figures. The scene stays as it was."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from ..blender.progress import progress
from .collection import remove
from .render_settings import CYCLES, grain_of, release, use_engine, write_pictures
from .staging import set_up

_SAMPLES = 16
"""A pixel: the pictures of a figure are small, and denoised."""
_LEAST_SEEN = 0.15
"""Of the picture's height: in a smaller face nobody would see an expression."""


def photograph(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    frames: Sequence[int],
    width: int,
) -> list[np.ndarray]:
    """(h, w, 3) uint8 from the top for each frame, `width` pixels wide.

    The scene's camera takes the pictures, or the studio's where the scene's shows no face large
    enough. Raises FaceError.
    """
    pictures = []
    with ExitStack() as cleanup:
        scene = cleanup.enter_context(_render_scene(context, obj, width))
        folder = cleanup.enter_context(TemporaryDirectory())
        advance = cleanup.enter_context(progress(len(frames), least=1))
        write_pictures(scene, Path(folder))
        for frame in frames:
            # A still of a scene that is not the window's would be of the window's frame.
            scene.frame_start = frame
            scene.frame_end = frame
            bpy.ops.render.render(animation=True, scene=scene.name)
            path = Path(scene.render.frame_path(frame=frame))
            pictures.append(_read_pixels(path))
            advance(1)
    return pictures


def grain_of_photographs(scene: bpy.types.Scene, obj: bpy.types.Object) -> str:
    """What a user should know of the pictures' grain here, or "". The scene's own camera has the
    scene's own samples.
    """
    return "" if _has_camera_on(scene, obj) else grain_of(scene, _SAMPLES)


@contextmanager
def _render_scene(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    width: int,
) -> Iterator[bpy.types.Scene]:
    """A copy of the scene that renders pictures of this width in pixels; it goes again."""
    scene = context.scene
    copy = scene.copy()
    with ExitStack() as cleanup:
        # The face shows the frame of the last scene that was set to one.
        cleanup.callback(scene.frame_set, scene.frame_current, subframe=scene.frame_subframe)
        cleanup.callback(_remove_scene, copy)
        render = copy.render
        render.use_sequencer = False
        if _has_camera_on(scene, obj):
            # At the scene's own aspect.
            scale = width / render.resolution_x
            render.resolution_x = width
            render.resolution_y = round(render.resolution_y * scale)
        else:
            # The camera is placed by the resolution.
            render.resolution_x = width
            render.resolution_y = width
            use_engine(copy, CYCLES, _SAMPLES)
            set_up(copy, obj)
            cleanup.callback(remove, copy)
        render.resolution_percentage = 100
        yield copy


def _remove_scene(scene: bpy.types.Scene) -> None:
    """A scene that was rendered."""
    release(scene)
    bpy.data.scenes.remove(scene)


def _has_camera_on(scene: bpy.types.Scene, obj: bpy.types.Object) -> bool:
    """Whether the scene has a camera that shows the object's middle, and enough of it."""
    if scene.camera is None:
        return False
    places = []
    for corner in obj.bound_box:
        # Across and up as shares of the picture, and how far before the camera.
        point = obj.matrix_world @ Vector(corner)
        place = world_to_camera_view(scene, scene.camera, point)
        places.append(place)
    box = np.array(places)
    low = box.min(axis=0)
    high = box.max(axis=0)
    middle = (low + high) / 2
    # Not behind the camera, either.
    is_inside = (middle > 0).all() and (middle[:2] < 1).all()
    height = high[1] - low[1]
    return bool(is_inside and height >= _LEAST_SEEN)


def _read_pixels(path: Path) -> np.ndarray:
    """(h, w, 3) uint8 of a picture file, rows from the top."""
    image = bpy.data.images.load(str(path))
    try:
        width, height = tuple(image.size)
        pixels = np.empty((height, width, 4), np.float32)
        image.pixels.foreach_get(pixels.ravel())
    finally:
        bpy.data.images.remove(image)
    # Blender has the lowest row first, and an opacity that is 1 everywhere.
    rgb = pixels[::-1, :, :3]
    return (rgb * 255 + 0.5).astype(np.uint8)
