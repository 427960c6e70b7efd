"""A scene's time and selection, and how to leave them as they were."""

from collections.abc import Iterator
from contextlib import contextmanager

import bpy


def scene_fps(scene: bpy.types.Scene) -> float:
    """Frames a second."""
    return scene.render.fps / scene.render.fps_base


@contextmanager
def frame_kept(scene: bpy.types.Scene) -> Iterator[None]:
    """Bring back the current frame, also between frames, after going through others."""
    frame = scene.frame_current
    subframe = scene.frame_subframe
    try:
        yield
    finally:
        scene.frame_set(frame, subframe=subframe)


@contextmanager
def scene_kept(context: bpy.types.Context) -> Iterator[None]:
    """Bring back the current frame, the frame range, the selection and the active object."""
    scene = context.scene
    layer = context.view_layer
    start = scene.frame_start
    end = scene.frame_end
    active = layer.objects.active
    selected = [obj for obj in layer.objects if obj.select_get()]
    with frame_kept(scene):
        try:
            yield
        finally:
            layer.update()  # or it lists objects that were removed as None
            for obj in layer.objects:
                obj.select_set(obj in selected)
            layer.objects.active = active
            scene.frame_start = start
            scene.frame_end = end
