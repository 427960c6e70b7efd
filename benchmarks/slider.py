"""One slider change against the bare pieces it cannot do without, on one face.

Baseline: read the values, one product with the basis, write the positions, update the mesh.
Limit: 1.6 times.
"""

import numpy as np

from benchmarks.harness import compare, finish, start

CALLS, ROUNDS = 300, 41


def main() -> None:
    bpy = start()
    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    from blendshape_face.face import properties

    basis = properties.model_of(mesh).blender_basis()
    shapes, rest = basis.shapes.reshape(len(basis.shapes), -1), basis.rest.ravel()
    channels = mesh.blendshape_face.channels
    channels.foreach_set("value", np.random.default_rng(0).uniform(0, 1, len(channels)))
    slider = channels["jawOpen"]
    step = 0.0

    def slide() -> None:
        nonlocal step
        step = (step + 0.01) % 1
        slider.value = step

    def bare() -> None:
        values = np.empty(len(shapes), np.float32)
        mesh.blendshape_face.channels.foreach_get("value", values)
        positions = values @ shapes + rest
        mesh.attributes["position"].data.foreach_set("vector", positions)
        mesh.update()

    ours, baseline, ratio = compare(slide, bare, CALLS, ROUNDS)
    print(f"slider change  {ours * 1e6:6.1f} us")
    print(f"bare pieces    {baseline * 1e6:6.1f} us")
    print(f"ratio {ratio:.2f} (limit 1.6)")
    finish()


if __name__ == "__main__":
    main()
