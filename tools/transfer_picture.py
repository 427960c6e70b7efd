"""Render docs/images/transfer_shapes.jpg: `python -m tools.transfer_picture ict_facekit.npz`.

Above, shapes that a face laid over ICT-FaceKit's head gave it; below, those of the head's maker.
"""

# Blender's stubs leave open which object is active.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportOptionalMemberAccess=false

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.blender import start_extension

start_extension()

import bpy  # noqa: E402
from blendshape_face.data.bundled import bundled  # noqa: E402
from blendshape_face.face.objects import new_face  # noqa: E402
from blendshape_face.studio import set_up  # noqa: E402
from blendshape_face.studio.render_settings import CYCLES, use_engine  # noqa: E402

from tools.ict_head import add_head  # noqa: E402
from tools.sheets import IMAGES, new_scene, render_pixels, save_sheet  # noqa: E402

SIZE = 300
SAMPLES = 32
TURN = 20
"""Degrees."""
SHAPES = (
    ("mouthSmileLeft", "mouthSmileRight"),
    ("eyeBlinkLeft", "eyeBlinkRight"),
    ("jawOpen",),
)
SIDES = {"Left": "_L", "Right": "_R"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.transfer_picture", description=__doc__)
    parser.add_argument("head", type=Path, metavar="ict_facekit.npz")
    path = parser.parse_args().head
    with TemporaryDirectory() as folder:
        picture = Path(folder) / "picture.png"
        rows = [_transferred(path, picture), _own(path, picture)]
    save_sheet(
        [shown for row in rows for shown in row], len(SHAPES), IMAGES / "transfer_shapes.jpg"
    )


def _transferred(path: Path, picture: Path) -> list:
    new_scene(SIZE)
    head = add_head(path, ("jawOpen",))
    head.shape_key_clear()
    face = new_face(bpy.context, bundled())
    face.select_set(True)
    head.select_set(True)
    bpy.context.view_layer.objects.active = head
    bpy.ops.blendshape_face.transfer_shapes()
    bpy.data.objects.remove(face)
    return _pictures(head, SHAPES, picture)


def _own(path: Path, picture: Path) -> list:
    new_scene(SIZE)
    names = [tuple(map(_as_ict, shape)) for shape in SHAPES]
    head = add_head(path, sum(names, ()))
    return _pictures(head, names, picture)


def _as_ict(name: str) -> str:
    for side, ending in SIDES.items():
        if name.endswith(side):
            return name.removesuffix(side) + ending
    return name


def _pictures(head: bpy.types.Object, shapes: Sequence[tuple[str, ...]], picture: Path) -> list:
    """(SIZE, SIZE, 4) of each shape at 1."""
    scene = bpy.context.scene
    set_up(scene, head)
    head.rotation_euler.z = math.radians(TURN)
    use_engine(scene, CYCLES, SAMPLES)
    found = []
    for names in shapes:
        for key in head.data.shape_keys.key_blocks[1:]:
            key.value = float(key.name in names)
        found.append(render_pixels(picture))
    return found


if __name__ == "__main__":
    main()
