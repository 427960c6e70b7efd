"""The files that are tried, and where the live face is: in Blender, with the bundled recording."""

# Blender's stubs leave open whether there is an active object, and what its data is.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportOptionalMemberAccess=false

import json
import os
import sys
from pathlib import Path

import numpy as np

from tools.blender import start_extension
from tools.paths import ROOT

start_extension()

import bpy  # noqa: E402
from blendshape_face.data.anatomy.garment import Parts, garment, portable  # noqa: E402
from blendshape_face.export import Whole, export  # noqa: E402
from blendshape_face.studio import set_up  # noqa: E402
from blendshape_face.studio.render_settings import CYCLES, use_engine  # noqa: E402

from tools.sheets import render_pixels, set_channels  # noqa: E402

TAKE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
VARIANTS = {
    "face": Whole(),
    "face_bones": Whole(bones=True),
}
"""Names of files, without their endings, and how the face leaves."""
EVERY = 8
"""Of the recording each eighth frame is looked at."""
SAMPLES = 32
SIZE = 640


def main(folder: Path, shown: dict[str, float]) -> None:
    """Write .glb, .fbx and .usdc of VARIANTS, live.npz, and an expression as blender.png, with its
    camera as camera.json.
    """
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.blendshape_face.add()
    face = bpy.context.object
    bpy.ops.blendshape_face.import_take(filepath=str(TAKE))
    scene = bpy.context.scene
    for name, whole in VARIANTS.items():
        for suffix in ("glb", "fbx", "usdc"):
            export(bpy.context, [face], folder / f"{name}.{suffix}", whole=whole)
    made = garment(Parts(), 0)
    kept = portable(made, has_lashes=True, smooth=False, has_gaps=False).vertices
    frames = np.arange(scene.frame_start, scene.frame_end + 1, EVERY)
    live = []
    for frame in frames.tolist():
        scene.frame_set(frame)
        live.append(_evaluated(face)[kept])
    fps = scene.render.fps / scene.render.fps_base
    np.savez(folder / "live.npz", frames=frames, positions=live, fps=fps)
    face.data.animation_data_clear()
    face.animation_data_clear()
    _render(face, shown, folder / "blender.png")
    camera = scene.camera
    place = np.array(camera.matrix_world)
    of_camera = {
        "position": place[:3, 3].tolist(),
        "target": (place[:3, 3] - place[:3, 2]).tolist(),
        "degrees": float(np.degrees(camera.data.angle)),
    }
    (folder / "camera.json").write_text(json.dumps(of_camera), encoding="utf-8")


def _evaluated(face: bpy.types.Object) -> np.ndarray:
    """(n, 3) of the garment as the scene shows it."""
    mesh = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def _render(face: bpy.types.Object, shown: dict[str, float], path: Path) -> None:
    """The face with channels at these values, as Cycles shows it at the level of the files."""
    channels = face.data.blendshape_face.channels
    set_channels(face, {channel.name: 0.0 for channel in channels} | shown)
    face.blendshape_face_garment.render_level = 0
    scene = bpy.context.scene
    scene.render.resolution_x = SIZE
    scene.render.resolution_y = SIZE
    set_up(scene, face)
    use_engine(scene, CYCLES, SAMPLES)
    render_pixels(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
