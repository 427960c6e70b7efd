"""Keys kept on the bundled take within 0.1 mm of the full animation, on the bundled model.

Baseline: Blender's own decimate, at the error margin with which its worst vertex is as far off.
"""

import time

import numpy as np

from benchmarks.harness import finish, start
from tools.paths import ROOT

BOUND = 0.1
"""Millimeters."""
TAKE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
HALVINGS = 12


def main() -> None:
    bpy = start()
    bpy.ops.wm.read_homefile()
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 24, 24 / 23.976
    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    from blendshape_face.blender import actions
    from blendshape_face.face import properties

    bpy.ops.blendshape_face.import_take(filepath=str(TAKE))
    shapes = properties.model_of(face.data).blender_basis().shapes
    frames = np.arange(scene.frame_start, scene.frame_end + 1)
    take = face.data.blendshape_face.take

    def curves() -> list:
        return sorted(actions.fcurves(face.data), key=lambda c: int(c.data_path[25:].split("]")[0]))

    def drawn() -> np.ndarray:
        return np.array([[curve.evaluate(frame) for curve in curves()] for frame in frames])

    full = drawn()

    def figures() -> tuple[int, float]:
        """Number of keys, and millimeters that the worst vertex is off."""
        off = np.tensordot(drawn() - full, shapes, 1)
        keys = sum(len(curve.keyframe_points) for curve in curves())
        return keys, float(np.linalg.norm(off, axis=2).max() * 1000)

    take.reduce, take.bound = True, BOUND
    began = time.perf_counter()
    bpy.ops.blendshape_face.bake_again(mode="REPLACE")
    seconds = time.perf_counter() - began
    kept, worst = figures()
    take.reduce = False

    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda each: each.width * each.height)
    area.type = "GRAPH_EDITOR"
    area.spaces.active.dopesheet.show_only_selected = False
    region = next(each for each in area.regions if each.type == "WINDOW")

    def decimate(margin: float) -> tuple[int, float]:
        bpy.ops.blendshape_face.bake_again(mode="REPLACE")
        for curve in curves():
            curve.select = True
            for point in curve.keyframe_points:
                point.select_control_point = True
        with bpy.context.temp_override(window=window, area=area, region=region):
            bpy.ops.graph.decimate(mode="ERROR", remove_error_margin=margin)
        return figures()

    low, high = 1e-4, 4e-2
    theirs, their_worst = decimate(low)
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        keys, off = decimate(middle)
        if off <= worst:
            low, theirs, their_worst = middle, keys, off
        else:
            high = middle
    print(f"all keys          {full.size:6}")
    print(f"reduced           {kept:6}, worst vertex {worst:.4f} mm, {seconds:.2f} s with the bake")
    print(f"graph.decimate    {theirs:6}, worst vertex {their_worst:.4f} mm at margin {low:.2g}")
    print(f"ratio {kept / theirs:.2f} of decimate's keys")
    finish()


if __name__ == "__main__":
    main()
