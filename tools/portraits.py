"""Render the faces in the docs: `uv run python -m tools.portraits [SHEET]`.

SHEET, and so the name in docs/images: faces (with Cycles), faces_eevee (which needs a graphics
card), eyes, head_pose, looks, people, four_people, stimuli or turntable.
"""

# Blender's stubs leave open what an object's data is.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false

import argparse
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from tools.blender import start_extension
from tools.paths import ROOT

start_extension()

import bpy  # noqa: E402
from blendshape_face.data.bundled import bundled  # noqa: E402
from blendshape_face.data.looks import LOOKS, TONES  # noqa: E402
from blendshape_face.data.motion.head_rotation import head_rotation  # noqa: E402
from blendshape_face.data.person.chance import random_person  # noqa: E402
from blendshape_face.data.stimuli import plan_stimuli, read_design  # noqa: E402
from blendshape_face.face.objects import new_face  # noqa: E402
from blendshape_face.face.parts import change_look  # noqa: E402
from blendshape_face.face.person_properties import set_person  # noqa: E402
from blendshape_face.studio import StudioOptions, set_up  # noqa: E402
from blendshape_face.studio.render_settings import CYCLES, EEVEE, use_engine  # noqa: E402
from blendshape_face.studio.stimuli import begin_set, make  # noqa: E402
from mathutils import Matrix  # noqa: E402

from tools.sheets import (  # noqa: E402
    IMAGES,
    new_scene,
    read_pixels,
    render_pixels,
    save_sheet,
    set_channels,
)

SIZE = 340
"""Pixels of a picture, across and down."""
SAMPLES = 32
"""A pixel."""
MARGIN = -0.05
"""Of the studio: nearer than it would stand."""
TURNTABLE_PICTURES = 5
STIMULUS_SIZE = 200
"""Pixels."""

# Where both eyes are, in shares of a portrait from the left and from below.
EYES_LEFT, EYES_RIGHT = 0.26, 0.74
EYES_LOW, EYES_HIGH = 0.52, 0.72
EYES_SIZE = 4 * SIZE
"""Pixels of the portrait that the eyes are cut from."""


class Pose(NamedTuple):
    """Channels, a name without side for both sides, and degrees that the head turns."""

    channels: Mapping[str, float]
    turn: float = 0


SMILE = {"mouthSmile": 0.85, "cheekSquint": 0.6, "eyeSquint": 0.3, "mouthUpperUp": 0.3}
POSES = (
    Pose({}),
    Pose(SMILE),
    Pose({"browInnerUp": 1, "browOuterUp": 0.8, "eyeWide": 0.8, "jawOpen": 0.4}),
    Pose({"eyeBlink": 1}),
    Pose({"eyeLookOutLeft": 0.9, "eyeLookInRight": 0.9}),
    Pose({"eyeLookInLeft": 0.9, "eyeLookOutRight": 0.9}),
    Pose({"eyeLookUp": 0.9}),
    Pose({"eyeLookDown": 0.9}),
    Pose({"jawOpen": 0.9}),
    Pose({"browDown": 1, "noseSneer": 0.6, "mouthPress": 0.7, "eyeSquint": 0.5}),
    Pose(SMILE, turn=40),
    Pose({}, turn=90),
)
FAINT_SMILE = {"mouthSmile": 0.2, "eyeSquint": 0.1}
PEOPLE = 8
PEOPLE_TURN = 20
"""Degrees."""
FOUR = (3, 9, 12, 21)
"""Seeds."""
FOUR_POSES = (
    Pose(FAINT_SMILE, turn=25),
    Pose(SMILE, turn=10),
    Pose({"browInnerUp": 0.4, "jawOpen": 0.1}, turn=-10),
    Pose({"mouthSmile": 0.5}, turn=-25),
)
HEAD_POSES = (
    "+ Pitch: looks up",
    "+ Yaw: turns to the subject's right",
    "+ Roll: tilts to the subject's right",
)
"""The angles in the order of a head pose."""
HEAD_TURN = 20
"""Degrees."""
TITLE_SIZE = 0.022
TITLE_HEIGHT = -0.19
"""Meters at a meter from the camera."""
APART = 0.25
"""Meters between two of them."""
FOUR_MARGIN = 0.05
"""Of the studio: room for all of their heads."""
EYE_POSES = (
    Pose({}),
    Pose({"eyeBlink": 0.6}),
    Pose({"eyeBlink": 1}),
    Pose({"eyeLookUp": 1}),
)


class Sheet(NamedTuple):
    """Pictures, each (height, width, 4), and how many stand in a row."""

    pictures: list[np.ndarray]
    columns: int


def main() -> None:
    parser = argparse.ArgumentParser(description="Render the faces in the docs.")
    parser.add_argument("sheet", nargs="?", choices=SHEETS, default="faces")
    name = parser.parse_args().sheet
    with TemporaryDirectory() as folder:
        pictures, columns = SHEETS[name](Path(folder) / "portrait.png")
    save_sheet(pictures, columns, IMAGES / f"{name}.jpg")


def faces(path: Path) -> Sheet:
    return Sheet([portrait(pose, path) for pose in POSES], columns=4)


def faces_eevee(path: Path) -> Sheet:
    return Sheet([portrait(pose, path, engine=EEVEE) for pose in POSES], columns=4)


def eyes(path: Path) -> Sheet:
    pictures = []
    for pose in EYE_POSES:
        picture = portrait(pose, path, size=EYES_SIZE)
        rows = slice(round(EYES_LOW * EYES_SIZE), round(EYES_HIGH * EYES_SIZE))
        columns = slice(round(EYES_LEFT * EYES_SIZE), round(EYES_RIGHT * EYES_SIZE))
        pictures.append(picture[rows, columns])
    return Sheet(pictures, columns=2)


