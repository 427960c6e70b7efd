"""The film of the scene, rendered by another Blender while this one stays free."""

from pathlib import Path

import bpy
from bpy.props import BoolProperty

from ..blender.language import told
from ..data.errors import FaceError
from ..studio.worker import Worker
from ._watching import WatchingOperator, needs_idle

_WIDTH = 400
"""Of the dialog, in pixels of a screen of usual density: a line of the draft fits."""


def _needs_camera(context: bpy.types.Context) -> str:
    return "" if context.scene.camera else "The scene has no camera"


class RenderFilm(WatchingOperator, bpy.types.Operator):
    """Asks where something is in the way, then renders a copy of the scene."""

    bl_idname = "blendshape_face.film"
    bl_label = "Render Film"
    bl_description = (
        "Render the scene as it is now to an MP4 film, with the sound of the sequencer. Another "
        "Blender does it in the background; a film that was stopped goes on where it was"
    )
    checks = (needs_idle, _needs_camera)

    anew: BoolProperty(
        name="Render All Frames Anew",
        description="Remove the frames that are there, and film the scene as it is now",
        options={"SKIP_SAVE"},
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Ask before a film is replaced, and what becomes of the frames of one that was stopped."""
        from ..studio.film_of_copy import count_pictures, film_path

        try:
            path = film_path(context.scene)
        except FaceError as error:
            return self.refuse(error)
        self._has_frames = count_pictures(path) > 0
        self._notes = _notes_on(path)
        if not self._notes:
            return self.execute(context)
        manager = context.window_manager
        return manager.invoke_props_dialog(
            self,
            width=_WIDTH,
            title=self.bl_label,
            confirm_text="Render",
        )

    def draw(self, context: bpy.types.Context) -> None:
        """The dialog."""
        column = self.layout.column()
        for note in self._notes:
            column.label(text=told(note))
        if self._has_frames:
            column.prop(self, "anew")

    def start(self, context: bpy.types.Context) -> Worker:
        """Raises FaceError."""
        from ..studio.film_of_copy import film_path, start_film

        self._path = film_path(context.scene)
        return start_film(context.scene, self._path, self.anew)

    def done(self) -> str:
        """The pictures are gone already."""
        from ..studio.film_of_copy import leave_film

        leave_film(self._path, is_whole=True)
        return f"Film: {self._path}"

    def stopped(self, worker: Worker) -> str:
        """The pictures stay."""
        from ..studio.film_of_copy import leave_film

        leave_film(self._path, is_whole=False)
        progress = worker.progress()
        if not progress.done:
            return "Stopped before the first frame"
        made = f"{progress.done} of {progress.total} frames are there"
        return f"Stopped, {made}; Render Film goes on from here"


def _notes_on(path: Path) -> list[str]:
    """What the user should know before a film is rendered to a path."""
    from ..studio.film_of_copy import can_go_on, count_pictures

    notes = []
    if path.exists():
        notes.append(f"{path.name} is there already; the new film will replace it")
    count = count_pictures(path)
    if can_go_on(path):
        notes.append(f"{count} frames are there of a film that was stopped")
        notes.append("It goes on with the scene as it was when it was begun")
    elif count:
        notes.append(f"{path.stem}.frames holds {count} frames of another film")
    return notes
