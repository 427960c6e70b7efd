"""What `scale` does, by Blender's calls alone: the baseline of what grows in Blender itself."""

from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.bare_keys import BareKeys, new_channelbag
from benchmarks.harness import processor_seconds

CHARACTER_FRAMES = 500
"""Of the take that is keyed on shape keys."""
STRIP_FRAMES = 30
STRIP_CURVES = 8
"""Of each recording on a strip."""


def copy_faces(bpy: ModuleType, count: int) -> float:
    """Objects with copies of a face's mesh, its modifiers and its materials."""
    bpy.ops.blendshape_face.add()
    pattern = bpy.context.object

    def work() -> None:
        for _ in range(count):
            _copy(bpy, pattern)
            # As an operator that was called from Python does.
            bpy.context.view_layer.update()

    return processor_seconds(work)


def _copy(bpy: ModuleType, pattern: Any) -> None:
    """Built anew, as a copy of the object would bring all along at once."""
    obj = bpy.data.objects.new("Copy", pattern.data.copy())
    bpy.context.collection.objects.link(obj)
    for modifier in pattern.modifiers:
        copy = obj.modifiers.new(modifier.name, modifier.type)
        if modifier.type == "NODES":
            copy.node_group = modifier.node_group
        else:
            copy.angle = 0
    for number, slot in enumerate(pattern.material_slots):
        obj.material_slots[number].link = "OBJECT"
        obj.material_slots[number].material = slot.material


def key_channels(bpy: ModuleType, frames: int, count: int) -> float:
    """Random keys on so many channels of a face."""
    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    paths = [f"blendshape_face.channels[{number}].value" for number in range(count)]
    return processor_seconds(lambda: _write(bpy, mesh, "MESH", paths, frames))


def key_shape_keys(bpy: ModuleType, obj: Any) -> float:
    """Random keys on all shape keys of an object."""
    keys = obj.data.shape_keys
    names = [block.name for block in keys.key_blocks[1:]]
    paths = [f'key_blocks["{name}"].value' for name in names]
    return processor_seconds(lambda: _write(bpy, keys, "KEY", paths, CHARACTER_FRAMES))


def _write(bpy: ModuleType, owner: Any, id_type: str, paths: list[str], frames: int) -> Any:
    """Random keys on these properties, in a new action, which is returned."""
    values = np.random.default_rng(0).uniform(0, 1, (frames, len(paths))).astype(np.float32)
    keys = BareKeys(frames)
    bag = new_channelbag(bpy, owner, id_type)
    for path, column in zip(paths, values.T, strict=True):
        keys.write(bag, path, column)
    return owner.animation_data.action


def push_strips(bpy: ModuleType, count: int) -> float:
    """New actions on NLA tracks of a face, one after another; nothing is read or planned."""
    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    paths = [f"blendshape_face.channels[{number}].value" for number in range(STRIP_CURVES)]
    write = partial(_write, bpy, mesh, "MESH", paths, STRIP_FRAMES)

    def work() -> None:
        for number in range(count):
            action = write()
            action.name = f"take_{number}"
            slot = getattr(mesh.animation_data, "action_slot", None)
            mesh.animation_data.action = None
            track = mesh.animation_data.nla_tracks.new()
            track.name = action.name
            strip = track.strips.new(action.name, number * STRIP_FRAMES, action)
            if slot:
                strip.action_slot = slot

    return processor_seconds(work)
