"""Keying a take of ten minutes at 60 fps on ten meshes of 52 shape keys: 18.7 million keys.

Baseline: the bare add + foreach_set + update of the same curves (limit 1.3 times).
"""

from pathlib import Path

import numpy as np

from benchmarks.harness import compare, finish, start

MESHES, FRAMES, FPS = 10, 36_000, 60
ROUNDS = 3


def main() -> None:
    bpy = start()
    scene = bpy.context.scene
    scene.render.fps = FPS
    from blendshape_face.animation import keying
    from blendshape_face.data.rigs import ARKIT_NAMES
    from blendshape_face.data.takes import Take

    def character(name):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(i, 0, 0) for i in range(len(ARKIT_NAMES))], [], [])
        obj = bpy.data.objects.new(name, mesh)
        scene.collection.objects.link(obj)
        for key in ("Basis", *ARKIT_NAMES):
            obj.shape_key_add(name=key)
        return obj

    characters = [character(f"Part {number}") for number in range(MESHES)]
    values = np.random.default_rng(0).uniform(0, 1, (FRAMES, len(ARKIT_NAMES))).astype(np.float32)
    times = np.arange(FRAMES) / FPS
    take = Take(ARKIT_NAMES, times, values, None, FPS, Path("benchmark.csv"), "benchmark")

    def forget() -> None:
        for action in list(bpy.data.actions):
            bpy.data.actions.remove(action)

    def ours() -> None:
        keying.key_characters(characters, take, scene)
        forget()

    def bare() -> None:
        keys = np.empty((FRAMES, 2), np.float32)
        keys[:, 0] = np.arange(FRAMES)
        linear = np.full(FRAMES, 1, np.uint8)
        for obj in characters:
            owner = obj.data.shape_keys
            bag = action = bpy.data.actions.new("bare")
            (owner.animation_data or owner.animation_data_create()).action = action
            if hasattr(action, "slots"):
                slot = action.slots.new("KEY", "bare")
                owner.animation_data.action_slot = slot
                strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
                bag = strip.channelbag(slot, ensure=True)
            for name, column in zip(ARKIT_NAMES, values.T, strict=True):
                keys[:, 1] = column
                curve = bag.fcurves.new(f'key_blocks["{name}"].value')
                curve.keyframe_points.add(FRAMES)
                curve.keyframe_points.foreach_set("co", keys.ravel())
                curve.keyframe_points.foreach_set("interpolation", linear)
                curve.update()
        forget()

    seconds, baseline, ratio = compare(ours, bare, 1, ROUNDS)
    print(f"key_characters {seconds:8.2f} s")
    print(f"bare writes    {baseline:8.2f} s")
    print(f"ratio {ratio:.2f} (limit 1.3)")
    finish()


if __name__ == "__main__":
    main()
