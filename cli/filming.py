"""What `bake --render` and `render` share: options of a film, and telling how it comes along."""

import argparse
import os
from pathlib import Path

import bpy

from .. import studio
from ..blender.render import CYCLES, EEVEE
from ..blender.scene import scene_fps
from ..data.errors import FaceError
from ..data.stimulus_limits import SAMPLES, SIZES
from ..studio.film import make_film
from ..studio.film_folder import fingerprint
from ..studio.render_settings import Quality, grain_of, samples_of, use_engine
from .arguments import LONGEST, number, whole
from .progress import CountingLine, quiet

ENGINES = {
    "cycles": Quality(CYCLES, samples=3),
    "eevee": Quality(EEVEE, samples=32),
}
"""Name -> Blender's own and the samples that it takes unless told."""
_SIZE = (480, 480)
"""Pixels of a film in the studio unless told."""


def add_film_options(parser: argparse.ArgumentParser) -> None:
    """How a film looks, which part of the take it shows, and where its pictures are."""
    # No default, nor for the size: a .blend keeps its own unless told otherwise.
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        help="cycles needs no graphics card, eevee is faster on one (cycles)",
    )
    parser.add_argument(
        "--size",
        type=_size,
        metavar="W[xH]",
        help="pixels, even numbers (480)",
    )
    samples = ", ".join(f"{name} {quality.samples}" for name, quality in ENGINES.items())
    parser.add_argument(
        "--samples",
        type=whole(*SAMPLES),
        metavar="N",
        help=f"samples a pixel ({samples})",
    )
    parser.add_argument(
        "--start",
        type=number(0, LONGEST),
        default=0,
        metavar="S",
        help="film from this second on",
    )
    parser.add_argument(
        "--seconds",
        type=number(0.001, LONGEST),
        metavar="S",
        help="length of the film (all)",
    )
    parser.add_argument(
        "--turntable",
        action="store_true",
        help="circle the face once over the film",
    )
    parser.add_argument(
        "--keep-frames",
        type=Path,
        metavar="DIR",
        help="folder for the film's pictures, kept with them (beside the film, until it is whole)",
    )


def _size(text: str) -> tuple[int, int]:
    """Width and height in pixels: 480 is 480x480."""
    width, times, height = text.partition("x")
    if not times:
        height = width
    if not (_is_side(width) and _is_side(height)):
        low, high = SIZES
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size such as 480 or 1280x720, of even numbers from {low} to {high}"
        )
    return int(width), int(height)


def _is_side(text: str) -> bool:
    """Whether it is an even number of pixels, as H.264 takes it."""
    low, high = SIZES
    # int() would take signs, blanks and underscores too.
    return text.isdecimal() and low <= int(text) <= high and int(text) % 2 == 0


def frames_of(scene: bpy.types.Scene, options: argparse.Namespace) -> range:
    """The frames of the scene between the seconds of --start and --seconds. Raises FaceError."""
    fps = scene_fps(scene)
    last = scene.frame_end
    first = scene.frame_start + round(options.start * fps)
    if first > last:
        end = (last + 1 - scene.frame_start) / fps
        raise FaceError(f"--start: {options.start:g} s is past the end, at {end:.2f} s")
    if options.seconds:
        # However short it is, a film has a frame.
        length = max(1, round(options.seconds * fps))
        last = min(first + length - 1, last)
    return range(first, last + 1)


def set_up_studio(
    scene: bpy.types.Scene, obj: bpy.types.Object, options: argparse.Namespace
) -> None:
    """The studio for a film with these options. A turntable turns once within the film."""
    options.engine = options.engine or "cycles"
    options.size = options.size or _SIZE
    # Before the studio, whose camera fits the picture's aspect.
    use_render_options(scene, options)
    if not options.turntable:
        studio.set_up(scene, obj)
        return
    # The studio turns over the scene's frames, which are the film's meanwhile.
    frames = frames_of(scene, options)
    first = scene.frame_start
    last = scene.frame_end
    scene.frame_start = frames[0]
    scene.frame_end = frames[-1]
    studio.set_up(scene, obj, studio.StudioOptions(turntable=True))
    scene.frame_start = first
    scene.frame_end = last


def use_render_options(scene: bpy.types.Scene, options: argparse.Namespace) -> None:
    """Set what was given; the scene's own settings stay otherwise."""
    if options.engine:
        # Each engine needs its own number of samples for a clean picture.
        quality = ENGINES[options.engine]
        use_engine(scene, quality.engine, options.samples or quality.samples)
    elif options.samples:
        use_engine(scene, scene.render.engine, options.samples)
    if options.size:
        render = scene.render
        render.resolution_x, render.resolution_y = options.size
        render.resolution_percentage = 100


def render_film(
    scene: bpy.types.Scene, options: argparse.Namespace, path: Path, frames: range
) -> None:
    """Make a film of these frames, and say how it comes along. Raises FaceError."""
    path = path.resolve()
    keep_frames = options.keep_frames.resolve() if options.keep_frames else None
    source = _source_of(options, frames)
    is_cycles = scene.render.engine == CYCLES
    if is_cycles and (grain := grain_of(scene, samples_of(scene))):
        print(grain)
    with quiet() as terminal:
        counter = _FrameCounter(terminal)
        try:
            make_film(
                scene,
                path,
                frames,
                source,
                keep_frames,
                counter.notice,
            )
        finally:
            counter.end()
    print(f"Film: {path}")


def _source_of(options: argparse.Namespace, frames: range) -> dict[str, object]:
    """What changes a film's pictures besides render settings, by the names of the options."""
    return {
        "take": fingerprint(options.take),
        "model": fingerprint(options.model) if options.model else None,
        "fps": options.fps,
        "face": options.face,
        "turn-head": options.turn_head,
        # Only previews leave frames out.
        "preview": frames.step > 1,
        # Another part of a take has the same pictures, but for a camera that circles in it.
        "turntable": [frames[0], frames[-1]] if options.turntable else None,
    }


class _FrameCounter:
    """Says once how many frames a former run has left, then counts those that are made."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._line: CountingLine | None = None
        self._is_counting = False

    def notice(self, there: int, total: int) -> None:
        """Called before the first frame that is missing, and after each."""
        if self._line:
            self._line.show(there)
            self._is_counting = True
            return
        if there:
            text = f"{there} of {total} frames are there already\n"
            os.write(self._terminal, text.encode())
        self._line = CountingLine(self._terminal, "Frame", total, there)

    def end(self) -> None:
        """Leave the line that counts, if there is one."""
        if self._line and self._is_counting:
            self._line.end()
