"""Keys kept on the bundled take within 0.1 mm of the full animation, on the bundled model.

Baseline: Blender's own decimate, at the error margin with which its worst vertex is as far off.
"""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.harness import finish, options, start
from tools.paths import ROOT

BOUND = 0.1
"""Millimeters."""
TAKE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
FPS = 24
FPS_BASE = 24 / 23.976
"""The take was recorded at 23.976 fps, so that its samples are at whole frames."""
SMALLEST_MARGIN = 1e-4
LARGEST_MARGIN = 4e-2
"""Between these margins of decimate, in units of a channel, its worst vertex crosses the bound."""
HALVINGS = 12


@dataclass(frozen=True)
class Keys:
    """count: of all curves. worst: millimeters that the worst vertex is off at the worst frame."""

    count: int
    worst: float


class Animation:
    """The take on a face, before and after keys are dropped."""

    def __init__(
        self,
        bpy: ModuleType,
        face: Any,
    ) -> None:
        from blendshape_face.face import properties

        self.mesh = face.data
        scene = bpy.context.scene
        self.frames = np.arange(scene.frame_start, scene.frame_end + 1)
        self.shapes = properties.model_of(self.mesh).blender_basis().shapes
        self.full = self.sample()

    def curves(self) -> list[Any]:
        """The F-curves of all channels, in the order of the columns."""
        from blendshape_face.blender import actions
        from blendshape_face.face import paths

        curve_of = {curve.data_path: curve for curve in actions.fcurves(self.mesh)}
        return [curve_of[paths.channel_path(column)] for column in range(len(self.shapes))]

    def sample(self) -> np.ndarray:
        """The values (frames, channels) of the curves at all frames."""
        curves = self.curves()
        # F-curves evaluate one frame at a time.
        values = np.empty((len(self.frames), len(curves)))
        for column, curve in enumerate(curves):
            values[:, column] = [curve.evaluate(frame) for frame in self.frames]
        return values

    def keys(self) -> Keys:
        """What is left of the keys, and how far that is from all of them."""
        change = self.sample() - self.full
        displacements = np.tensordot(change, self.shapes, 1)
        meters = np.linalg.norm(displacements, axis=2)
        return Keys(
            count=sum(len(curve.keyframe_points) for curve in self.curves()),
            worst=float(meters.max() * 1000),
        )


def main() -> None:
    """Print keys, distances and the ratio of keys."""
    options("decimate", __doc__).parse_args()
    bpy = start()
    # Decimate is an operator of the graph editor, for which an empty scene has no window.
    bpy.ops.wm.read_homefile()
    bpy.context.scene.render.fps = FPS
    bpy.context.scene.render.fps_base = FPS_BASE
    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    bpy.ops.blendshape_face.import_take(filepath=str(TAKE))
    animation = Animation(bpy, face)

    take = face.data.blendshape_face.take
    take.reduce = True
    take.bound = BOUND
    began = time.perf_counter()
    bpy.ops.blendshape_face.bake_again(mode="REPLACE")
    seconds = time.perf_counter() - began
    ours = animation.keys()
    # Decimate is given all keys.
    take.reduce = False

    margin, theirs = decimate_as_well(bpy, animation, ours.worst)
    print(f"all keys          {animation.full.size:6}")
    print(
        f"reduced           {ours.count:6}, worst vertex {ours.worst:.4f} mm, "
        f"{seconds:.2f} s with the bake"
    )
    print(
        f"graph.decimate    {theirs.count:6}, worst vertex {theirs.worst:.4f} mm "
        f"at margin {margin:.2g}"
    )
    print(f"ratio {ours.count / theirs.count:.2f} of decimate's keys")
    finish()


def decimate_as_well(
    bpy: ModuleType,
    animation: Animation,
    worst: float,
) -> tuple[float, Keys]:
    """Find the largest margin with which decimate stays within `worst`, in millimeters.

    Returns it with what decimate then leaves.
    """
    margin = SMALLEST_MARGIN
    best = decimate(bpy, animation, margin)
    too_large = LARGEST_MARGIN
    for _ in range(HALVINGS):
        # The geometric mean: margins range over several powers of ten.
        middle = (margin * too_large) ** 0.5
        keys = decimate(bpy, animation, middle)
        if keys.worst <= worst:
            margin = middle
            best = keys
        else:
            too_large = middle
    return margin, best


def decimate(
    bpy: ModuleType,
    animation: Animation,
    margin: float,
) -> Keys:
    """Key all frames again and let Blender drop keys."""
    bpy.ops.blendshape_face.bake_again(mode="REPLACE")
    # Decimate acts on the keys that are selected, and new ones are not.
    for curve in animation.curves():
        curve.select = True
        for point in curve.keyframe_points:
            point.select_control_point = True
    with graph_editor(bpy):
        bpy.ops.graph.decimate(mode="ERROR", remove_error_margin=margin)
    return animation.keys()


def graph_editor(bpy: ModuleType) -> AbstractContextManager:
    """A context in which operators act on the curves of a graph editor."""
    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda area: area.width * area.height)
    area.type = "GRAPH_EDITOR"
    # Else it shows no curves of meshes whose objects are not selected.
    area.spaces.active.dopesheet.show_only_selected = False
    region = next(region for region in area.regions if region.type == "WINDOW")
    return bpy.context.temp_override(window=window, area=area, region=region)


if __name__ == "__main__":
    main()
