"""Render docs/images/heat_map.jpg and muscles.jpg: `uv run python -m tools.research_pictures`."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tools.blender import start_extension
from tools.paths import ROOT

IMAGES = ROOT / "docs" / "images"
SIZE, SAMPLES = 480, 48

SMILE = {
    "mouthSmileLeft": 0.8,
    "mouthSmileRight": 0.8,
    "cheekSquintLeft": 0.6,
    "cheekSquintRight": 0.6,
}
SURPRISE = {"AU01": 0.9, "AU02": 0.9, "AU05": 0.8, "AU26": 0.6}
JOY = {"AU06": 0.7, "AU12": 0.9, "AU25": 0.4}


def main() -> None:
    bpy = start_extension()
    from blendshape_face.data.bundled import bundled

    operators = bpy.ops.blendshape_face
    smile, units = bundled("arkit"), action_units()
    pictures = {
        "heat_map": (
            (smile, SMILE, lambda: operators.heat_map(span="AUTO")),
            (smile, SMILE, lambda: operators.heat_map(signed=True)),
        ),
        "muscles": ((units, JOY, operators.muscles), (units, SURPRISE, operators.muscles)),
    }
    for name, views in pictures.items():
        with TemporaryDirectory() as folder:
            path = Path(folder) / "shot.png"
            shots = [shot(bpy, model, values, show, path) for model, values, show in views]
        save(bpy, np.concatenate(shots, axis=1), IMAGES / f"{name}.jpg")


def action_units():
    """A model of action units that moves as the bundled one's blendshapes for them do."""
    from blendshape_face.data.bundled import bundled
    from blendshape_face.data.channels import ACTION_UNITS, names
    from blendshape_face.data.model import FaceModel
    from blendshape_face.data.rigs import action_units

    source, units = bundled("arkit"), names(ACTION_UNITS)
    coef = np.zeros((len(units) + 3, source.coef.shape[1]), np.float32)
    for link in action_units().links:
        row = source.feature_columns.index(link.target)
        coef[units.index(link.source)] += link.gain * source.coef[row]
    return FaceModel(coef, source.intercept, units, "au", name="action units")


def shot(bpy, model, values, show, path: Path) -> np.ndarray:
    """(SIZE, SIZE, 4) what the studio's camera sees of a face with a view."""
    from blendshape_face.face.objects import new_face
    from blendshape_face.studio import set_up

    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    face = new_face(bpy.context, model)
    for name, value in values.items():
        face.data.blendshape_face.channels[name].value = value
    scene.frame_end = 1
    scene.render.resolution_x = scene.render.resolution_y = SIZE
    set_up(scene, face)
    bpy.context.view_layer.objects.active = face
    show()
    scene.render.engine, scene.cycles.samples = "CYCLES", SAMPLES
    return rendered(bpy, path)


def rendered(bpy, path: Path) -> np.ndarray:
    """(height, width, 4) of the scene's camera's picture, the lowest row first."""
    render = bpy.context.scene.render
    render.image_settings.file_format, render.filepath = "PNG", str(path)
    bpy.ops.render.render(write_still=True)
    return pixels(bpy, path)


def pixels(bpy, path: Path) -> np.ndarray:
    """(height, width, 4) of a picture's file, the lowest row first."""
    picture = bpy.data.images.load(str(path))
    flat = np.empty(len(picture.pixels), np.float32)
    picture.pixels.foreach_get(flat)
    return flat.reshape(*picture.size[::-1], 4)


def save(bpy, pixels: np.ndarray, path: Path) -> None:
    height, width = pixels.shape[:2]
    picture = bpy.data.images.new(path.stem, width, height)
    picture.pixels.foreach_set(pixels.ravel())
    picture.file_format = "JPEG"
    picture.filepath_raw = str(path)
    picture.save(quality=88)


if __name__ == "__main__":
    main()
