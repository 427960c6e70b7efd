"""A face's animation becomes a take."""

from pathlib import Path

import bpy
import numpy as np

from ..blender.scene import frame_kept, scene_fps
from ..data.channels import POSE, names
from ..data.errors import FaceError
from ..data.takes import Take
from ..face.parts import undressed
from ..face.properties import columns_of, is_converted


def sample_face(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    depsgraph: bpy.types.Depsgraph,
    first: int,
    last: int,
) -> Take:
    """The evaluated values (of keys, drivers, NLA strips or as set) of a live or baked face's
    channels on every frame from first to last; the first is at 0 seconds.

    depsgraph: the scene's own, as context.evaluated_depsgraph_get() gives it.
    The scene is left at the frame where it was. Raises FaceError.
    """
    if last < first:
        raise FaceError(f"The frames {first} to {last} are none: let the end follow the start")
    columns = columns_of(obj.data)
    values = np.empty((last - first + 1, len(columns)), np.float32)
    with undressed(scene.objects), frame_kept(scene):
        for row, frame in zip(values, range(first, last + 1), strict=True):
            scene.frame_set(frame)
            _read_channels(obj, depsgraph, row)
    pose = [columns.index(name) for name in names(POSE)]
    fps = scene_fps(scene)
    return Take(
        names=tuple(name for name in columns if name not in names(POSE)),
        times=np.arange(len(values)) / fps,
        values=np.delete(values, pose, axis=1),
        head=values[:, pose],
        fps=fps,
        source=Path(obj.name),
        format="Blender",
    )


def _read_channels(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph, row: np.ndarray) -> None:
    mesh = obj.data.evaluated_get(depsgraph)
    if not mesh.is_evaluated:
        raise FaceError(f"{obj.name} is hidden, Blender does not animate it: show it first")
    if is_converted(obj.data):
        blocks = obj.data.shape_keys.evaluated_get(depsgraph).key_blocks
        row[:] = [blocks[name].value for name in columns_of(obj.data)]
    else:
        mesh.blendshape_face.channels.foreach_get("value", row)
