"""A frame of the dressed face, and a slider change on it.

Baseline: an ordinary mesh of the same vertices and polygons with a shape key for each channel,
keyed alike, which Blender evaluates without us. Limit for a frame: 1.5 times.
"""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.harness import compare, finish, options, start
from benchmarks.playback import add_animated_face

FRAMES = 100
ROUNDS = 9
LIMIT = 1.5
MANY = 20
STEP = 0.01
"""How far the slider goes each time: a value that stays would change nothing."""


def main() -> None:
    """Print milliseconds, and their ratios to the baseline."""
    options("dressed", __doc__).parse_args()
    bpy = start()
    rng = np.random.default_rng(0)
    add_animated_face(bpy, rng)
    face = bpy.context.object
    plain = add_plain_mesh(bpy, face)
    print(f"{len(plain.data.vertices)} vertices, ms a frame")

    baseline = _player(bpy, [plain])
    live = compare(_player(bpy, [face]), baseline, 1, ROUNDS)
    _print("plain mesh with shape keys", live.baseline, 1.0)
    _print("dressed face, live", live.ours, live.ratio)

    dragged = compare(_dragger(bpy, face), _player(bpy, [face]), 1, ROUNDS)
    _print("a slider change on it", dragged.ours, dragged.ratio, "to a frame")

    faces = [face]
    while len(faces) < MANY:
        add_animated_face(bpy, rng)
        faces.append(bpy.context.object)
    many = compare(_player(bpy, faces), _player(bpy, [face]), 1, 3)
    _print(f"{MANY} dressed faces", many.ours, many.ratio, "to one")
    print(f"ratio {live.ratio:.2f} (limit {LIMIT})")
    finish()


def add_plain_mesh(bpy: ModuleType, face: Any) -> Any:
    """An object with the dressed face's evaluated mesh, and a shape key for each of its channels
    that is animated as the channel is.
    """
    channels = face.data.blendshape_face.channels
    depsgraph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(face.evaluated_get(depsgraph))
    plain = bpy.data.objects.new("Plain", mesh)
    bpy.context.scene.collection.objects.link(plain)
    count = len(mesh.vertices)
    rest = np.empty(3 * count, np.float32)
    mesh.vertices.foreach_get("co", rest)
    plain.shape_key_add(name="Basis")
    rng = np.random.default_rng(1)
    for channel in channels:
        key = plain.shape_key_add(name=channel.name)
        # Where vertices go does not count, as long as all of them do.
        moved = rest + rng.normal(0, 1e-3, rest.shape).astype(np.float32)
        key.points.foreach_set("co", moved)
    _copy_animation(bpy, face.data, mesh.shape_keys)
    return plain


def _copy_animation(bpy: ModuleType, source: Any, target: Any) -> None:
    """The channels' curves on shape keys, key for key."""
    from blendshape_face.blender import actions

    curves = []
    for fcurve in actions.fcurves(source):
        index = int(fcurve.data_path.split("[")[1].split("]")[0])
        values = np.empty(2 * len(fcurve.keyframe_points), np.float32)
        fcurve.keyframe_points.foreach_get("co", values)
        name = source.blendshape_face.channels[index].name
        curves.append(actions.Curve(f'key_blocks["{name}"].value', values[1::2]))
    actions.write_action(target, "benchmark", {"All": curves}, 1)


def _player(bpy: ModuleType, shown: Sequence[Any]) -> Callable[[], None]:
    """Goes through FRAMES with only these objects shown."""

    def play() -> None:
        _show_only(bpy, shown)
        for frame in range(1, FRAMES + 1):
            bpy.context.scene.frame_set(frame)

    return play


def _dragger(bpy: ModuleType, face: Any) -> Callable[[], None]:
    """Moves a slider FRAMES times, and has Blender evaluate each time."""
    slider = face.data.blendshape_face.channels["jawOpen"]

    def drag() -> None:
        _show_only(bpy, [face])
        for step in range(FRAMES):
            slider.value = step * STEP
            bpy.context.view_layer.update()

    return drag


def _show_only(bpy: ModuleType, shown: Sequence[Any]) -> None:
    for obj in bpy.context.scene.objects:
        obj.hide_viewport = obj not in shown


def _print(title: str, seconds: float, ratio: float, to: str = "to it") -> None:
    """seconds: of all FRAMES."""
    milliseconds = seconds / FRAMES * 1e3
    print(f"{title:28} {milliseconds:7.3f}  {ratio:5.2f} {to}")


if __name__ == "__main__":
    main()
