"""Render the faces in the docs: `uv run python -m tools.portraits [ENGINE]`.

Writes docs/images/faces.jpg with Cycles, faces_eevee.jpg with EEVEE, which needs a graphics card.
"""

import argparse
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tools.blender import ROOT, load_sources, require_bpy
from tools.research_pictures import rendered, save

SIZE, COLUMNS, SAMPLES = 340, 4, 32

# Channels, a name without side standing for both, and degrees that the head turns.
SMILE = {"mouthSmile": 0.85, "cheekSquint": 0.6, "eyeSquint": 0.3, "mouthUpperUp": 0.3}
POSES = (
    ({}, 0),
    (SMILE, 0),
    ({"browInnerUp": 1, "browOuterUp": 0.8, "eyeWide": 0.8, "jawOpen": 0.4}, 0),
    ({"eyeBlink": 1}, 0),
    ({"eyeLookOutLeft": 0.9, "eyeLookInRight": 0.9}, 0),
    ({"eyeLookInLeft": 0.9, "eyeLookOutRight": 0.9}, 0),
    ({"eyeLookUp": 0.9}, 0),
    ({"eyeLookDown": 0.9}, 0),
    ({"jawOpen": 0.9}, 0),
    ({"browDown": 1, "noseSneer": 0.6, "mouthPress": 0.7, "eyeSquint": 0.5}, 0),
    (SMILE, 40),
    ({}, 90),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engine", nargs="?", choices=("cycles", "eevee"), default="cycles")
    engine = parser.parse_args().engine
    bpy = require_bpy()
    load_sources().register()
    with TemporaryDirectory() as folder:
        shots = [shot(bpy, engine, *pose, Path(folder) / "shot.png") for pose in POSES]
    rows = [np.concatenate(shots[k : k + COLUMNS], axis=1) for k in range(0, len(shots), COLUMNS)]
    name = "faces.jpg" if engine == "cycles" else "faces_eevee.jpg"
    save(bpy, np.concatenate(rows[::-1]), ROOT / "docs" / "images" / name)


def shot(bpy, engine: str, values: dict[str, float], turn: float, path: Path) -> np.ndarray:
    """(SIZE, SIZE, 4) of a new face in the studio."""
    # fmt: off
    from blendshape_face import studio  # pyright: ignore[reportMissingImports]
    from blendshape_face.data.bundled import bundled  # pyright: ignore[reportMissingImports]
    from blendshape_face.faces import new_face  # pyright: ignore[reportMissingImports]
    from blendshape_face.studio.render_settings import (  # pyright: ignore[reportMissingImports]
        CYCLES,
        EEVEE,
        use_engine,
    )
    # fmt: on
    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    face = new_face(bpy.context, bundled())
    channels = face.data.blendshape_face.channels
    scene.frame_end = 1
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    studio.set_up(scene, face)
    for name, value in values.items():
        for channel in (name,) if name in channels else (f"{name}Left", f"{name}Right"):
            channels[channel].value = value
    face.rotation_euler.z = math.radians(turn)
    use_engine(scene, EEVEE if engine == "eevee" else CYCLES, SAMPLES)
    return rendered(bpy, path)


if __name__ == "__main__":
    main()
