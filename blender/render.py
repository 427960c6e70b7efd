"""What differs between versions and builds of Blender in rendering."""

from typing import Literal

import bpy

EEVEE = "BLENDER_EEVEE" if bpy.app.version >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"
"""EEVEE's identifier as an engine. Blender versions: 4.2 to 4.5 had two of them."""
CYCLES = "CYCLES"


def write_images_as(
    image: bpy.types.ImageFormatSettings,
    file_format: str,
    media: Literal["IMAGE", "VIDEO"],
) -> None:
    """Choose a file format of a kind.

    Blender versions: from 5.0 on they want to know the kind first.
    """
    if hasattr(image, "media_type"):
        image.media_type = media
    image.file_format = file_format


def choose_denoiser(cycles: bpy.types.PropertyGroup) -> bool:
    """Choose Open Image Denoise; False where Blender was built without, as on some Linuxes."""
    try:
        cycles.denoiser = "OPENIMAGEDENOISE"
    except TypeError:
        # The property takes only what was built in.
        return False
    return True


def has_denoiser(cycles: bpy.types.PropertyGroup) -> bool:
    """Whether pictures can be denoised; the scene's own choice stays."""
    try:
        # The refusal names what was built in. To read the choice would warn where nothing was.
        cycles.denoiser = ""
    except TypeError as refusal:
        return "OPENIMAGEDENOISE" in str(refusal)
    return False


def world_settings_of_cycles(world: bpy.types.World) -> bpy.types.PropertyGroup | None:
    """What Cycles adds to a world; None where its add-on was turned off."""
    return getattr(world, "cycles", None)


def write_no_stamps(render: bpy.types.RenderSettings) -> None:
    """Leave dates, times and names out of the files, so that the same picture has the same bytes.

    Blender versions: which stamps there are differs.
    """
    for name in dir(render):
        if name.startswith("use_stamp"):
            setattr(render, name, False)
