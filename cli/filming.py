"""What `bake --render` and `render` share: a film of the scene at hand."""

import argparse
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bpy

from ..blender.extension import version
from ..blender.scene import scene_fps
from ..data.errors import FaceError
from ..data.stimuli import SAMPLES, SIZES
from ..studio import StudioOptions, set_up
from ..studio.film import Film, make_film, picture_size
from ..studio.render_settings import CYCLES, EEVEE, Quality, samples_of, use_engine
from .arguments import LONGEST, number, whole
from .progress import progress

ENGINES = {"cycles": Quality(CYCLES, samples=4), "eevee": Quality(EEVEE, samples=32)}
"""Name -> Blender's own and the samples that it takes unless told."""

_USUAL_ENGINE = "cycles"
_USUAL_SIZE = (480, 480)
_SHORTEST = 0.001
"""Seconds of a film."""


def add_film_options(parser: argparse.ArgumentParser) -> None:
    """Add what a film may be told, from --engine to --keep-frames."""
    usual_samples = ", ".join(f"{name} {quality.samples}" for name, quality in ENGINES.items())
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        help="cycles needs no graphics card, eevee is faster on one (cycles)",
    )
    parser.add_argument("--size", type=_size, metavar="W[xH]", help="pixels, even numbers (480)")
    parser.add_argument(
        "--samples", type=whole(*SAMPLES), metavar="N", help=f"samples a pixel ({usual_samples})"
    )
    parser.add_argument(
        "--start", type=number(0, LONGEST), default=0, metavar="S", help="film from this second on"
    )
    parser.add_argument(
        "--seconds", type=number(_SHORTEST, LONGEST), metavar="S", help="length of the film (all)"
    )
    parser.add_argument(
        "--turntable", action="store_true", help="circle the face once over the film"
    )
    parser.add_argument(
        "--keep-frames",
        type=Path,
        metavar="DIR",
        help="folder for the film's pictures, kept with them (beside the film, until it is whole)",
    )


def _size(text: str) -> tuple[int, int]:
    """Pixels across and down of `480` or `1280x720`."""
    width, times, height = text.partition("x")
    sides = (width, height if times else width)
    if not all(_is_side(side) for side in sides):
        low, high = SIZES
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size such as 480 or 1280x720, of even numbers from {low} to {high}"
        )
    return int(sides[0]), int(sides[1])


def _is_side(text: str) -> bool:
    """Whether a text is a number of pixels that an H.264 film may have."""
    if not text.isdecimal():
        return False
    low, high = SIZES
    pixels = int(text)
    return pixels % 2 == 0 and low <= pixels <= high


def frames_of(scene: bpy.types.Scene, options: argparse.Namespace) -> range:
    """The frames of the scene between the seconds of --start and --seconds. Raises FaceError."""
    fps = scene_fps(scene)
    first = scene.frame_start + round(options.start * fps)
    last = scene.frame_end
    if first > last:
        seconds = (last + 1 - scene.frame_start) / fps
        raise FaceError(f"--start: {options.start:g} s is past the end, at {seconds:.2f} s")
    if options.seconds:
        frame_count = max(1, round(options.seconds * fps))
        last = min(first + frame_count - 1, last)
    return range(first, last + 1)


def set_up_studio(
    scene: bpy.types.Scene, obj: bpy.types.Object, options: argparse.Namespace
) -> None:
    """The studio for a film with these options. A turntable turns once within the film."""
    options.engine = options.engine or _USUAL_ENGINE
    options.size = options.size or _USUAL_SIZE
    use_render_options(scene, options)
    if not options.turntable:
        set_up(scene, obj)
        return
    film_frames = frames_of(scene, options)
    first = scene.frame_start
    last = scene.frame_end
    scene.frame_start = film_frames[0]
    scene.frame_end = film_frames[-1]
    set_up(scene, obj, StudioOptions(turntable=True))
    scene.frame_start = first
    scene.frame_end = last


def use_render_options(scene: bpy.types.Scene, options: argparse.Namespace) -> None:
    """Set what was given; the scene's own settings stay otherwise."""
    if options.engine:
        quality = ENGINES[options.engine]
        use_engine(scene, quality.engine, options.samples or quality.samples)
    elif options.samples:
        use_engine(scene, scene.render.engine, options.samples)
    if options.size:
        scene.render.resolution_x, scene.render.resolution_y = options.size
        scene.render.resolution_percentage = 100


def film_scene(
    scene: bpy.types.Scene, options: argparse.Namespace, path: Path, frames: range
) -> None:
    """Film frames of the scene as the options say; what a former run left is taken over."""
    path = path.resolve()
    folder = options.keep_frames or path.with_suffix(".frames")
    film = Film(
        path=path,
        folder=folder.resolve(),
        frames=frames,
        made_from=_made_from(scene, options, frames),
        keeps_pictures=options.keep_frames is not None,
    )
    make_film(scene, film, _count_frames)
    print(f"Film: {path}")


@contextmanager
def _count_frames(total: int, there: int) -> Iterator[Callable[..., None]]:
    if there:
        print(f"{there} of {total} frames are there already")
    with progress(total, there) as count:
        yield count


def _made_from(
    scene: bpy.types.Scene, options: argparse.Namespace, frames: range
) -> dict[str, object]:
    """What changes a film's pictures, by the words of the command line."""
    return {
        "take": _fingerprint(options.take),
        "model": _fingerprint(options.model) if options.model else None,
        "fps": options.fps,
        "face": options.face,
        "turn-head": options.turn_head,
        "turntable": [frames[0], frames[-1]] if options.turntable else None,
        "engine": scene.render.engine,
        "size": picture_size(scene),
        "samples": samples_of(scene),
        "Blender": bpy.app.version_string,
        "extension": version(),
    }


def _fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
