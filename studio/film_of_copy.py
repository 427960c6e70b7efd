"""A film of the open scene, which another Blender renders from a copy of it.

The copy lies with the film's pictures. A film that was stopped goes on from it, so that all its
pictures are of one scene, whatever was changed in the meantime.
"""

from pathlib import Path

import bpy

from ..data.errors import FaceError
from .film import picture_size, unfinished_film
from .film_folder import empty_folder, folder_for, pictures_in, scene_copy
from .worker import Worker


def film_path(scene: bpy.types.Scene) -> Path:
    """The absolute path to which the scene writes its film.

    Raises FaceError for a path or format that is not an MP4's, and for a path beside a file that
    was never saved.
    """
    render = scene.render
    if render.filepath.startswith("//") and not bpy.data.filepath:
        raise FaceError("The film is beside this file: save it, or choose another path")
    is_film = render.image_settings.file_format == "FFMPEG"
    if not is_film or render.ffmpeg.format != "MPEG4":
        raise FaceError(
            "The scene's output is no MP4: press Set Up Studio again, or render in that format by "
            "Blender's own Render Animation"
        )
    # With what Blender adds to a name without an ending.
    path = Path(render.frame_path()).absolute()
    if path.suffix.lower() != ".mp4":
        raise FaceError(f"{path}: a film's name ends in .mp4")
    return path


_saved_here: dict[Path, tuple[int, int]] = {}
"""Copies of scenes that this Blender saved, with their marks."""


def count_pictures(path: Path) -> int:
    """How many pictures there are of a film that was begun and is not whole."""
    return len(pictures_in(folder_for(path)))


def can_go_on(path: Path) -> bool:
    """Whether there are pictures of the film, and the scene from which they were made."""
    return count_pictures(path) > 0 and scene_copy(folder_for(path)).exists()


def start_film(scene: bpy.types.Scene, path: Path, anew: bool = False) -> Worker:
    """Start rendering the scene, or go on with a film that was stopped, with its scene as it was.

    path: that of the film, absolute.
    anew: remove the pictures of a film that was stopped.

    The open file stays as it is. Raises FaceError.
    """
    copy = scene_copy(folder_for(path))
    if anew or not can_go_on(path):
        _begin(scene, path, copy, anew)
        _saved_here[copy] = _mark(copy)
    # Another copy may have come from elsewhere with its folder, scripts inside.
    is_ours = _saved_here.get(copy) == _mark(copy)
    return Worker("render", str(copy), "--output", str(path), as_user=True, is_open_file=is_ours)


def _mark(path: Path) -> tuple[int, int]:
    """What changes when a file is written or another one takes its place."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def _begin(
    scene: bpy.types.Scene,
    path: Path,
    copy: Path,
    anew: bool,
) -> None:
    """Save the scene as it is on the screen."""
    picture_size(scene)
    if count_pictures(path) and not anew:
        raise FaceError(
            f"{copy.parent}: holds pictures of another film; render all frames anew, or choose "
            "another path"
        )
    try:
        empty_folder(copy.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # Blender would keep a former one as a backup.
        copy.unlink(missing_ok=True)
        bpy.ops.wm.save_as_mainfile(
            filepath=str(copy),
            copy=True,
            # Textures, sounds and libraries are to be found from the other folder, too.
            relative_remap=True,
        )
    # Blender's own errors, a full disk among them, are RuntimeErrors.
    except (OSError, RuntimeError) as error:
        raise FaceError(f"{copy}: cannot be written ({str(error).strip()})") from error


def leave_film(path: Path, is_whole: bool) -> None:
    """Tidy up once nobody is at work: the scene's copy is for a film that is not whole."""
    unfinished_film(path).unlink(missing_ok=True)
    folder = folder_for(path)
    if is_whole:
        scene_copy(folder).unlink(missing_ok=True)
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
