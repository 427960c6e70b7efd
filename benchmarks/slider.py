"""One slider change against the bare pieces it cannot do without, on one face.

Baseline: read the values, one product with the basis, write the positions, update the mesh.
Limit: 1.6 times.
"""

import numpy as np

from benchmarks.harness import compare, finish, options, start

CALLS = 300
ROUNDS = 41
LIMIT = 1.6
STEP = 0.01
"""How far the slider goes each time: a value that stays would change nothing."""


def main() -> None:
    """Print microseconds and their ratio."""
    options("slider", __doc__).parse_args()
    bpy = start()
    # This imports bpy.
    from blendshape_face.face import properties

    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    basis = properties.model_of(mesh).blender_basis()
    count = len(basis.shapes)
    shapes = basis.shapes.reshape(count, -1)
    rest = basis.rest.ravel()
    channels = mesh.blendshape_face.channels
    # No channel is at 0, which might be left out somewhere.
    channels.foreach_set("value", np.random.default_rng(0).uniform(0, 1, count))
    slider = channels["jawOpen"]

    value = 0.0

    def slide() -> None:
        nonlocal value
        value = (value + STEP) % 1
        slider.value = value

    def bare() -> None:
        values = np.empty(count, np.float32)
        mesh.blendshape_face.channels.foreach_get("value", values)
        positions = values @ shapes + rest
        mesh.attributes["position"].data.foreach_set("vector", positions)
        mesh.update()

    ours, baseline, ratio = compare(slide, bare, CALLS, ROUNDS)
    print(f"slider change  {ours * 1e6:6.1f} us")
    print(f"bare pieces    {baseline * 1e6:6.1f} us")
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    finish()


if __name__ == "__main__":
    main()
