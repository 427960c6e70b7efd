"""Render engines and file formats by the names that this Blender has for them."""

from typing import Literal

import bpy

CYCLES = "CYCLES"
EEVEE = "BLENDER_EEVEE" if bpy.app.version >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def use_file_format(
    render: bpy.types.RenderSettings, file_format: Literal["PNG", "FFMPEG"]
) -> None:
    """What a render writes: pictures, or a film."""
    image = render.image_settings
    # From Blender 5 on a format can be chosen only among those of the medium.
    if hasattr(image, "media_type"):
        image.media_type = "VIDEO" if file_format == "FFMPEG" else "IMAGE"
    image.file_format = file_format


def use_denoiser(scene: bpy.types.Scene) -> bool:
    """Choose Cycles' denoiser; False where Blender was built without, as some Linux systems do."""
    cycles = scene.cycles
    try:
        cycles.denoiser = "OPENIMAGEDENOISE"
    except TypeError:
        # The property lists only what was built in.
        return False
    return True


def light_without_samples(world: bpy.types.World) -> None:
    """Tell Cycles not to send rays to a world on purpose: one that is faint and even needs none."""
    # Cycles is an add-on, which a user may have turned off.
    if hasattr(world, "cycles"):
        world.cycles.sampling_method = "NONE"


def write_no_stamps(render: bpy.types.RenderSettings) -> None:
    """Leave dates, times and names out of the files, so that the same picture has the same bytes.

    Which stamps there are differs from version to version.
    """
    for name in dir(render):
        if name.startswith("use_stamp"):
            setattr(render, name, False)
