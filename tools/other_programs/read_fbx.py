"""A face's FBX as ufbx reads it: `read_fbx.py FILE TIMES OUT`, TIMES a JSON list of seconds."""

import json
import os
import sys

import numpy as np
import ufbx


def main(scene: ufbx.Scene, times: list[float], out: str) -> None:
    """Write names (K,) of the targets and positions (times, n, 3), meters, in Blender's axes, as
    targets and bones have them.
    """
    shown = [_positions(scene, time) for time in times]
    # Y up and centimeters.
    positions = np.array(shown)[..., [0, 2, 1]] * (1, -1, 1) * scene.settings.unit_meters
    names = [channel.name for channel in scene.blend_channels]
    bones = [bone.name for bone in scene.bones]
    np.savez(out, names=names, bones=bones, positions=positions)


def _positions(scene: ufbx.Scene, time: float) -> np.ndarray:
    """(n, 3) in the world."""
    moved = ufbx.evaluate_scene(scene, scene.anim, time, evaluate_skinning=True)
    (mesh,) = moved.meshes
    places = np.array(mesh.skinned_position.values)
    if not mesh.skinned_is_local:
        return places
    (node,) = mesh.instances
    matrix = node.geometry_to_world
    columns = np.array([[c.x, c.y, c.z] for c in (matrix.c0, matrix.c1, matrix.c2, matrix.c3)])
    return places @ columns[:3] + columns[3]


if __name__ == "__main__":
    loaded = ufbx.load_file(sys.argv[1])
    main(loaded, json.loads(sys.argv[2]), sys.argv[3])
    # ufbx crashes when a scene is freed that others were evaluated from.
    os._exit(0)
