"""What the tools that make pictures for the docs share. Import it after `start_extension`."""

# Blender's stubs leave open what an object's data is.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportOptionalMemberAccess=false

from collections.abc import Mapping, Sequence
from pathlib import Path

import bpy
import numpy as np

from tools.paths import ROOT

IMAGES = ROOT / "docs" / "images"
JPEG_QUALITY = 88


def new_scene(size: int) -> bpy.types.Scene:
    """An empty scene of one frame, whose pictures have `size` pixels across and down."""
    bpy.ops.wm.read_homefile(use_empty=True)
    scene = bpy.context.scene
    scene.frame_end = 1
    scene.render.resolution_x = size
    scene.render.resolution_y = size
    return scene


def set_channels(face: bpy.types.Object, values: Mapping[str, float]) -> None:
    """Set channels of a face; a name without side, such as eyeBlink, sets both sides."""
    channels = face.data.blendshape_face.channels
    for name, value in values.items():
        names = (name,) if name in channels else (f"{name}Left", f"{name}Right")
        for channel in names:
            channels[channel].value = value


def render_pixels(path: Path) -> np.ndarray:
    """(height, width, 4) of what the scene's camera sees, the lowest row first."""
    render = bpy.context.scene.render
    render.image_settings.file_format = "PNG"
    render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return read_pixels(path)


def read_pixels(path: Path) -> np.ndarray:
    """(height, width, 4) of a picture's file, the lowest row first."""
    picture = bpy.data.images.load(str(path))
    width, height = tuple(picture.size)
    flat = np.empty(len(picture.pixels), np.float32)
    picture.pixels.foreach_get(flat)
    return flat.reshape(height, width, 4)


def save_sheet(pictures: Sequence[np.ndarray], columns: int, path: Path) -> None:
    """Write pictures of one size as a JPEG, in rows of so many columns.

    pictures: each (height, width, 4), the lowest row first, as Blender has them.
    """
    starts = range(0, len(pictures), columns)
    rows = [np.concatenate(pictures[start : start + columns], axis=1) for start in starts]
    save_jpeg(np.concatenate(rows[::-1]), path)


def cropped(pixels: np.ndarray, right: int = 0, middle: int = 0) -> np.ndarray:
    """So many columns of a picture (height, width, 4), at its right or around its middle."""
    width = pixels.shape[1]
    if right:
        return pixels[:, -right:]
    first = (width - middle) // 2
    return pixels[:, first : first + middle]


def joined(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """Pictures (height, width, 4) of one height, side by side."""
    return np.concatenate(pictures, axis=1)


def save_jpeg(pixels: np.ndarray, path: Path, across: int = 0) -> None:
    """Write (height, width, 4), the lowest row first; made that wide if `across` is given."""
    height, width = pixels.shape[:2]
    picture = bpy.data.images.new(path.stem, width, height)
    picture.pixels.foreach_set(np.ascontiguousarray(pixels, np.float32).ravel())
    if across:
        picture.scale(across, round(height * across / width))
    picture.file_format = "JPEG"
    picture.filepath_raw = str(path)
    picture.save(quality=JPEG_QUALITY)
