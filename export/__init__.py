"""Faces and other meshes with shape keys leave for other programs, whole and without a trace."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import bpy

from ..blender.scene import scene_fps, scene_kept
from ..characters.links import is_character
from ..data.errors import FaceError
from ..face.mesh import problem
from ..face.properties import is_face
from .formats import FORMATS, Format


def export(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    path: str | Path,
    first: int | None = None,
    last: int | None = None,
    sequence: bool = False,
) -> str:
    """Write faces, or other meshes with shape keys, to a file of the kind that its name ends in.

    first, last: frames, the scene's unless told. sequence: OBJ and PLY hold the expression shown
    now; with it, those of all frames, in files with the frame's number before the suffix.
    Returns one line on what was written. Raises FaceError. The scene stays as it was.
    """
    path, scene = Path(path), context.scene
    kind = format_of(path)
    first = int(scene.frame_start) if first is None else first
    last = int(scene.frame_end) if last is None else last
    if last < first:
        raise FaceError(f"The frames {first} to {last} are none: let the end follow the start")
    if first < 0:
        raise FaceError(f"Frame {first}: a scene's range cannot start before frame 0")
    if sequence and not kind.still:
        raise FaceError(
            f"{path.name}: {kind.title} holds a take in one file; only OBJ and PLY take one a frame"
        )
    _check_objects(context, objects)
    _check_place(path)
    frames = range(first, last + 1)
    with scene_kept(context):
        scene.frame_start, scene.frame_end = first, last
        try:
            if sequence:
                for frame in frames:
                    scene.frame_set(frame)
                    kind.write(context, objects, numbered(path, frame), frames)
            else:
                kind.write(context, objects, path, frames)
        except (RuntimeError, OSError) as error:
            raise FaceError(f"{path.name}: {_reason(error)}") from error
    what = ", ".join(obj.name for obj in objects)
    if sequence:
        return f"{kind.title}: {what}, {len(frames)} files from {numbered(path, first).name} on"
    if kind.still:
        return f"{kind.title}: {what} as of frame {scene.frame_current}"
    return f"{kind.title}: {what}, {len(frames)} frames at {scene_fps(scene):.5g} fps"


def format_of(path: Path) -> Format:
    """The format that a file's name stands for. Raises FaceError."""
    for kind in FORMATS.values():
        if path.suffix.lower() in kind.suffixes:
            return kind
    known = ", ".join(suffix for kind in FORMATS.values() for suffix in kind.suffixes)
    raise FaceError(f"{path.name}: its ending is none of {known}")


def numbered(path: Path, frame: int) -> Path:
    """The file of a frame in a sequence."""
    return path.with_name(f"{path.stem}_{frame:04d}{path.suffix}")


def exportable(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The selected faces and meshes with shape keys; where none is selected, the active one."""
    objects = [obj for obj in context.selected_objects if _moves(obj)]
    return objects or [obj for obj in (context.object,) if _moves(obj)]


def _moves(obj: bpy.types.Object | None) -> bool:
    return is_face(obj) or is_character(obj)


def _check_objects(context: bpy.types.Context, objects: Sequence[bpy.types.Object]) -> None:
    if context.mode != "OBJECT":
        raise FaceError("Switch to Object Mode to export")
    if not objects:
        raise FaceError("Select a face, or a mesh with shape keys, to export")
    for obj in objects:
        if not _moves(obj):
            raise FaceError(f"{obj.name}: is no face and has no shape keys")
        if not obj.data.shape_keys and (trouble := problem(obj.data)):
            raise FaceError(f"{obj.name}: {trouble}")


def _check_place(path: Path) -> None:
    """Some exporters finish without a word where they could not write."""
    if path.is_dir():
        raise FaceError(f"{path}: is a folder; name a file in it")
    existed = path.exists()
    try:
        path.open("ab").close()
    except OSError as error:
        raise FaceError(
            f"{path.name}: cannot be written ({error.strerror}); choose another folder, or close "
            "the program that has the file open"
        ) from error
    if not existed:
        with suppress(OSError):
            path.unlink()


def _reason(error: Exception) -> str:
    """The last line of what went wrong: an exporter in Python reports its whole traceback."""
    lines = [line for line in str(error).splitlines() if not line.startswith("Location:")]
    return " ".join(lines[-1:]).removeprefix("Error: ") or "the export failed"
