"""Render the faces in the docs: `uv run python -m tools.portraits [SHEET]`.

SHEET, and so the name in docs/images: faces (with Cycles), faces_eevee (which needs a graphics
card), eyes, looks, stimuli or turntable.
"""

import argparse
import math
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tools.blender import start_extension
from tools.paths import ROOT
from tools.research_pictures import pixels, rendered, save

SIZE, SAMPLES, MARGIN = 340, 32, -0.12
TURN = 5
"""Pictures of a turntable."""
EYES = 0.26, 0.74, 0.52, 0.72
"""Where both eyes are, left, right, low and high, in shares of a portrait."""

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
    parser.add_argument("sheet", nargs="?", choices=SHEETS, default="faces")
    sheet = parser.parse_args().sheet
    bpy = start_extension()
    with TemporaryDirectory() as folder:
        shots, columns = SHEETS[sheet](bpy, Path(folder) / "shot.png")
    rows = [np.concatenate(shots[k : k + columns], axis=1) for k in range(0, len(shots), columns)]
    save(bpy, np.concatenate(rows[::-1]), ROOT / "docs" / "images" / f"{sheet}.jpg")


def faces(bpy, path: Path) -> tuple[list[np.ndarray], int]:
    return [shot(bpy, *pose, path) for pose in POSES], 4


def faces_eevee(bpy, path: Path) -> tuple[list[np.ndarray], int]:
    return [shot(bpy, *pose, path, engine="eevee") for pose in POSES], 4


def eyes(bpy, path: Path) -> tuple[list[np.ndarray], int]:
    poses = ({}, {"eyeBlink": 0.6}, {"eyeBlink": 1}, {"eyeLookUp": 1})
    shots = []
    for pose in poses:
        picture = shot(bpy, pose, 0, path, size=4 * SIZE)
        left, right, low, high = (round(share * len(picture)) for share in EYES)
        shots.append(picture[low:high, left:right])
    return shots, 2


def looks(bpy, path: Path) -> tuple[list[np.ndarray], int]:
    from blendshape_face.data.looks import LOOKS

    return [shot(bpy, {}, 0, path, look=name) for name in LOOKS], 3


def stimuli(bpy, path: Path) -> tuple[list[np.ndarray], int]:
    """The bundled design's expressions at full intensity, a head pose a row."""
    from blendshape_face.data.stimuli import plan_stimuli, read_design
    from blendshape_face.studio.stimuli import begin_set, make

    bpy.ops.wm.read_homefile(use_empty=True)
    design = read_design(ROOT / "data" / "assets" / "samples" / "stimuli.toml")
    plan = plan_stimuli(replace(design, intensities=(1.0,), size=200))
    folder = path.parent
    make(plan.design, begin_set(plan, folder), folder)
    files = [stimulus.file for stimulus in sorted(plan.stimuli, key=lambda s: s.pose.yaw)]
    return [pixels(bpy, folder / file) for file in files], len(design.expressions)


def turntable(bpy, path: Path) -> tuple[list[np.ndarray], int]:
    from blendshape_face import studio
    from blendshape_face.studio.render_settings import CYCLES, use_engine

    scene, face = posed(bpy, SMILE)
    scene.frame_end = TURN
    studio.set_up(scene, face, studio.StudioOptions(turntable=True))
    use_engine(scene, CYCLES, SAMPLES)
    shots = []
    for frame in range(1, TURN + 1):
        scene.frame_set(frame)
        shots.append(rendered(bpy, path))
    return shots, TURN


SHEETS = {
    "eyes": eyes,
    "faces": faces,
    "faces_eevee": faces_eevee,
    "looks": looks,
    "stimuli": stimuli,
    "turntable": turntable,
}


def posed(bpy, values: dict[str, float]):
    """A scene of one frame with a new face."""
    from blendshape_face.data.bundled import bundled
    from blendshape_face.face.objects import new_face

    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    face = new_face(bpy.context, bundled())
    bpy.context.view_layer.objects.active = face
    put(face, values)
    scene.frame_end = 1
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    return scene, face


def put(face, values: dict[str, float]) -> None:
    channels = face.data.blendshape_face.channels
    for name, value in values.items():
        for channel in (name,) if name in channels else (f"{name}Left", f"{name}Right"):
            channels[channel].value = value


def shot(
    bpy,
    values: dict[str, float],
    turn: float,
    path: Path,
    engine: str = "cycles",
    look: str = "",
    size: int = SIZE,
) -> np.ndarray:
    """(size, size, 4) of a new face in the studio, which is set up for the face at rest."""
    from blendshape_face import studio
    from blendshape_face.studio.render_settings import CYCLES, EEVEE, use_engine

    scene, face = posed(bpy, {})
    scene.render.resolution_x = scene.render.resolution_y = size
    studio.set_up(scene, face, studio.StudioOptions(margin=MARGIN))
    if look:
        bpy.ops.blendshape_face.look(look=look)
    put(face, values)
    face.rotation_euler.z = math.radians(turn)
    use_engine(scene, EEVEE if engine == "eevee" else CYCLES, SAMPLES)
    return rendered(bpy, path)


if __name__ == "__main__":
    main()
