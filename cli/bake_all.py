"""`bake-all`: each recording of a folder becomes a .blend, on a new face or on a character."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import bpy

from ..animation.import_folder import recordings_in
from ..animation.import_take import key_new_face, key_takes
from ..animation.options import BakeOptions
from ..data.errors import FaceError, TakeError
from ..data.takes import Take, read_takes
from .reading import add_face_options, add_reading_options, reading_of


def add_command(commands: "argparse._SubParsersAction") -> None:
    """The scenes of many takes in one go."""
    parser = commands.add_parser(
        "bake-all",
        help="turn each recording of a folder into an animated face or character",
    )
    parser.set_defaults(run=_run)
    add_reading_options(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    add_face_options(parser)
    parser.add_argument(
        "--onto",
        type=Path,
        metavar="FILE.blend",
        help="a scene whose selected character or active face plays (default: a new face)",
    )
    parser.add_argument(
        "--object",
        metavar="NAME",
        help="the character or face of that scene, in place of the selected ones",
    )


def _run(options: argparse.Namespace) -> None:
    paths = recordings_in(options.take)
    _check(options, paths)
    options.output.mkdir(parents=True, exist_ok=True)
    written = 0
    for path in paths:
        try:
            takes = read_takes(path, reading_of(options))
        except TakeError as error:
            print(f"left out {error}")
            continue
        _key(options, takes)
        scene = bpy.context.scene
        scene.frame_set(scene.frame_start)
        output = options.output / f"{path.stem}.blend"
        bpy.ops.wm.save_as_mainfile(filepath=str(output.resolve()), check_existing=False)
        print(f"Scene: {output}")
        written += 1
    if not written:
        raise FaceError(f"{options.take}: holds no recording")


def _check(options: argparse.Namespace, paths: Sequence[Path]) -> None:
    """Raise FaceError before the first file is written."""
    stems = [path.stem for path in paths]
    twice = {stem for stem in stems if stems.count(stem) > 1}
    if twice:
        raise FaceError(
            f"{options.take}: several files are called {min(twice)}, which would be one .blend; "
            "rename them"
        )
    if options.onto is None:
        if options.object:
            raise FaceError("--object: is for a scene; name it with --onto")
        return
    if options.model:
        raise FaceError("--model: is for new faces; leave it out with --onto")
    if not options.onto.is_file():
        raise FaceError(f"{options.onto}: is not there")
    outputs = {(options.output / f"{stem}.blend").resolve() for stem in stems}
    if options.onto.resolve() in outputs:
        raise FaceError(f"{options.onto.name}: would be written over; choose another --output")


def _key(options: argparse.Namespace, takes: Sequence[Take]) -> None:
    """Key a recording in a scene of its own. Raises FaceError."""
    reading = reading_of(options)
    keying = BakeOptions(turn_object=options.turn_head, media=True)
    if options.onto is None:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        _face, report = key_new_face(bpy.context, takes, reading, keying, options.model)
    else:
        bpy.ops.wm.open_mainfile(filepath=str(options.onto.resolve()))
        scene = bpy.context.scene
        scene.frame_set(scene.frame_start)
        if options.object:
            _choose(options.object)
        report = key_takes(bpy.context, takes, reading, keying)
    print(report)


def _choose(name: str) -> None:
    """Have an object of the scene active, and selected alone. Raises FaceError."""
    layer = bpy.context.view_layer
    if name not in layer.objects:
        raise FaceError(f"--object: the scene has no {name!r}")
    for obj in layer.objects:
        obj.select_set(obj.name == name)
    layer.objects.active = layer.objects[name]
