"""A face's animation becomes a take."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import bpy
import numpy as np

from ..blender.actions import scene_fps
from ..data.channels import POSE, names
from ..data.errors import FaceError
from ..data.takes import Take
from ..face.copies import check_evaluated
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
    with undressed(scene.objects), _frame_kept(scene):
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


@contextmanager
def _frame_kept(scene: bpy.types.Scene) -> Iterator[None]:
    frame, subframe = scene.frame_current, scene.frame_subframe
    try:
        yield
    finally:
        scene.frame_set(frame, subframe=subframe)


def weight_names(obj: bpy.types.Object) -> tuple[str, ...]:
    """A face's channels, or the shape keys of a mesh that has them, without the Basis."""
    keys = obj.data.shape_keys
    return tuple(key.name for key in keys.key_blocks[1:]) if keys else columns_of(obj.data)


def sample_weights(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object], frames: range
) -> list[np.ndarray]:
    """For each object the evaluated values (frames, weights) of what weight_names lists.

    Leaves the scene at the last frame. Raises FaceError for hidden objects.
    """
    depsgraph = context.evaluated_depsgraph_get()
    samples = [np.empty((len(frames), len(weight_names(obj))), np.float32) for obj in objects]
    with undressed(context.scene.objects):
        for index, frame in enumerate(frames):
            context.scene.frame_set(frame)
            for obj, sample in zip(objects, samples, strict=True):
                sample[index] = _weights(obj, depsgraph)
    return samples


def _weights(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> np.ndarray:
    check_evaluated(obj, depsgraph)
    keys = obj.data.shape_keys
    if keys is None:
        return _values(obj.data.evaluated_get(depsgraph).blendshape_face.channels)
    blocks = keys.evaluated_get(depsgraph).key_blocks
    muted = np.empty(len(blocks), bool)
    blocks.foreach_get("mute", muted)
    return np.where(muted, 0, _values(blocks))[1:]


def _values(items: bpy.types.bpy_prop_collection) -> np.ndarray:
    values = np.empty(len(items), np.float32)
    items.foreach_get("value", values)
    return values