def looks(path: Path) -> Sheet:
    return Sheet([portrait(Pose({}), path, look=name) for name in LOOKS], columns=3)


def people(path: Path) -> Sheet:
    """Random people, each in a skin tone, a little turned."""
    pictures = []
    for seed in range(PEOPLE):
        scene = new_scene(SIZE)
        face = new_face(bpy.context, bundled())
        set_up(scene, face, StudioOptions(margin=MARGIN))
        set_person(face.data, random_person(seed))
        change_look(face, tone_of(seed))
        set_channels(face, FAINT_SMILE)
        face.rotation_euler.z = math.radians(PEOPLE_TURN)
        use_engine(scene, CYCLES, SAMPLES)
        pictures.append(render_pixels(path))
    return Sheet(pictures, columns=4)


def four_people(path: Path) -> Sheet:
    """In one scene, side by side."""
    scene = new_scene(SIZE)
    scene.render.resolution_x = 4 * SIZE
    first = new_face(bpy.context, bundled())
    set_up(scene, first, StudioOptions(margin=FOUR_MARGIN))
    faces = [first] + [new_face(bpy.context, bundled()) for _ in FOUR[1:]]
    for place, (face, seed, pose) in enumerate(zip(faces, FOUR, FOUR_POSES, strict=True)):
        face.location.x = APART * (place - 1.5)
        set_person(face.data, random_person(seed))
        change_look(face, tone_of(place))
        set_channels(face, pose.channels)
        face.rotation_euler.z = math.radians(pose.turn)
    use_engine(scene, CYCLES, SAMPLES)
    return Sheet([render_pixels(path)], columns=1)


def tone_of(number: int) -> str:
    """One of the looks with a skin tone, for pictures with several faces."""
    tone = TONES[number % len(TONES)]
    return tone.title.upper()


def head_pose(path: Path) -> Sheet:
    """The face at rest, then turned by each angle alone, with its name below."""
    titles = ("at rest", *HEAD_POSES)
    pictures = []
    for row, title in enumerate(titles):
        scene = new_scene(SIZE)
        face = new_face(bpy.context, bundled())
        set_up(scene, face, StudioOptions(margin=MARGIN))
        angles = np.zeros((1, 3))
        if row:
            angles[0, row - 1] = math.radians(HEAD_TURN)
        face.rotation_euler = Matrix(head_rotation(angles)[0]).to_euler()
        _write_below(scene, title)
        use_engine(scene, CYCLES, SAMPLES)
        pictures.append(render_pixels(path))
    return Sheet(pictures, columns=len(titles))


def _write_below(scene: bpy.types.Scene, title: str) -> None:
    """A line of letters at the lower edge of what the camera sees."""
    curve = bpy.data.curves.new("Title", "FONT")
    curve.body = title
    curve.align_x = "CENTER"
    curve.size = TITLE_SIZE
    letters = bpy.data.objects.new("Title", curve)
    scene.collection.objects.link(letters)
    letters.parent = scene.camera
    letters.location = (0, TITLE_HEIGHT, -1)
    material = bpy.data.materials.new("Title")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    shine = tree.nodes.new("ShaderNodeEmission")
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(shine.outputs[0], output.inputs["Surface"])
    curve.materials.append(material)


def stimuli(path: Path) -> Sheet:
    """The bundled design's expressions at full intensity, a head pose a row."""
    bpy.ops.wm.read_homefile(use_empty=True)
    design = read_design(ROOT / "data" / "assets" / "samples" / "stimuli.toml")
    plan = plan_stimuli(replace(design, intensities=(1.0,), size=STIMULUS_SIZE))
    folder = path.parent
    missing = begin_set(plan, folder)
    make(plan.design, missing, folder)
    by_yaw = sorted(plan.stimuli, key=lambda stimulus: stimulus.pose.yaw)
    pictures = [read_pixels(folder / stimulus.file) for stimulus in by_yaw]
    return Sheet(pictures, columns=len(design.expressions))


def turntable(path: Path) -> Sheet:
    scene = new_scene(SIZE)
    face = new_face(bpy.context, bundled())
    set_channels(face, SMILE)
    scene.frame_end = TURNTABLE_PICTURES
    set_up(scene, face, StudioOptions(turntable=True))
    use_engine(scene, CYCLES, SAMPLES)
    pictures = []
    for frame in range(1, TURNTABLE_PICTURES + 1):
        scene.frame_set(frame)
        pictures.append(render_pixels(path))
    return Sheet(pictures, columns=TURNTABLE_PICTURES)


SHEETS: dict[str, Callable[[Path], Sheet]] = {
    "eyes": eyes,
    "faces": faces,
    "faces_eevee": faces_eevee,
    "four_people": four_people,
    "head_pose": head_pose,
    "looks": looks,
    "people": people,
    "stimuli": stimuli,
    "turntable": turntable,
}


def portrait(
    pose: Pose, path: Path, engine: str = CYCLES, look: str = "", size: int = SIZE
) -> np.ndarray:
    """(size, size, 4) of a new face in the studio, which is set up for the face at rest."""
    scene = new_scene(size)
    face = new_face(bpy.context, bundled())
    set_up(scene, face, StudioOptions(margin=MARGIN))
    if look:
        bpy.context.view_layer.objects.active = face
        bpy.ops.blendshape_face.look(look=look)
    set_channels(face, pose.channels)
    face.rotation_euler.z = math.radians(pose.turn)
    use_engine(scene, engine, SAMPLES)
    return render_pixels(path)


if __name__ == "__main__":
    main()
