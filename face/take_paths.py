"""Where a take's recording is: told from the .blend, so that both may move together."""

import os
from pathlib import Path

import bpy
from bpy.app.handlers import persistent

_PATHS = ("filepath", "through")
"""Of a take: its recording, and the model that it is played through."""


def kept_path(path: Path) -> str:
    """How a take keeps the place of its recording: relative to the .blend where there is one, and
    where the user's preferences have paths so; else absolute.
    """
    # What is run from a command line may be told from the folder that it is run in.
    absolute = path.absolute()
    return _told_from(os.path.normpath(absolute), bpy.data.filepath)


def recording_of(mesh: bpy.types.Mesh) -> Path:
    """The absolute path of the recording of a mesh's take."""
    kept = mesh.blendshape_face.take.filepath
    return Path(bpy.path.abspath(kept, library=mesh.library))


def _told_from(absolute: str, blend: str) -> str:
    """A path relative to a .blend, of which the path is empty while it is not saved."""
    if not blend or not bpy.context.preferences.filepaths.use_relative_paths:
        return absolute
    try:
        return bpy.path.relpath(absolute, start=str(Path(blend).parent))
    except ValueError:  # another drive of Windows
        return absolute


def _tell_all_from(blend: str, former: str) -> None:
    """Tell the recordings of all takes from one .blend that are told from the former one now."""
    folder = str(Path(former).parent) if former else None
    for mesh in bpy.data.meshes:
        take = mesh.blendshape_face.take
        if mesh.library:
            continue
        for name in _PATHS:
            kept = getattr(take, name)
            if kept:
                absolute = bpy.path.abspath(kept, start=folder)
                setattr(take, name, _told_from(os.path.normpath(absolute), blend))


# Without `persistent` Blender would drop them with the first file that is loaded.
@persistent
def before_saving(path: str, *_args: object) -> None:
    """Blender moves the paths of its own properties with a file that is saved elsewhere."""
    _tell_all_from(path, bpy.data.filepath)


@persistent
def after_saving(path: str, *_args: object) -> None:
    """A copy was saved: what stays open is the file that it was before."""
    if path != bpy.data.filepath:
        _tell_all_from(bpy.data.filepath, path)


HANDLERS = (
    (bpy.app.handlers.save_pre, before_saving),
    (bpy.app.handlers.save_post, after_saving),
    (bpy.app.handlers.save_post_fail, after_saving),
)
"""Blender's list for an event, and what it calls then."""
