"""`blender --command blendshape_face ...`: the main job without a window."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import bpy

from . import studio
from .animation import scene_fps
from .bake import import_take
from .data.bundled import bundled
from .data.errors import FaceError
from .data.takes import DEFAULT_FPS, LARGEST, ReadOptions, read_take
from .data.takes.report import inspect_take
from .exporters import FORMATS
from .exporting import export
from .faces import active_face, faces_in, new_face, switch_model
from .keying import BakeOptions

PROGRAM = "blender --command blendshape_face"
_commands: list[object] = []


def main(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code. Errors are one line on stderr."""
    parser = _parser()
    try:
        options = parser.parse_args(list(arguments))
        options.run(options)
    except SystemExit as stop:  # argparse has said why
        return int(stop.code or 0)
    except (FaceError, OSError, RuntimeError) as error:
        print(f"{PROGRAM}: error: {str(error).strip()}", file=sys.stderr)
        return 1
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{self.prog}: error: {message}; see --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Recorded faces from the command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    inspect = commands.add_parser("inspect", help="report on a recording without importing it")
    inspect.set_defaults(run=_inspect)
    _add_reading_options(inspect)
    bake = commands.add_parser(
        "bake", help="turn a recording into an animated face, and into a film when asked"
    )
    bake.set_defaults(run=_bake)
    _add_reading_options(bake)
    bake.add_argument("--output", type=Path, required=True, metavar="FILE.blend")
    bake.add_argument("--render", type=Path, metavar="FILE.mp4", help="render a film as well")
    _add_face_options(bake)
    bake.add_argument(
        "--start", type=float, default=0, metavar="S", help="film from this second on"
    )
    bake.add_argument("--seconds", type=float, metavar="S", help="length of the film (all)")
    bake.add_argument("--size", type=int, default=480, help="pixels a side (%(default)s)")
    bake.add_argument("--samples", type=int, default=8, help="Cycles samples a pixel (%(default)s)")
    export = commands.add_parser(
        "export",
        help="write a recording's face, or the faces of a .blend, for other programs",
        description="Formats, by the ending of the output: " + ", ".join(_endings()),
    )
    export.set_defaults(run=_export)
    _add_reading_options(export)
    _add_face_options(export)
    export.add_argument("--output", type=Path, required=True, metavar="FILE")
    export.add_argument(
        "--sequence", action="store_true", help="OBJ and PLY: a file for every frame"
    )
    return parser


def _endings() -> list[str]:
    return [suffix for kind in FORMATS.values() for suffix in kind.suffixes]


def _add_face_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE.npz",
        help="face model (default: the bundled one for the recording)",
    )
    parser.add_argument(
        "--turn-head", action="store_true", help="turn the object with the head pose"
    )


def _add_reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("take", type=Path, help="a recording of any known format")
    parser.add_argument(
        "--fps",
        type=float,
        default=DEFAULT_FPS,
        help="rate of recordings without a clock (%(default)g)",
    )
    parser.add_argument("--face", default=LARGEST, help="label of one of several faces")


def _inspect(options: argparse.Namespace) -> None:
    report = inspect_take(options.take, ReadOptions(options.fps, options.face))
    print(f"{options.take.name}: " + "\n  ".join(report.lines()))


def _face_of(options: argparse.Namespace) -> None:
    """An empty scene at the recording's rate, with a face keyed by it."""
    take = read_take(options.take, options.fps, options.face)
    bpy.ops.wm.read_homefile(use_empty=True)
    context = bpy.context
    scene = context.scene
    _set_rate(scene, take.fps)
    scene.frame_start = scene.frame_end = 1
    face = new_face(context, bundled(take.scale))
    if options.model:
        switch_model(face, options.model)
    reading = ReadOptions(options.fps, options.face)
    print(import_take(context, options.take, reading, BakeOptions(turn_object=options.turn_head)))


def _export(options: argparse.Namespace) -> None:
    if options.take.suffix == ".blend":
        bpy.ops.wm.open_mainfile(filepath=str(options.take.resolve()))
    else:
        _face_of(options)
    context = bpy.context
    faces = faces_in(context.view_layer)
    if not faces:
        raise FaceError(f"{options.take.name}: has no face in its active scene")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    print(export(context, faces, options.output.resolve(), sequence=options.sequence))


def _bake(options: argparse.Namespace) -> None:
    _face_of(options)
    context = bpy.context
    scene = context.scene
    studio.set_up(scene, active_face(context))
    if options.render:
        studio.film_settings(scene, options.render.resolve(), options.size, options.samples)
    scene.frame_set(scene.frame_start)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(options.output.resolve()), check_existing=False)
    print(f"Scene: {options.output}")
    if options.render:
        _render_film(scene, options)
        print(f"Film: {options.render}")


def _set_rate(scene: bpy.types.Scene, fps: float) -> None:
    """The take's own rate, so that each sample falls on a frame: 23.976 is 24 / 1.001."""
    scene.render.fps = max(1, round(fps))
    scene.render.fps_base = scene.render.fps / fps


def _render_film(scene: bpy.types.Scene, options: argparse.Namespace) -> None:
    fps = scene_fps(scene)
    last = scene.frame_end
    scene.frame_start = min(1 + round(options.start * fps), last)
    if options.seconds:
        scene.frame_end = min(scene.frame_start + max(1, round(options.seconds * fps)) - 1, last)
    options.render.parent.mkdir(parents=True, exist_ok=True)
    total = scene.frame_end - scene.frame_start + 1
    with _progress(total) as count_frame:
        bpy.app.handlers.render_write.append(count_frame)
        try:
            bpy.ops.render.render(animation=True)
        finally:
            bpy.app.handlers.render_write.remove(count_frame)


@contextmanager
def _progress(total: int) -> Iterator[Callable[..., None]]:
    """A line that counts frames, in place of the renderer's own many lines."""
    sys.stdout.flush()
    terminal = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    began, done = time.monotonic(), 0

    def count_frame(*_args: object) -> None:
        nonlocal done
        done += 1
        left = (time.monotonic() - began) / done * (total - done)
        os.write(terminal, f"\rFrame {done} of {total}, {left:.0f} s left  ".encode())

    try:
        yield count_frame
    finally:
        os.dup2(terminal, 1)
        os.close(silence)
        os.close(terminal)
        print(flush=True)


def register() -> None:
    _commands.append(bpy.utils.register_cli_command("blendshape_face", main))


def unregister() -> None:
    while _commands:
        bpy.utils.unregister_cli_command(_commands.pop())
