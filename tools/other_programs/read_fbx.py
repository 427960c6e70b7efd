"""A face's FBX as ufbx reads it: `read_fbx.py FILE TIMES OUT`, TIMES a JSON list of seconds."""

import json
import os
import sys

import numpy as np
import ufbx


def main(path: str, times: list[float], out: str) -> None:
    """Write names (K,) of the targets and positions (times, n, 3), meters, in Blender's axes."""
    scene = ufbx.load_file(path)
    (mesh,) = scene.meshes
    (node,) = mesh.instances
    rest = _rows(mesh.vertices)
    channels = list(scene.blend_channels)
    targets = np.zeros((len(channels), *rest.shape))
    for number, channel in enumerate(channels):
        shape = channel.target_shape
        assert shape
        targets[number, list(shape.offset_vertices)] = _rows(shape.position_offsets)
    shown = []
    for time in times:
        weights = [ufbx.evaluate_blend_weight(scene.anim, channel, time) for channel in channels]
        shown.append(rest + np.tensordot(weights, targets, 1))
    matrix = node.geometry_to_world
    columns = np.array([[c.x, c.y, c.z] for c in (matrix.c0, matrix.c1, matrix.c2, matrix.c3)])
    world = np.array(shown) @ columns[:3] + columns[3]
    # Y up and centimeters.
    positions = world[..., [0, 2, 1]] * (1, -1, 1) * scene.settings.unit_meters
    np.savez(out, names=[channel.name for channel in channels], positions=positions)


def _rows(vectors: object) -> np.ndarray:
    """(n, 3) of ufbx's own vectors."""
    return np.array([(vector.x, vector.y, vector.z) for vector in vectors])  # pyright: ignore


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3])
    # ufbx crashes when the interpreter tears it down.
    os._exit(0)
