"""Keying a take of ten minutes at 60 fps, 36,000 frames x 55 curves.

Baselines: a bare add + foreach_set + update of the same curves (limit 1.3 times), and
`keyframe_insert`. A key costs more the longer its curve is, and all take minutes: some are
inserted into curves of half the length and extrapolated.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np
from blendshape_face.data.takes import Take

from benchmarks.bare_keys import BareKeys, new_channelbag, remove_actions
from benchmarks.harness import compare, finish, options, start

FRAMES = 36_000
FPS = 60
INSERTED = 10
"""Frames of keys that are really inserted."""
ROUNDS = 5
LIMIT = 1.3


def main() -> None:
    """Print seconds and ratios."""
    options("bake", __doc__).parse_args()
    bpy = start()
    # These import bpy.
    from blendshape_face.animation import keying
    from blendshape_face.face import properties

    scene = bpy.context.scene
    scene.render.fps = FPS
    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    columns = properties.columns_of(face.data)
    rng = np.random.default_rng(0)
    values = rng.uniform(0, 1, (FRAMES, len(columns))).astype(np.float32)
    take = take_of(columns, values)

    def ours() -> None:
        keying.key_face(face, take, scene)

    def bare() -> None:
        mesh = bpy.data.meshes.new("bare")
        channelbag = new_channelbag(bpy, mesh, "MESH")
        keys = BareKeys(FRAMES)
        for column, column_values in enumerate(values.T):
            path = f"blendshape_face.channels[{column}].value"
            keys.write(channelbag, path, column_values)

    seconds, baseline, ratio = compare(
        ours,
        bare,
        1,
        ROUNDS,
    )
    # Else keys are inserted into the curves of the last round.
    remove_actions(bpy)
    inserting = seconds_of_inserting(face, values)
    print(f"key_face         {seconds:8.2f} s")
    print(f"bare writes      {baseline:8.2f} s")
    print(
        f"keyframe_insert  {inserting:8.2f} s, extrapolated from {INSERTED} frames at half length"
    )
    print(f"keyframe_insert / key_face {inserting / seconds:.0f}")
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    finish()


def take_of(
    columns: tuple[str, ...],
    values: np.ndarray,
) -> Take:
    """A take of values (frames, columns); a face's columns end with the three of head pose."""
    return Take(
        names=columns[:-3],
        times=np.arange(FRAMES) / FPS,
        values=values[:, :-3],
        head=values[:, -3:],
        fps=FPS,
        source=Path("benchmark.csv"),
        format="benchmark",
    )


def seconds_of_inserting(
    face: Any,
    values: np.ndarray,
) -> float:
    """How long `keyframe_insert` would take for all values (frames, channels) of a face."""
    from blendshape_face.blender import actions
    from blendshape_face.face import paths

    half = FRAMES // 2
    curves = []
    for column, column_values in enumerate(values.T):
        curves.append(actions.Curve(paths.channel_path(column), column_values[:half]))
    actions.write_action(
        face.data,
        "half",
        {"All": curves},
        0,
    )
    channels = face.data.blendshape_face.channels
    # Behind the last key, as when a take is keyed frame by frame.
    began = time.perf_counter()
    for frame in range(half, half + INSERTED):
        for channel in channels:
            channel.keyframe_insert("value", frame=frame)
    seconds_a_frame = (time.perf_counter() - began) / INSERTED
    return seconds_a_frame * FRAMES


if __name__ == "__main__":
    main()
