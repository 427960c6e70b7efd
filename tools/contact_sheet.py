"""Render every slider of a bundled model alone at 1: `uv run python -m tools.contact_sheet`.

Writes docs/images/sliders_MODEL.jpg for each bundled model. mouthClose, which corrects jawOpen, is
shown with it.
"""

import math
from pathlib import Path

from tools.blender import start_extension
from tools.paths import ROOT
from training.fit.apart import CORRECTS

COLUMNS = 8
STEP = 0.2, 0.26
"""Meters between faces."""
WIDTH = 1600


def main() -> None:
    bpy = start_extension()
    from blendshape_face.data.bundled import TITLES, bundled

    for name in TITLES:
        bpy.ops.wm.read_homefile(use_empty=True)
        sheet(bpy, bundled(name), ROOT / "docs" / "images" / f"sliders_{name}.jpg")


def sheet(bpy, model, path: Path) -> None:
    from blendshape_face.face.objects import new_face
    from blendshape_face.face.parts import remove_part

    scene = bpy.context.scene
    for number, channel in enumerate(model.feature_columns):
        row, column = divmod(number, COLUMNS)
        face = new_face(bpy.context, model)
        remove_part(face, "HEAD")  # the models move no more than the face
        face.location = column * STEP[0], 0, -row * STEP[1]
        together = [channel, *filter(None, [CORRECTS.get(channel)])]
        for name in together:
            face.data.blendshape_face.channels[name].value = 1
        label = bpy.data.curves.new(channel, "FONT")
        label.body, label.size, label.align_x = " with ".join(together), 0.019, "CENTER"
        text = bpy.data.objects.new(channel, label)
        text.location = face.location.x, -0.1, face.location.z - 0.145
        text.rotation_euler.x = math.pi / 2
        text.visible_shadow = False
        label.materials.append(_flat(bpy))
        scene.collection.objects.link(text)
    rows = -(-len(model.feature_columns) // COLUMNS)
    width, height = COLUMNS * STEP[0], rows * STEP[1] + 0.03
    camera = bpy.data.cameras.new("Sheet")
    camera.type, camera.ortho_scale = "ORTHO", max(width, height)
    viewer = bpy.data.objects.new("Sheet", camera)
    viewer.location = (COLUMNS - 1) * STEP[0] / 2, -2, -(rows - 1) * STEP[1] / 2 - 0.02
    viewer.rotation_euler.x = math.pi / 2
    scene.collection.objects.link(viewer)
    scene.camera = viewer
    _light(bpy, scene)
    render = scene.render
    render.engine, scene.cycles.samples = "CYCLES", 12
    render.resolution_x, render.resolution_y = WIDTH, round(WIDTH * height / width)
    render.image_settings.file_format, render.image_settings.quality = "JPEG", 85
    render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def _flat(bpy):
    material = bpy.data.materials.get("Label") or bpy.data.materials.new("Label")
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = 0, 0, 0, 1
    shader.inputs["Emission Color"].default_value = 0.05, 0.05, 0.05, 1
    return material


def _light(bpy, scene) -> None:
    world = bpy.data.worlds.new("Sheet")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = 0.75, 0.77, 0.8, 1
    scene.world = world
    sun = bpy.data.objects.new("Sun", bpy.data.lights.new("Sun", "SUN"))
    sun.data.energy, sun.rotation_euler = 2.0, (0.9, 0.25, 0.5)
    scene.collection.objects.link(sun)


if __name__ == "__main__":
    main()
