"""Render settings that suit a face, and what the pictures are written as."""

from pathlib import Path

import bpy

from ..blender.sequencer import has_sounds, strips_of

EEVEE = "BLENDER_EEVEE" if bpy.app.version >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"
CYCLES = "CYCLES"
QUALITIES = {"PREVIEW": (EEVEE, 32), "FINAL": (CYCLES, 96)}
"""Engine and samples a pixel."""
_DRAFT = 32
"""Samples below which denoising well would take longer than rendering."""


def use_engine(scene: bpy.types.Scene, engine: str, samples: int) -> None:
    render = scene.render
    render.engine = engine
    render.use_persistent_data = True
    render.use_lock_interface = True
    if engine == EEVEE:
        scene.eevee.taa_render_samples = samples
        return
    cycles, draft = scene.cycles, samples < _DRAFT
    cycles.samples = samples
    cycles.use_adaptive_sampling = not draft
    cycles.use_denoising = _denoise(cycles, draft)
    # Most light comes straight from the lamps; more bounces cost time and add noise.
    cycles.max_bounces = 1 if draft else 6
    cycles.sample_clamp_indirect = 1 if draft else 10


def _denoise(cycles: bpy.types.PropertyGroup, draft: bool) -> bool:
    """Choose the denoiser; False where Blender was built without, as some Linux systems do."""
    try:
        cycles.denoiser = "OPENIMAGEDENOISE"
    except TypeError:
        return False
    cycles.denoising_quality = "BALANCED" if draft else "HIGH"
    cycles.denoising_prefilter = "NONE" if draft else "ACCURATE"
    # Normals of few samples would roughen the outlines.
    cycles.denoising_input_passes = "RGB_ALBEDO" if draft else "RGB_ALBEDO_NORMAL"
    return True


def samples_of(scene: bpy.types.Scene) -> int:
    return scene.cycles.samples if scene.render.engine == CYCLES else scene.eevee.taa_render_samples


def write_film(scene: bpy.types.Scene, path: Path | None = None) -> None:
    """An H.264 film. Its sound is the sequencer's. Without a path it goes where the scene writes
    already, and there may be a sound by then.
    """
    render, image = scene.render, scene.render.image_settings
    if hasattr(image, "media_type"):  # Blender 5
        image.media_type = "VIDEO"
    image.file_format = "FFMPEG"
    image.color_mode = "RGB"
    film = render.ffmpeg
    film.format, film.codec = "MPEG4", "H264"
    film.constant_rate_factor = "HIGH"
    film.audio_codec = "NONE" if path and not _has_sound(scene) else "AAC"
    if path:
        render.filepath = str(path)
        render.use_file_extension = False


def _has_sound(scene: bpy.types.Scene) -> bool:
    return bool(scene.sequence_editor) and has_sounds(strips_of(scene))


def write_pictures(scene: bpy.types.Scene, folder: Path) -> None:
    """A PNG a frame, named by its number; those that are there already are not rendered again."""
    render, image = scene.render, scene.render.image_settings
    if hasattr(image, "media_type"):  # Blender 5
        image.media_type = "IMAGE"
    image.file_format = "PNG"
    image.color_mode, image.color_depth = "RGB", "8"
    render.filepath = str(folder / "####")
    render.use_file_extension = True
    render.use_overwrite = render.use_placeholder = False
    render.use_sequencer = False
