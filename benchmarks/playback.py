"""frame_set over 1,000 frames with 1 and with 20 faces.

Baseline: the same F-curves on the same meshes with the extension's handlers taken out, so that
Blender evaluates the curves and nothing moves. Both without the parts around the landmarks; what
those cost is printed for one face.
"""

from types import ModuleType

import numpy as np

from benchmarks.harness import compare, finish, options, start

FRAMES = 1000
ROUNDS = 5
COUNTS = (1, 20)
"""Of faces."""


def main() -> None:
    """Print milliseconds a frame, and their ratios."""
    options("playback", __doc__).parse_args()
    bpy = start()
    # These import bpy.
    from blendshape_face.face import handlers, parts

    scene = bpy.context.scene

    def play() -> None:
        for frame in range(1, FRAMES + 1):
            scene.frame_set(frame)

    def play_without_faces() -> None:
        for event, handler in handlers.HANDLERS:
            event.remove(handler)
        play()
        for event, handler in handlers.HANDLERS:
            event.append(handler)

    rng = np.random.default_rng(0)
    ratios = []
    for count in COUNTS:
        while len(scene.objects) < count:
            add_animated_face(bpy, rng)
        # Parts are evaluated by Blender, live or not, and would hide the difference.
        with parts.undressed(scene.objects):
            ours, baseline, ratio = compare(
                play,
                play_without_faces,
                1,
                ROUNDS,
            )
        ratios.append(f"{ratio:.2f} with {count}")
        print_frame(count, "live faces", ours)
        print_frame(count, "F-curves alone", baseline)
        if count == 1:
            whole_face = compare(
                play,
                play_without_faces,
                1,
                1,
            )
            print_frame(count, "whole face", whole_face.ours)
    print(f"ratio {', '.join(ratios)}")
    finish()


def add_animated_face(
    bpy: ModuleType,
    rng: np.random.Generator,
) -> None:
    """A face all of whose channels have random keys at all frames."""
    from blendshape_face.blender import actions
    from blendshape_face.face import paths

    bpy.ops.blendshape_face.add()
    mesh = bpy.context.object.data
    values = rng.uniform(0, 1, (len(mesh.blendshape_face.channels), FRAMES))
    curves = []
    for column, column_values in enumerate(values):
        curves.append(actions.Curve(paths.channel_path(column), column_values))
    actions.write_action(
        mesh,
        "benchmark",
        {"All": curves},
        1,
    )


def print_frame(
    count: int,
    title: str,
    seconds: float,
) -> None:
    """seconds: of all frames."""
    milliseconds = seconds / FRAMES * 1e3
    print(f"{count:2} x {title:15} {milliseconds:7.3f} ms a frame")


if __name__ == "__main__":
    main()
