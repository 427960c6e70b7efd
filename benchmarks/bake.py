"""Keying a take of ten minutes at 60 fps, 36,000 frames x 55 curves.

Baselines: a bare add + foreach_set + update of the same curves (limit 1.3 times), and
`keyframe_insert`. A key costs more the longer its curve is, and all take minutes: some are
inserted into curves of half the length and extrapolated.
"""

import time
from pathlib import Path

import numpy as np

from benchmarks.harness import compare, finish, start

FRAMES, FPS = 36_000, 60
INSERTED = 10
ROUNDS = 5


def main() -> None:
    bpy = start()
    scene = bpy.context.scene
    scene.render.fps = FPS
    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    from blendshape_face.animation import keying
    from blendshape_face.blender import actions
    from blendshape_face.data.takes import Take
    from blendshape_face.face import paths, properties

    columns = properties.columns_of(face.data)
    rng = np.random.default_rng(0)
    values = rng.uniform(0, 1, (FRAMES, len(columns))).astype(np.float32)
    take = Take(
        names=columns[:-3],
        times=np.arange(FRAMES) / FPS,
        values=values[:, :-3],
        head=values[:, -3:],
        fps=FPS,
        source=Path("benchmark.csv"),
        format="benchmark",
    )

    def ours() -> None:
        keying.key_face(face, take, scene)

    def bare() -> None:
        mesh = bpy.data.meshes.new("bare")
        action = bpy.data.actions.new("bare")
        mesh.animation_data_create().action = action
        bag = action
        if hasattr(action, "slots"):
            slot = action.slots.new("MESH", "bare")
            mesh.animation_data.action_slot = slot
            strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
            bag = strip.channelbag(slot, ensure=True)
        keys = np.empty((FRAMES, 2), np.float32)
        keys[:, 0] = np.arange(FRAMES)
        linear = np.full(FRAMES, 1, np.uint8)
        for index in range(len(columns)):
            keys[:, 1] = values[:, index]
            curve = bag.fcurves.new(f"blendshape_face.channels[{index}].value")
            curve.keyframe_points.add(FRAMES)
            curve.keyframe_points.foreach_set("co", keys.ravel())
            curve.keyframe_points.foreach_set("interpolation", linear)
            curve.update()

    seconds, baseline, ratio = compare(ours, bare, 1, ROUNDS)
    for action in list(bpy.data.actions):
        bpy.data.actions.remove(action)
    half = [actions.Curve(paths.channel_path(i), v) for i, v in enumerate(values.T)]
    half = [curve._replace(values=curve.values[: FRAMES // 2]) for curve in half]
    actions.write_action(face.data, "half", {"All": half}, 0)
    channels = face.data.blendshape_face.channels
    began = time.perf_counter()
    for frame in range(INSERTED):
        for channel in channels:
            channel.keyframe_insert("value", frame=FRAMES // 2 + frame)
    inserting = (time.perf_counter() - began) / INSERTED * FRAMES
    print(f"key_face         {seconds:8.2f} s")
    print(f"bare writes      {baseline:8.2f} s")
    print(
        f"keyframe_insert  {inserting:8.2f} s, extrapolated from {INSERTED} frames at half length"
    )
    print(f"keyframe_insert / key_face {inserting / seconds:.0f}")
    print(f"ratio {ratio:.2f} (limit 1.3)")
    finish()


if __name__ == "__main__":
    main()
