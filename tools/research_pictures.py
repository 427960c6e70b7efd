"""Render docs/images/heat_map.jpg and muscles.jpg: `uv run python -m tools.research_pictures`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from tools.blender import start_extension

start_extension()

import bpy  # noqa: E402
from blendshape_face.data.bundled import bundled  # noqa: E402
from blendshape_face.data.channels import ACTION_UNITS, POSE, names  # noqa: E402
from blendshape_face.data.model import FaceModel  # noqa: E402
from blendshape_face.data.rigs import action_units  # noqa: E402
from blendshape_face.face.objects import new_face  # noqa: E402
from blendshape_face.studio import set_up  # noqa: E402
from blendshape_face.studio.render_settings import CYCLES, use_engine  # noqa: E402

from tools.sheets import (  # noqa: E402
    IMAGES,
    new_scene,
    render_pixels,
    save_sheet,
    set_channels,
)

SIZE = 480
"""Pixels of a picture, across and down."""
SAMPLES = 48
"""A pixel."""

SMILE = {"mouthSmile": 0.8, "cheekSquint": 0.6}
SURPRISE = {"AU01": 0.9, "AU02": 0.9, "AU05": 0.8, "AU26": 0.6}
JOY = {"AU06": 0.7, "AU12": 0.9, "AU25": 0.4}


class Picture(NamedTuple):
    """A face with channels at values, and the operator that shows a view on it."""

    model: FaceModel
    channels: Mapping[str, float]
    show: Callable[[], object]


def main() -> None:
    operators = bpy.ops.blendshape_face
    blendshapes = bundled("arkit")
    units = action_unit_model()
    sheets = {
        "heat_map": (
            Picture(blendshapes, SMILE, lambda: operators.heat_map(span="AUTO")),
            Picture(blendshapes, SMILE, lambda: operators.heat_map(signed=True)),
        ),
        "muscles": (
            Picture(units, JOY, operators.muscles),
            Picture(units, SURPRISE, operators.muscles),
        ),
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "view.png"
        for name, pictures in sheets.items():
            shown = [render(picture, path) for picture in pictures]
            save_sheet(shown, len(shown), IMAGES / f"{name}.jpg")


def action_unit_model() -> FaceModel:
    """A model of action units that moves as the bundled one's blendshapes for them do."""
    source = bundled("arkit")
    units = names(ACTION_UNITS)
    coordinates = source.coef.shape[1]
    coef = np.zeros((len(units) + len(names(POSE)), coordinates), np.float32)
    for link in action_units().links:
        if link.source not in units:
            continue  # some trackers tell more units than models have
        blendshape = source.coef[source.feature_columns.index(link.target)]
        coef[units.index(link.source)] += link.gain * blendshape
    return FaceModel(coef, source.intercept, units, "au", name="action units")


def render(picture: Picture, path: Path) -> np.ndarray:
    """(SIZE, SIZE, 4) what the studio's camera sees of a face with a view."""
    scene = new_scene(SIZE)
    face = new_face(bpy.context, picture.model)
    set_channels(face, picture.channels)
    set_up(scene, face)
    bpy.context.view_layer.objects.active = face
    picture.show()
    use_engine(scene, CYCLES, SAMPLES)
    return render_pixels(path)


if __name__ == "__main__":
    main()
