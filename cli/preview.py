"""A film in seconds, small and rough, that shows whether a take is worth the final one."""

import argparse

import bpy

from ..data.stimulus_limits import SIZES
from ..face.objects import faces_in
from ..face.parts import choice_of, wear

_SIDE = 240
"""Pixels of the longer side."""
_SAMPLES = 1
_EVERY = 2
"""Of so many frames one is rendered."""


def add_option(parser: argparse.ArgumentParser) -> None:
    """Of `render`."""
    parser.add_argument(
        "--preview",
        action="store_true",
        help=f"in seconds: at most {_SIDE} pixels a side, {_SAMPLES} sample, every "
        f"{_EVERY}nd frame, unless told",
    )


def fill_in(scene: bpy.types.Scene, options: argparse.Namespace, is_framed: bool) -> None:
    """Set the options that are not given.

    is_framed: whether the scene's own camera is used, for which the picture keeps its aspect.
    """
    # EEVEE would take longer to start than Cycles takes for all of it.
    options.engine = options.engine or "cycles"
    options.samples = options.samples or _SAMPLES
    if not options.size:
        options.size = _small_size(scene.render) if is_framed else (_SIDE, _SIDE)


def _small_size(render: bpy.types.RenderSettings) -> tuple[int, int]:
    """Pixels across and down at the scene's aspect."""
    width = render.resolution_x
    height = render.resolution_y
    scale = min(1.0, _SIDE / max(width, height))
    return _even(width * scale), _even(height * scale)


def _even(side: float) -> int:
    """The nearest even number of pixels that a film may have."""
    least, _ = SIZES
    return max(least, 2 * round(side / 2))


def coarsen(scene: bpy.types.Scene, frames: range) -> range:
    """Have faces no smoother than in the viewport; returns which of the frames to render."""
    for face in faces_in(scene.view_layers[0]):
        choice = choice_of(face)
        if choice.render_level > choice.view_level:
            wear(face, choice._replace(render_level=choice.view_level))
    return frames[::_EVERY]


def describe(options: argparse.Namespace) -> str:
    """What the preview was made with."""
    width, height = options.size
    return (
        f"This is a preview: {width}x{height} pixels, samples: {options.samples}, every "
        f"{_EVERY}nd frame; the film itself is made without --preview"
    )
