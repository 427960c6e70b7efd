"""A photo of a face as the skin of a face."""

from pathlib import Path

import bpy
import numpy as np

from ...blender.materials import new_material
from ...blender.nodes import Tree
from ...data.color_space import linear_to_srgb, srgb_to_linear
from ...data.errors import FaceError
from ...data.pictures.landmarks import LARGEST_FACE, read_landmarks
from ...data.pictures.photo import skin_color, texture_size, unwrap
from .materials import check_local, wear

LANDMARK_SUFFIXES = (".json", ".csv")
_ROUGHNESS, _SUBSURFACE = 0.5, 0.1
_SCATTER = 0.006
"""Meters that red light travels below the skin."""


def wear_photo(
    obj: bpy.types.Object, photo: Path, landmarks: Path | None = None, face: int = LARGEST_FACE
) -> bpy.types.Material:
    """Make a photo of a face the skin of a face, lips included, as a packed texture.

    landmarks: by default the file beside the photo that has its name.
    face: which of several, as `read_landmarks` has it. Raises FaceError.
    """
    check_local(obj)
    landmarks = landmarks or _beside(photo)
    image = _picture(photo)
    height, width = image.shape[:2]
    points = read_landmarks(landmarks, photo.name, width, height, face)
    texture = unwrap(image, points, texture_size(points))
    material = _material(photo.stem, _texture_image(photo.stem, texture), skin_color(texture))
    wear(obj, material)
    return material


def _beside(photo: Path) -> Path:
    for suffix in LANDMARK_SUFFIXES:
        if (path := photo.with_suffix(suffix)).is_file():
            return path
    names = " or ".join(photo.with_suffix(suffix).name for suffix in LANDMARK_SUFFIXES)
    raise FaceError(
        f"{photo.name}: has no landmarks beside it ({names}); track the photo with MediaPipe's "
        "Face Landmarker or py-feat and save them there, or choose their file"
    )


def _picture(path: Path) -> np.ndarray:
    """(h, w, 4) float32 as the file stores it in sRGB, rows from the top. Raises FaceError."""
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
        image.pixels.foreach_get(pixels.ravel())
        is_linear = image.is_float
    finally:
        if image not in known:
            bpy.data.images.remove(image)
    if is_linear:  # files of more than eight bits
        pixels[..., :3] = linear_to_srgb(pixels[..., :3])
    return pixels[::-1]


def _texture_image(name: str, texture: np.ndarray) -> bpy.types.Image:
    image = bpy.data.images.new(f"Face Photo: {name}", *texture.shape[:2], alpha=True)
    image.alpha_mode = "CHANNEL_PACKED"  # colors reach further than alpha
    image.pixels.foreach_set(np.ascontiguousarray(texture[::-1], np.float32).ravel())
    image.update()
    image.pack()
    return image


def _material(name: str, image: bpy.types.Image, plain: np.ndarray) -> bpy.types.Material:
    """The photo over a plain skin color, which shows where the head has no texture."""
    material = new_material(f"Face Photo: {name}")
    material.diffuse_color = (*plain, 1)
    color = (*srgb_to_linear(plain), 1)
    shader = material.node_tree.nodes["Principled BSDF"]
    tree = Tree(material.node_tree)
    places = tree.out("ShaderNodeUVMap", uv_map="UVMap")
    photo = tree.node("ShaderNodeTexImage", {"Vector": places}, image=image, extension="EXTEND")
    mix = tree.out(
        "ShaderNodeMix",
        {"Factor": photo.outputs["Alpha"], "A": color, "B": photo.outputs["Color"]},
        data_type="RGBA",
    )
    tree.tree.links.new(mix, shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = _ROUGHNESS
    shader.inputs["Subsurface Weight"].default_value = _SUBSURFACE
    shader.inputs["Subsurface Scale"].default_value = _SCATTER
    tree.arrange()
    return material
