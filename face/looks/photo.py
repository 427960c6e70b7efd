"""A photo of a face as the skin of a face."""

from pathlib import Path

import bpy
import numpy as np

from ...blender.editing import check_unlocked
from ...blender.materials import new_material, shader_of
from ...blender.nodes import Tree
from ...data.color_space import linear_to_srgb, srgb_to_linear
from ...data.errors import FaceError
from ...data.pictures.face_choice import LARGEST_FACE
from ...data.pictures.landmarks import read_landmarks
from ...data.pictures.photo import skin_color, texture_size, unwrap
from ..attributes import UV_MAP
from .materials import wear

LANDMARK_SUFFIXES = (".json", ".csv")
"""Of the files beside a photo that may hold its landmarks, by preference."""

_ROUGHNESS = 0.5
_SUBSURFACE = 0.1
_SCATTER = 0.006
"""Meters that red light travels below the skin."""


def wear_photo(
    obj: bpy.types.Object,
    photo: Path,
    landmarks: Path | None = None,
    face: int = LARGEST_FACE,
) -> bpy.types.Material:
    """Make a photo of a face the skin of a face, lips included, as a packed texture.

    landmarks: by default the file beside the photo that has its name.
    face: which of several, as `read_landmarks` has it. Raises FaceError.
    """
    check_unlocked(obj, obj.data)
    landmarks = landmarks or _beside(photo)
    picture = _read_picture(photo)
    height, width = picture.shape[:2]
    points = read_landmarks(
        landmarks,
        photo.name,
        width,
        height,
        face,
    )
    texture = unwrap(picture, points, texture_size(points))
    image = _add_image(photo.stem, texture)
    material = _make_material(photo.stem, image, skin_color(texture))
    wear(obj, material)
    return material


def _beside(photo: Path) -> Path:
    """The file of landmarks that has a photo's name. Raises FaceError."""
    candidates = [photo.with_suffix(suffix) for suffix in LANDMARK_SUFFIXES]
    for path in candidates:
        if path.is_file():
            return path
    names = " or ".join(path.name for path in candidates)
    raise FaceError(
        f"{photo.name}: has no landmarks beside it ({names}); track the photo with MediaPipe's "
        "Face Landmarker or py-feat and save them there, or choose their file"
    )


def _read_picture(path: Path) -> np.ndarray:
    """(h, w, 4) float32 as the file stores it in sRGB, rows from the top. Raises FaceError."""
    # With Blender's own reader, which knows all formats that its users have.
    known = set(bpy.data.images)
    try:
        image = bpy.data.images.load(str(path), check_existing=True)
    except RuntimeError:
        raise FaceError(f"{path.name}: cannot be read") from None
    try:
        width, height = image.size  # pyright: ignore[reportGeneralTypeIssues]
        if not width or not height:
            raise FaceError(f"{path.name}: is no picture that Blender can read; save it as PNG")
        pixels = np.empty((height, width, 4), np.float32)
        image.pixels.foreach_get(pixels.ravel())  # a view, as Blender takes no (h, w, 4)
        is_linear = image.is_float
    finally:
        # The user's own images stay.
        if image not in known:
            bpy.data.images.remove(image)
    if is_linear:  # files of more than eight bits
        colors = pixels[..., :3]  # a view: alpha is linear in any file
        pixels[..., :3] = linear_to_srgb(colors)
    return pixels[::-1]  # Blender's rows begin at the bottom


def _add_image(name: str, texture: np.ndarray) -> bpy.types.Image:
    """An image in the file for a texture (h, w, 4) in sRGB, rows from the top."""
    height, width = texture.shape[:2]
    title = f"Face Photo: {name}"
    image = bpy.data.images.new(title, width, height, alpha=True)
    image.alpha_mode = "CHANNEL_PACKED"  # colors reach further than alpha
    rows_from_below = np.ascontiguousarray(texture[::-1], np.float32)
    image.pixels.foreach_set(rows_from_below.ravel())
    image.update()
    image.pack()  # into the file, as it has none of its own
    return image


def _make_material(
    name: str,
    image: bpy.types.Image,
    plain: np.ndarray,
) -> bpy.types.Material:
    """The photo over a plain skin color, which shows where the head has no texture.

    plain: (3,) in sRGB.
    """
    material = new_material(f"Face Photo: {name}")
    material.diffuse_color = (*plain, 1)
    shader = shader_of(material)
    tree = Tree(material.node_tree)
    photo = tree.node(
        "ShaderNodeTexImage",
        {"Vector": tree.out("ShaderNodeUVMap", uv_map=UV_MAP.name)},
        image=image,
        extension="EXTEND",
    )
    color = tree.mix_colors(
        photo.outputs["Alpha"],
        (*srgb_to_linear(plain), 1),
        photo.outputs["Color"],
    )
    tree.link(color, shader, "Base Color")
    shader.inputs["Roughness"].default_value = _ROUGHNESS
    shader.inputs["Subsurface Weight"].default_value = _SUBSURFACE
    shader.inputs["Subsurface Scale"].default_value = _SCATTER
    tree.arrange()
    return material
