"""Render every slider of a bundled model alone at 1: `uv run python -m tools.contact_sheet`.

Writes docs/images/sliders_MODEL.jpg for each bundled model. mouthClose, which corrects jawOpen, is
shown with it.
"""

# Blender's stubs leave open what an object's data is.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportOptionalMemberAccess=false

import math

from tools.blender import start_extension

start_extension()

import bpy  # noqa: E402
from blendshape_face.blender.materials import new_material, use_nodes  # noqa: E402
from blendshape_face.data.bundled import TITLES, bundled  # noqa: E402
from blendshape_face.data.model import FaceModel  # noqa: E402
from blendshape_face.face.objects import new_face  # noqa: E402
from blendshape_face.face.parts import remove_part  # noqa: E402

from tools.sheets import IMAGES  # noqa: E402
from training.fit.apart import CORRECTS  # noqa: E402

COLUMNS = 8
WIDTH = 1600
"""Pixels."""
SAMPLES = 12
"""A pixel."""
JPEG_QUALITY = 85

# Meters.
STEP_ACROSS = 0.2
STEP_DOWN = 0.26
BELOW_THE_SHEET = 0.03
LABEL_BELOW_FACE = 0.145
LABEL_BEFORE_FACE = 0.1
LABEL_SIZE = 0.019
CAMERA_DISTANCE = 2.0

INK = (0.05, 0.05, 0.05, 1)
PAPER = (0.75, 0.77, 0.8, 1)
"""Linear light."""
SUN_STRENGTH = 2.0
SUN_TURN = (0.9, 0.25, 0.5)
"""Radians."""


def main() -> None:
    for name in TITLES:
        bpy.ops.wm.read_homefile(use_empty=True)
        scene = bpy.context.scene
        model = bundled(name)
        ink = _ink()
        for number, channel in enumerate(model.feature_columns):
            _place_face(scene, model, channel, number, ink)
        rows = math.ceil(len(model.feature_columns) / COLUMNS)
        _light(scene)
        _place_camera(scene, rows)
        _set_render(scene, rows)
        scene.render.filepath = str(IMAGES / f"sliders_{name}.jpg")
        bpy.ops.render.render(write_still=True)


def _place_face(
    scene: bpy.types.Scene,
    model: FaceModel,
    channel: str,
    number: int,
    ink: bpy.types.Material,
) -> None:
    """The face with one channel at 1 and its name below, at the number's place of the sheet."""
    row, column = divmod(number, COLUMNS)
    face = new_face(bpy.context, model)
    remove_part(face, "HEAD")  # the models move no more than the face
    face.location = (column * STEP_ACROSS, 0, -row * STEP_DOWN)
    together = [channel]
    if channel in CORRECTS:
        together.append(CORRECTS[channel])
    for name in together:
        face.data.blendshape_face.channels[name].value = 1
    label = bpy.data.curves.new(channel, "FONT")
    label.body = " with ".join(together)
    label.size = LABEL_SIZE
    label.align_x = "CENTER"
    label.materials.append(ink)
    text = bpy.data.objects.new(channel, label)
    below = face.location.z - LABEL_BELOW_FACE
    text.location = (face.location.x, -LABEL_BEFORE_FACE, below)
    text.rotation_euler.x = math.pi / 2
    text.visible_shadow = False
    scene.collection.objects.link(text)


def _ink() -> bpy.types.Material:
    """Dark whatever light falls on it."""
    material = new_material("Label")
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (0, 0, 0, 1)
    shader.inputs["Emission Color"].default_value = INK
    return material


def _light(scene: bpy.types.Scene) -> None:
    world = bpy.data.worlds.new("Sheet")
    use_nodes(world)
    world.node_tree.nodes["Background"].inputs["Color"].default_value = PAPER
    scene.world = world
    sun = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    sun.data.energy = SUN_STRENGTH
    sun.rotation_euler = SUN_TURN
    scene.collection.objects.link(sun)


def _size_of_sheet(rows: int) -> tuple[float, float]:
    """Meters across and down."""
    return COLUMNS * STEP_ACROSS, rows * STEP_DOWN + BELOW_THE_SHEET


def _place_camera(scene: bpy.types.Scene, rows: int) -> None:
    camera = bpy.data.cameras.new("Sheet")
    camera.type = "ORTHO"
    camera.ortho_scale = max(_size_of_sheet(rows))
    viewer = bpy.data.objects.new("Sheet", camera)
    middle_across = (COLUMNS - 1) * STEP_ACROSS / 2
    middle_down = (rows - 1) * STEP_DOWN / 2 + 0.02  # labels hang below the last row
    viewer.location = (middle_across, -CAMERA_DISTANCE, -middle_down)
    viewer.rotation_euler.x = math.pi / 2
    scene.collection.objects.link(viewer)
    scene.camera = viewer


def _set_render(scene: bpy.types.Scene, rows: int) -> None:
    across, down = _size_of_sheet(rows)
    render = scene.render
    render.engine = "CYCLES"
    scene.cycles.samples = SAMPLES
    render.resolution_x = WIDTH
    render.resolution_y = round(WIDTH * down / across)
    render.image_settings.file_format = "JPEG"
    render.image_settings.quality = JPEG_QUALITY


if __name__ == "__main__":
    main()
