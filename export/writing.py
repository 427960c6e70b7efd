"""Writing faces and other meshes with shape keys to the files of other programs."""

from collections.abc import Sequence
from pathlib import Path

import bpy

from ..blender.actions import key_range
from ..blender.scene import scene_fps, scene_kept
from ..characters.objects import check_relative, has_shape_keys
from ..data.errors import FaceError
from ..data.whole_files import whole_file
from ..face.mesh import problem
from ..face.properties import is_face
from .formats import FORMATS, Format
from .whole import Whole

_WHOLE = Whole()
"""How faces leave unless something else is chosen."""
_LONGEST_PATH = 1_023
"""Bytes."""


def export(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    path: str | Path,
    first: int | None = None,
    last: int | None = None,
    sequence: bool = False,
    whole: Whole | None = _WHOLE,
) -> str:
    """Write faces, or other meshes with shape keys, to a file of the kind that its name ends in.

    first, last: frames, the scene's unless told. sequence: OBJ and PLY hold the expression shown
    now; with it, those of all frames, in files with the frame's number before the suffix.
    whole: how faces leave with all that they wear where channels travel; None for their landmarks.
    Returns one line on what was written. Raises FaceError. The scene stays as it was.
    """
    path = Path(path)
    scene = context.scene
    kind = format_of(path)
    note = ""
    if first is None:
        first = int(scene.frame_start)
    if last is None:
        last = int(scene.frame_end)
    _check_frames(first, last)
    if not kind.is_built:
        raise FaceError(
            f"{path.name}: this Blender was built without {kind.title}; choose another format"
        )
    if sequence and not kind.still:
        raise FaceError(
            f"{path.name}: {kind.title} holds a take in one file; only OBJ and PLY take one a frame"
        )
    _check_objects(context, objects)
    if kind.has_targets:
        for obj in objects:
            check_relative(obj.data)
    frames = range(first, last + 1)
    with scene_kept(context):
        # Exporters that take no frames of their own write the scene's.
        scene.frame_start = first
        scene.frame_end = last
        try:
            # Of a sequence the first file: those of all frames are there, or none.
            with whole_file(numbered(path, first) if sequence else path) as part:
                _check_length(part)
                if sequence:
                    _write_sequence(context, objects, kind, part.with_name(path.name), frames)
                else:
                    note = kind.write(context, objects, part, frames, whole)
        # Exporters in Python raise those for a full disk, too.
        except RuntimeError as error:
            raise FaceError(f"{path.name}: {_reason(error)}") from error
    names = ", ".join(obj.name for obj in objects)
    what = f"{kind.title}: {names}"
    if sequence:
        return f"{what}, {len(frames)} files from {numbered(path, first).name} on"
    if kind.still:
        return f"{what} as of frame {scene.frame_current}"
    rate = f"{len(frames)} frames at {scene_fps(scene):.5g} fps"
    return ", ".join(filter(None, (what, rate, note)))


def _write_sequence(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    kind: Format,
    path: Path,
    frames: range,
) -> None:
    """Write a file for each frame, with its number before the suffix."""
    for frame in frames:
        context.scene.frame_set(frame)
        kind.write(context, objects, numbered(path, frame), frames, None)


def _check_frames(first: int, last: int) -> None:
    if last < first:
        raise FaceError(f"The frames {first} to {last} are none: let the end follow the start")
    if first < 0:
        raise FaceError(f"Frame {first}: a scene's range cannot start before frame 0")


def format_of(path: Path) -> Format:
    """The format that a file's name stands for. Raises FaceError."""
    for kind in FORMATS.values():
        if path.suffix.lower() in kind.suffixes:
            return kind
    known: list[str] = []
    for kind in FORMATS.values():
        known += kind.suffixes
    raise FaceError(f"{path.name}: its ending is none of {', '.join(known)}")


def numbered(path: Path, frame: int) -> Path:
    """The file of a frame in a sequence: that of frame 7 of face.obj is face_0007.obj."""
    return path.with_name(f"{path.stem}_{frame:04d}{path.suffix}")


def exportable(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The selected faces and meshes with shape keys; where none is selected, the active one."""
    selected = [obj for obj in context.selected_objects if _moves(obj)]
    if selected:
        return selected
    active = context.object
    return [active] if active and _moves(active) else []


def keyed_frames(objects: Sequence[bpy.types.Object]) -> tuple[int, int] | None:
    """First and last frame with a key of what moves the objects, None without any."""
    from ..animation.targets import keyed_block

    owners: list[bpy.types.ID] = []
    for obj in objects:
        keyed, _path = keyed_block(obj.data)
        owners += [obj, keyed]
    return key_range(owners)


def _moves(obj: bpy.types.Object | None) -> bool:
    """Whether an object has channels or shape keys to export."""
    return is_face(obj) or has_shape_keys(obj)


def _check_objects(context: bpy.types.Context, objects: Sequence[bpy.types.Object]) -> None:
    """Raise FaceError where one of the objects cannot be exported now."""
    if context.mode != "OBJECT":
        raise FaceError("Switch to Object Mode to export")
    if not objects:
        raise FaceError("Select a face, or a mesh with shape keys, to export")
    for obj in objects:
        if not _moves(obj):
            raise FaceError(f"{obj.name}: is no face and has no shape keys")
        # Shape keys move a mesh whatever is wrong with its model.
        trouble = "" if obj.data.shape_keys else problem(obj.data)
        if trouble:
            raise FaceError(f"{obj.name}: {trouble}")


def _check_length(part: Path) -> None:
    """Raise FaceError for a path that Blender's exporters would cut off without a word."""
    try:
        length = len(str(part).encode())
    except UnicodeEncodeError:
        raise FaceError(f"{part.name!a}: is no text; choose another name") from None
    if length > _LONGEST_PATH:
        raise FaceError(
            f"{part.name}: its path is longer than Blender's exporters can write; choose another "
            "folder"
        )


def _reason(error: Exception) -> str:
    """The last line of what went wrong: an exporter in Python reports its whole traceback."""
    # Blender closes with the place in its own source.
    lines = str(error).splitlines()
    lines = [line for line in lines if not line.startswith("Location:")]
    last_line = lines[-1] if lines else ""
    return last_line.removeprefix("Error: ") or "the export failed"
