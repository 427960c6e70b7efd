"""Render settings that suit a face, and what the pictures are written as."""

from pathlib import Path
from typing import NamedTuple

import bpy

from ..blender.render import CYCLES, EEVEE, choose_denoiser, has_denoiser, write_images_as
from ..blender.sequencer import has_sounds, strips_of


class Quality(NamedTuple):
    """An engine by Blender's identifier, and its samples a pixel."""

    engine: str
    samples: int


QUALITIES = {
    "PREVIEW": Quality(EEVEE, 32),
    "FINAL": Quality(CYCLES, 96),
}
"""By the identifiers that the operator has for them."""

_BY_ITSELF = Path("/tmp")
"""Where scenes write unless they are told otherwise, on every platform."""
_DRAFT = 32
"""Samples below which denoising well would take longer than rendering."""
_CLEAN = 128
"""Samples from which pictures need no denoising."""
_SKETCH = 8
"""Samples below which denoising would take as long as rendering, at more than the least effort."""


def use_engine(scene: bpy.types.Scene, engine: str, samples: int) -> None:
    """Render with an engine of `blender.render` and so many samples a pixel."""
    render = scene.render
    render.engine = engine
    # From frame to frame only the face moves: everything else is kept in the renderer's memory.
    render.use_persistent_data = True
    # Else the viewport may draw a face while its vertices are written.
    render.use_lock_interface = True
    if engine == EEVEE:
        scene.eevee.taa_render_samples = samples
    else:
        _use_cycles(scene, samples)


def release(scene: bpy.types.Scene) -> None:
    """Before a rendered scene is removed: what the engine keeps for the next picture would outlive
    it, and Blender crash as soon as any other data is removed.
    """
    scene.render.use_persistent_data = False


def _use_cycles(scene: bpy.types.Scene, samples: int) -> None:
    cycles = scene.cycles
    is_draft = samples < _DRAFT
    cycles.samples = samples
    # So few samples leave nothing to adapt.
    cycles.use_adaptive_sampling = not is_draft
    cycles.use_denoising = choose_denoiser(cycles)
    if cycles.use_denoising:
        cycles.denoising_quality = _denoising_quality(samples)
        # FAST takes colors and normals of few samples for as noisy as they are: gaps between teeth
        # and lashes stay, and outlines get smooth.
        cycles.denoising_prefilter = "FAST" if is_draft else "ACCURATE"
        cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    # Most light comes straight from the lamps; more bounces cost time and add noise.
    cycles.max_bounces = 1 if is_draft else 6
    cycles.sample_clamp_indirect = 1 if is_draft else 10


def grain_of(scene: bpy.types.Scene, samples: int) -> str:
    """What a user should know of Cycles' pictures of so many samples a pixel here, or ""."""
    if samples >= _CLEAN or has_denoiser(scene.cycles):
        return ""
    return f"This Blender has no denoiser: below {_CLEAN} samples pictures are grainy"


def _denoising_quality(samples: int) -> str:
    if samples < _SKETCH:
        return "FAST"
    return "BALANCED" if samples < _DRAFT else "HIGH"


def samples_of(scene: bpy.types.Scene) -> int:
    """Samples a pixel of the scene's engine."""
    if scene.render.engine == CYCLES:
        return scene.cycles.samples
    return scene.eevee.taa_render_samples


def write_film(scene: bpy.types.Scene, path: Path | None = None) -> None:
    """An H.264 film. Its sound is the sequencer's. Without a path it goes where the scene writes
    already, and there may be a sound by then.
    """
    render = scene.render
    image = render.image_settings
    write_images_as(image, "FFMPEG", "VIDEO")
    image.color_mode = "RGB"
    film = render.ffmpeg
    film.format = "MPEG4"
    film.codec = "H264"
    film.constant_rate_factor = "HIGH"
    # Without a sound AAC would be a silent track.
    is_silent = path is not None and not _has_sound(scene)
    film.audio_codec = "NONE" if is_silent else "AAC"
    if path:
        render.filepath = str(path)
        # The name as it is: to one without its own ending Blender adds frames and ending.
        render.use_file_extension = False


def name_film(scene: bpy.types.Scene) -> None:
    """A path beside the saved file for a scene that would write where Blender does by itself."""
    if writes_temporarily(scene) and bpy.data.filepath:
        name = Path(bpy.data.filepath).stem
        scene.render.filepath = f"//{name}.mp4"


def writes_temporarily(scene: bpy.types.Scene) -> bool:
    """Whether a scene writes into the folder that operating systems empty."""
    return Path(scene.render.filepath) == _BY_ITSELF


def _has_sound(scene: bpy.types.Scene) -> bool:
    return scene.sequence_editor is not None and has_sounds(strips_of(scene))


def write_pictures(scene: bpy.types.Scene, folder: Path) -> None:
    """A PNG a frame, named by its number; those that are there already are not rendered again."""
    render = scene.render
    image = render.image_settings
    write_images_as(image, "PNG", "IMAGE")
    image.color_mode = "RGB"
    image.color_depth = "8"
    # Blender puts the frame's number, of four digits or more, in place of these signs.
    render.filepath = str(folder / "####")
    render.use_file_extension = True
    render.use_overwrite = False
    # Placeholders are empty files, which a break would leave behind.
    render.use_placeholder = False
    render.use_sequencer = False
