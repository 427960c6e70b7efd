"""A face's or character's animation becomes numbers again, and a take."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np

from ..blender.scene import frame_kept, scene_fps
from ..characters.links import links_of
from ..data.channels import POSE, names
from ..data.errors import FaceError
from ..data.rigs.retarget import channels_behind
from ..data.takes import Take
from ..face.copies import check_evaluated
from ..face.parts import undressed
from ..face.properties import columns_of

_ANGLES = names(POSE)


def sample_face(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    depsgraph: bpy.types.Depsgraph,
    first: int,
    last: int,
) -> Take:
    """The evaluated values (of keys, drivers, NLA strips or as set) of a live or converted face's
    channels on every frame from first to last; the first is at 0 seconds.

    depsgraph: the scene's own, as context.evaluated_depsgraph_get() gives it.
    The scene is left at the frame where it was. Raises FaceError.
    """
    weights = _sample_alone(obj, scene, depsgraph, first, last)
    # A converted face may have shape keys besides those of its channels.
    sampled = weight_names(obj)
    features = [name for name in columns_of(obj.data) if name not in _ANGLES]
    of_features = [sampled.index(name) for name in features]
    of_angles = [sampled.index(name) for name in _ANGLES]
    take = _as_take(obj, features, weights[:, of_features], scene)
    return replace(take, head=weights[:, of_angles])


def sample_character(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    depsgraph: bpy.types.Depsgraph,
    first: int,
    last: int,
) -> Take:
    """The same of a character: the channels that its shape keys show by its links; no head pose.

    Raises FaceError; MappingError where it has no links.
    """
    links = links_of(obj.data)
    weights = _sample_alone(obj, scene, depsgraph, first, last)
    channels, values = channels_behind(links, weight_names(obj), weights)
    return _as_take(obj, channels, values, scene)


def _sample_alone(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    depsgraph: bpy.types.Depsgraph,
    first: int,
    last: int,
) -> np.ndarray:
    """(frames, weights) of one object; the scene is left at the frame where it was."""
    if last < first:
        raise FaceError(f"The frames {first} to {last} are none: let the end follow the start")
    frames = range(first, last + 1)
    with frame_kept(scene):
        (weights,) = _sample([obj], scene, depsgraph, frames)
    return weights


def _as_take(
    obj: bpy.types.Object,
    channels: Sequence[str],
    values: np.ndarray,
    scene: bpy.types.Scene,
) -> Take:
    """Values (n, k) of consecutive frames as a take without head pose."""
    fps = scene_fps(scene)
    return Take(
        names=tuple(channels),
        times=np.arange(len(values)) / fps,
        values=values,
        head=None,
        fps=fps,
        source=Path(obj.name),
        format="Blender",
    )


def weight_names(obj: bpy.types.Object) -> tuple[str, ...]:
    """A face's channels, or the shape keys of a mesh that has them, without the Basis."""
    keys = obj.data.shape_keys
    if keys is None:
        return columns_of(obj.data)
    _basis, *others = keys.key_blocks
    return tuple(key.name for key in others)


def sample_weights(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    frames: range,
) -> list[np.ndarray]:
    """For each object the evaluated values (frames, weights) float32 of what weight_names lists.

    Leaves the scene at the last frame. Raises FaceError for hidden objects.
    """
    depsgraph = context.evaluated_depsgraph_get()
    return _sample(objects, context.scene, depsgraph, frames)


def _sample(
    objects: Sequence[bpy.types.Object],
    scene: bpy.types.Scene,
    depsgraph: bpy.types.Depsgraph,
    frames: range,
) -> list[np.ndarray]:
    """What sample_weights says, with the dependency graph of the scene."""
    samples = []
    for obj in objects:
        size = len(frames), len(weight_names(obj))
        samples.append(np.empty(size, np.float32))
    # Head, eyes and teeth would be evaluated at each frame, and have no weights.
    with undressed(scene.objects):
        for row, frame in enumerate(frames):
            scene.frame_set(frame)
            for obj, sample in zip(objects, samples, strict=True):
                sample[row] = _weights(obj, depsgraph)
    return samples


def _weights(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> np.ndarray:
    """(weights,) float32 at the present frame; a muted shape key counts as 0."""
    check_evaluated(obj, depsgraph)
    # Drivers, keys and strips move the evaluated copy alone: in a render the original's values are
    # those of another frame.
    keys = obj.data.shape_keys
    if keys is None:
        mesh = obj.data.evaluated_get(depsgraph)
        return _values(mesh.blendshape_face.channels)
    blocks = keys.evaluated_get(depsgraph).key_blocks
    muted = np.empty(len(blocks), bool)
    blocks.foreach_get("mute", muted)
    values = np.where(muted, 0, _values(blocks))
    return values[1:]  # without the Basis


def _values(items: bpy.types.bpy_prop_collection) -> np.ndarray:
    """(items,) float32 of all at once."""
    values = np.empty(len(items), np.float32)
    items.foreach_get("value", values)
    return values
