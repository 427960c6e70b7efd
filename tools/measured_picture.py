"""Render docs/images/measured.jpg and measured_curves.png of a recording that holds both meshes and
blendshapes: `uv run python -m tools.measured_picture py-feat.csv`.
"""

# Blender's stubs leave open which object is active.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false

import argparse
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tools.blender import start_extension

start_extension()

import bpy  # noqa: E402
from blendshape_face.animation.import_take import import_take  # noqa: E402
from blendshape_face.animation.measured_take import show_measured  # noqa: E402
from blendshape_face.data.figure import Figure, lay_out, rasterize  # noqa: E402
from blendshape_face.data.paper import WIDTHS  # noqa: E402
from blendshape_face.data.pictures.png import encode_png  # noqa: E402
from blendshape_face.data.takes import ReadOptions, Take, read_take  # noqa: E402
from blendshape_face.data.takes.reading import read_solved  # noqa: E402
from blendshape_face.face.measured import measured_of  # noqa: E402
from blendshape_face.studio import set_up  # noqa: E402
from blendshape_face.studio.lettering import letters  # noqa: E402
from blendshape_face.studio.render_settings import CYCLES, use_engine  # noqa: E402

from tools.sheets import IMAGES, new_scene, render_pixels, save_sheet  # noqa: E402

SIZE = 320
"""Pixels of a picture, across and down."""
SAMPLES = 24
"""A pixel."""
PICTURES = 4
DOTS = 150
"""An inch."""
CHANNELS = ("eyeBlinkLeft", "eyeLookDownLeft", "mouthSmileRight")
MILLIMETERS = 3
"""End of the colors."""


def main() -> None:
    """The measured mesh in the upper row, the face in its colors in the lower one; the curves."""
    parser = argparse.ArgumentParser(prog="python -m tools.measured_picture", description=__doc__)
    parser.add_argument("recording", type=Path, metavar="FILE")
    path = parser.parse_args().recording
    draw_curves(path)
    scene = new_scene(SIZE)
    scene.render.fps = 30
    reading = ReadOptions(fps=30)
    import_take(bpy.context, path, replace(reading, mesh=replace(reading.mesh, wanted=True)))
    face = bpy.context.object
    set_up(scene, face)
    print(show_measured(bpy.context, face, own_form=True, over=True))
    use_engine(scene, CYCLES, SAMPLES)
    frames = np.linspace(scene.frame_start, scene.frame_end, PICTURES).round()
    face.hide_render = True
    upper = pictures(scene, frames)
    face.hide_render = False
    show_measured(bpy.context, face, over=True)
    measured = measured_of(face)
    measured.hide_render = True
    bpy.context.view_layer.objects.active = face
    bpy.ops.blendshape_face.heat_map(
        reference="OTHER", other=measured.name, millimeters=MILLIMETERS
    )
    save_sheet([*upper, *pictures(scene, frames)], PICTURES, IMAGES / "measured.jpg")


def pictures(scene: bpy.types.Scene, frames: np.ndarray) -> list[np.ndarray]:
    """(SIZE, SIZE, 4) of each frame as the camera sees it."""
    shown = []
    with TemporaryDirectory() as folder:
        for frame in frames.astype(int).tolist():
            scene.frame_set(frame)
            shown.append(render_pixels(Path(folder) / "frame.png"))
    return shown


def draw_curves(path: Path) -> None:
    """The channels by the meshes and those that the tracker wrote, one plot a channel."""
    solved, _ = read_solved(path)
    written = read_take(path)
    drawn = []
    for name in CHANNELS:
        pair = beside(solved, written, name)
        drawing = lay_out(Figure(pair, pair.names, (), WIDTHS["double"], 1))
        drawn.append(rasterize(drawing, letters, DOTS))
    sheet = np.concatenate(drawn)
    (IMAGES / "measured_curves.png").write_bytes(encode_png(sheet, DOTS))


def beside(solved: Take, written: Take, name: str) -> Take:
    """A take of one channel in both ways."""
    values = [take.values[:, take.names.index(name)] for take in (solved, written)]
    names = (f"{name} by the mesh", f"{name} by the tracker")
    return replace(solved, names=names, values=np.stack(values, axis=1))


if __name__ == "__main__":
    main()
