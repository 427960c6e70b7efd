"""A video becomes a recording beside it, tracked by a program of its own, and is then imported."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

from ..blender.extension import preferences
from ..data.errors import FaceError
from ..data.suffixes import VIDEOS
from ..studio.worker import Program
from ._base import FaceOperator
from ._folders import folder
from ._poll import needs_object_mode
from ._watching import WatchingOperator, needs_idle

SETUP_LINES = (
    "pip install uv",
    "uv sync --no-dev --group tracking --no-install-package bpy",
)
"""What sets up the tracker in a clone of the repository."""
_PATIENCE = 60
"""Seconds for a Python to start and find the tracker."""
_GLOB = ";".join(f"*{suffix}" for suffix in (*VIDEOS, ".m4v", ".avi"))


def _tracker_python() -> str:
    """The Python that the user has named for the tracker, "" where none is."""
    chosen = preferences()
    return bpy.path.abspath(chosen.tracker_python) if chosen else ""


def _needs_tracker(_context: bpy.types.Context) -> str:
    if _tracker_python():
        return ""
    return "Name a Python that has the tracker in the extension's preferences, which say how"


class TrackVideo(WatchingOperator, ImportHelper, bpy.types.Operator):
    """Runs the tracker while Blender stays free, then opens the import dialog."""

    bl_idname = "blendshape_face.track_video"
    bl_label = "Track Video"
    bl_description = (
        "Track the face in a video with MediaPipe, in a program of its own, and import what it "
        "measured. The recording is left beside the video"
    )
    bl_options = {"REGISTER", "PRESET"}
    checks = (needs_idle, needs_object_mode("track a video"), _needs_tracker)
    starting = "Starting the tracker"

    filename_ext = ".mp4"
    filter_glob: StringProperty(default=_GLOB, options={"HIDDEN"})
    filepath: StringProperty(
        name="Video",
        description="The film in which a face is tracked",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )
    mirror: BoolProperty(
        name="Mirrored",
        description="The video shows people as a mirror does, as some selfie cameras record",
    )
    faces: IntProperty(
        name="Faces",
        description="People in the video at most",
        default=1,
        min=1,
        max=10,
    )

    replace: BoolProperty(
        name="Replace",
        description="Replace a recording of the video's name beside it",
        options={"SKIP_SAVE"},
    )
    _folder: tempfile.TemporaryDirectory | None = None

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Open a file browser where recordings are."""
        self.filepath = self.filepath or folder("recordings")
        return super().invoke(context, event)

    def start(self, _context: bpy.types.Context) -> Program:
        """Start the tracker. Raises FaceError."""
        self._video = Path(bpy.path.abspath(self.filepath)).absolute()
        self._recording = self._video.with_suffix(".csv")
        if not self._video.is_file():
            raise FaceError(f"{self._video.name}: choose a video")
        if self._recording.exists() and not self.replace:
            raise FaceError(
                f"{self._recording.name} is beside the video already: import it, or choose Replace"
            )
        python = _tracker_python()
        _check_tracker(python)
        # What is stopped or fails leaves nothing beside the video.
        self._folder = tempfile.TemporaryDirectory(prefix="blendshape_face_")
        self._tracked = Path(self._folder.name) / f"{self._video.stem}.csv"
        line = [python, "-I", "-m", "tracking", str(self._video)]
        line += ["--output", str(self._tracked), "--faces", str(self.faces)]
        if self.mirror:
            line.append("--mirror")
        return Program("tracking", line)

    def done(self) -> str:
        """Leave the recording beside the video, and go on to its import. Raises FaceError."""
        from ..data.whole_files import whole_file

        with whole_file(self._recording) as part:
            shutil.copyfile(self._tracked, part)
        # Without a window there is no dialog.
        how = "EXEC_DEFAULT" if bpy.app.background else "INVOKE_DEFAULT"
        try:
            bpy.ops.blendshape_face.import_take(how, filepath=str(self._recording))
        except RuntimeError as error:
            raise FaceError(f"Tracked, but not imported: {str(error).strip()}") from error
        return f"Tracked: {self._recording}"

    def stopped(self, _worker: Program) -> str:
        """Nothing is kept."""
        self._tidy_up()
        return "Stopped, nothing was written"

    def finish(self, report: str | None = None) -> set[str]:
        """End well."""
        self._tidy_up()
        return super().finish(report)

    def refuse(self, error: FaceError | str) -> set[str]:
        """End with an error message."""
        self._tidy_up()
        return super().refuse(error)

    def _tidy_up(self) -> None:
        if self._folder:
            self._folder.cleanup()


def _check_tracker(python: str) -> None:
    """Raise FaceError where a program is not a Python that has the tracker."""
    line = [python, "-I", "-c", "import tracking"]
    try:
        found = subprocess.run(line, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FaceError(
            f"{python}: cannot be run; the extension's preferences say how the tracker is set up"
        ) from error
    if found.returncode:
        raise FaceError(
            f"{python}: has no tracker; the extension's preferences say how it is set up"
        )


class CopyTrackerSetup(FaceOperator, bpy.types.Operator):
    """Nothing is installed behind the user's back: these are lines for a terminal."""

    bl_idname = "blendshape_face.copy_tracker_setup"
    bl_label = "Copy Set-Up Lines"
    bl_description = "Copy the two lines that set up the tracker, for a terminal"

    def run(self, context: bpy.types.Context) -> str:
        """Into the clipboard."""
        context.window_manager.clipboard = "\n".join(SETUP_LINES) + "\n"
        return "Copied: run the lines in a clone of the repository, then choose its Python"


CLASSES = (TrackVideo, CopyTrackerSetup)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in File > Import."""
    menu.layout.operator(TrackVideo.bl_idname, text="Track Video (.mp4, .mov, ..)")
