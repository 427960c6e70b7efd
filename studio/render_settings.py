"""Render settings that suit a face, and what the pictures are written as."""

from pathlib import Path
from typing import NamedTuple

import bpy

from ..blender.render import CYCLES, EEVEE, choose_denoiser, write_images_as
from ..blender.sequencer import has_sounds, strips_of

__all__ = [
    "CYCLES",
    "EEVEE",
    "QUALITIES",
    "Quality",
    "samples_of",
    "use_engine",
    "write_film",
    "write_pictures",
]


class Quality(NamedTuple):
    """An engine by Blender's identifier, and its samples a pixel."""

    engine: str
    samples: int


QUALITIES = {"PREVIEW": Quality(EEVEE, 32), "FINAL": Quality(CYCLES, 96)}

_DRAFT_SAMPLES = 32
"""Below so many, denoising well would take longer than rendering."""


class _CyclesSettings(NamedTuple):
    """What a draft and a final picture differ in, by Cycles' own names.

    Most light comes straight from the lamps: more bounces cost time and add noise to a draft.
    Normals of few samples would roughen the outlines, so a draft is denoised by albedo alone.
    """

    use_adaptive_sampling: bool
    max_bounces: int
    sample_clamp_indirect: float
    denoising_quality: str
    denoising_prefilter: str
    denoising_input_passes: str


_DRAFT = _CyclesSettings(
    use_adaptive_sampling=False,
    max_bounces=1,
    sample_clamp_indirect=1,
    denoising_quality="BALANCED",
    denoising_prefilter="NONE",
    denoising_input_passes="RGB_ALBEDO",
)
_FINAL = _CyclesSettings(
    use_adaptive_sampling=True,
    max_bounces=6,
    sample_clamp_indirect=10,
    denoising_quality="HIGH",
    denoising_prefilter="ACCURATE",
    denoising_input_passes="RGB_ALBEDO_NORMAL",
)


def use_engine(scene: bpy.types.Scene, engine: str, samples: int) -> None:
    """Render a scene with an engine and so many samples a pixel."""
    render = scene.render
    render.engine = engine
    render.use_persistent_data = True
    render.use_lock_interface = True
    if engine == EEVEE:
        scene.eevee.taa_render_samples = samples
        return
    cycles = scene.cycles
    cycles.samples = samples
    cycles.use_denoising = choose_denoiser(cycles)
    settings = _DRAFT if samples < _DRAFT_SAMPLES else _FINAL
    for name, value in settings._asdict().items():
        if cycles.use_denoising or not name.startswith("denoising_"):
            setattr(cycles, name, value)


def samples_of(scene: bpy.types.Scene) -> int:
    """The samples a pixel of the engine that a scene renders with."""
    if scene.render.engine == CYCLES:
        return scene.cycles.samples
    return scene.eevee.taa_render_samples


def write_film(scene: bpy.types.Scene, path: Path | None = None) -> None:
    """Write an H.264 film with the sequencer's sound.

    Without a path it goes where the scene writes already, and there may be a sound by then.
    """
    render = scene.render
    write_images_as(render.image_settings, "FFMPEG", "VIDEO")
    render.image_settings.color_mode = "RGB"
    film = render.ffmpeg
    film.format = "MPEG4"
    film.codec = "H264"
    film.constant_rate_factor = "HIGH"
    is_silent = path is not None and not _has_sound(scene)
    film.audio_codec = "NONE" if is_silent else "AAC"
    if path:
        render.filepath = str(path)
        render.use_file_extension = False


def _has_sound(scene: bpy.types.Scene) -> bool:
    return scene.sequence_editor is not None and has_sounds(strips_of(scene))


def write_pictures(scene: bpy.types.Scene, folder: Path) -> None:
    """Write a PNG a frame, named by its number; those that are there are not rendered again."""
    render = scene.render
    write_images_as(render.image_settings, "PNG", "IMAGE")
    render.image_settings.color_mode = "RGB"
    render.image_settings.color_depth = "8"
    render.filepath = str(folder / "####")
    render.use_file_extension = True
    render.use_overwrite = False
    render.use_placeholder = False
    render.use_sequencer = False
