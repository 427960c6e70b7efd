"""Keying a take of ten minutes at 60 fps on ten meshes of 52 shape keys: 18.7 million keys.

Baseline: the bare add + foreach_set + update of the same curves (limit 1.3 times).
"""

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from blendshape_face.data.rigs import ARKIT_NAMES
from blendshape_face.data.takes import Take

from benchmarks.bare_keys import BareKeys, new_channelbag, remove_actions
from benchmarks.harness import compare, finish, options, start

MESHES = 10
FRAMES = 36_000
FPS = 60
ROUNDS = 3
LIMIT = 1.3


def main() -> None:
    """Print seconds and their ratio."""
    options("characters", __doc__).parse_args()
    bpy = start()
    # This imports bpy.
    from blendshape_face.animation import keying

    scene = bpy.context.scene
    scene.render.fps = FPS
    characters = [new_character(bpy, f"Part {number}") for number in range(MESHES)]
    take = random_take()

    # Both remove what they wrote, or each round would take another gigabyte.
    def ours() -> None:
        keying.key_characters(characters, take, scene)
        remove_actions(bpy)

    def bare() -> None:
        keys = BareKeys(FRAMES)
        for character in characters:
            channelbag = new_channelbag(bpy, character.data.shape_keys, "KEY")
            for name, values in zip(ARKIT_NAMES, take.values.T, strict=True):
                keys.write(channelbag, f'key_blocks["{name}"].value', values)
        remove_actions(bpy)

    seconds, baseline, ratio = compare(
        ours,
        bare,
        1,
        ROUNDS,
    )
    print(f"key_characters {seconds:8.2f} s")
    print(f"bare writes    {baseline:8.2f} s")
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    finish()


def new_character(
    bpy: ModuleType,
    name: str,
) -> Any:
    """An object whose shape keys have ARKit's names. Their shapes are all the same: none moves."""
    vertices = [(number, 0, 0) for number in range(len(ARKIT_NAMES))]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], [])
    character = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(character)
    for shape_key in ("Basis", *ARKIT_NAMES):
        character.shape_key_add(name=shape_key)
    return character


def random_take() -> Take:
    """A take of ARKit's channels without a head."""
    rng = np.random.default_rng(0)
    values = rng.uniform(0, 1, (FRAMES, len(ARKIT_NAMES))).astype(np.float32)
    return Take(
        names=ARKIT_NAMES,
        times=np.arange(FRAMES) / FPS,
        values=values,
        head=None,
        fps=FPS,
        source=Path("benchmark.csv"),
        format="benchmark",
    )


if __name__ == "__main__":
    main()
