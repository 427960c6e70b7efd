"""What `bake --render` and `render` share: a film of the scene at hand."""

import argparse
import hashlib
from pathlib import Path

import bpy

from .. import studio
from ..blender.scene import scene_fps
from ..data.errors import FaceError
from ..data.stimuli import SAMPLES, SIZES
from ..studio import film
from ..studio.eevee import check_eevee
from ..studio.render_settings import CYCLES, EEVEE, samples_of, use_engine
from ..studio.stimuli import maker
from .arguments import LONGEST, number, whole
from .progress import progress, quiet

ENGINES = {"cycles": (CYCLES, 4), "eevee": (EEVEE, 32)}
"""Name -> Blender's own and the samples that it takes unless told."""
_SIZE = (480, 480)


def add_film_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        help="cycles needs no graphics card, eevee is faster on one (cycles)",
    )
    parser.add_argument("--size", type=_size, metavar="W[xH]", help="pixels, even numbers (480)")
    samples = ", ".join(f"{name} {count}" for name, (_, count) in ENGINES.items())
    parser.add_argument(
        "--samples", type=whole(*SAMPLES), metavar="N", help=f"samples a pixel ({samples})"
    )
    parser.add_argument(
        "--start", type=number(0, LONGEST), default=0, metavar="S", help="film from this second on"
    )
    parser.add_argument(
        "--seconds", type=number(0.001, LONGEST), metavar="S", help="length of the film (all)"
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
    width, times, height = text.partition("x")
    low, high = SIZES
    sides = [int(side) for side in (width, height if times else width) if side.isdecimal()]
    if len(sides) < 2 or any(side % 2 or not low <= side <= high for side in sides):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size such as 480 or 1280x720, of even numbers from {low} to {high}"
        )
    return sides[0], sides[1]


def frames_of(scene: bpy.types.Scene, options: argparse.Namespace) -> range:
    """The frames of the scene between the seconds of --start and --seconds. Raises FaceError."""
    fps, first, last = scene_fps(scene), scene.frame_start, scene.frame_end
    first += round(options.start * fps)
    if first > last:
        seconds = (last + 1 - scene.frame_start) / fps
        raise FaceError(f"--start: {options.start:g} s is past the end, at {seconds:.2f} s")
    if options.seconds:
        last = min(first + max(1, round(options.seconds * fps)) - 1, last)
    return range(first, last + 1)


def set_up_studio(
    scene: bpy.types.Scene, obj: bpy.types.Object, options: argparse.Namespace
) -> None:
    """The studio for a film with these options. A turntable turns once within the film."""
    options.engine, options.size = options.engine or "cycles", options.size or _SIZE
    use_render_options(scene, options)
    if not options.turntable:
        studio.set_up(scene, obj)
        return
    whole, film_frames = (scene.frame_start, scene.frame_end), frames_of(scene, options)
    scene.frame_start, scene.frame_end = film_frames[0], film_frames[-1]
    studio.set_up(scene, obj, studio.StudioOptions(turntable=True))
    scene.frame_start, scene.frame_end = whole


def use_render_options(scene: bpy.types.Scene, options: argparse.Namespace) -> None:
    """Set what was given; the scene's own settings stay otherwise."""
    if options.engine:
        engine, samples = ENGINES[options.engine]
        use_engine(scene, engine, options.samples or samples)
    elif options.samples:
        use_engine(scene, scene.render.engine, options.samples)
    if options.size:
        scene.render.resolution_x, scene.render.resolution_y = options.size
        scene.render.resolution_percentage = 100


def make_film(
    scene: bpy.types.Scene, options: argparse.Namespace, path: Path, frames: range
) -> None:
    """Render frames of the scene and join them; what a former run left is taken over."""
    path = path.resolve()
    folder = (options.keep_frames or path.with_suffix(".frames")).resolve()
    film.begin_folder(folder, _made_from(scene, options, frames))
    left = film.missing(folder, frames)
    there = len(frames) - len(left)
    if there:
        print(f"{there} of {len(frames)} frames are there already")
    if left and scene.render.engine == EEVEE:
        check_eevee()
    if left:
        with progress(len(frames), there) as count_frame:
            film.render_missing(scene, folder, frames, count_frame)
    with quiet():
        film.assemble(scene, folder, frames, path)
    if not options.keep_frames:
        film.clear_folder(folder, frames)
    print(f"Film: {path}")


def _made_from(
    scene: bpy.types.Scene, options: argparse.Namespace, frames: range
) -> dict[str, object]:
    render = scene.render
    return {
        "take": _fingerprint(options.take),
        "model": _fingerprint(options.model) if options.model else None,
        "fps": options.fps,
        "face": options.face,
        "turn-head": options.turn_head,
        "turntable": [frames[0], frames[-1]] if options.turntable else None,
        "engine": render.engine,
        "size": film.picture_size(scene),
        "samples": samples_of(scene),
        "Blender": bpy.app.version_string,
        "extension": maker().version,
    }


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
