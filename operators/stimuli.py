"""A stimulus set, rendered by another Blender while this one stays free."""

import tempfile
import time
from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty

from ..data.errors import FaceError
from ..data.stimuli import design_text, plan_stimuli, read_design
from ..face.objects import active_face
from ..studio.stimuli import begin_set, forget_unfinished
from ..studio.stimuli.properties import chosen_design
from ..studio.stimuli.worker import Worker
from ._base import FaceOperator

_LOOK_EVERY = 0.5
"""Seconds from one look at the worker to the next."""


class MakeStimuli(FaceOperator, bpy.types.Operator):
    """Begins a set, or goes on with one, and watches the worker until it is done."""

    bl_idname = "blendshape_face.stimuli"
    bl_label = "Make Stimulus Set"
    bl_description = (
        "Render a set of expressions, intensities and head poses, with a manifest. Another Blender "
        "does it in the background; a set that was stopped goes on where it was"
    )

    # Not remembered: the panel says each time what is to be made.
    filepath: StringProperty(
        name="Design",
        description="TOML or CSV file with the design; without one, what the panel holds",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )
    directory: StringProperty(
        name="Folder",
        description="Where the set goes",
        subtype="DIR_PATH",
        options={"SKIP_SAVE"},
    )
    replace: BoolProperty(
        name="Replace",
        description="Remove another set that the folder holds",
        options={"SKIP_SAVE"},
    )
    _at_work = False
    """Of the class: whether any set is being made."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """One set at a time: two workers would share the processor."""
        if cls._at_work:
            cls.poll_message_set("A stimulus set is being made")
        return not cls._at_work

    def execute(self, context: bpy.types.Context) -> set[str]:
        """Start the worker; without a window wait for it."""
        self._drafts = tempfile.TemporaryDirectory(prefix="blendshape_face_")
        try:
            self._folder = self._chosen_folder(context)
            design = self._design(context)
            plan = plan_stimuli(read_design(design))
            self._missing = begin_set(plan, self._folder, self.replace)
        except FaceError as error:
            return self.refuse(error)
        # A set that was stopped is taken up again: what is there already stays.
        if not self._missing:
            return self.finish(f"{self._folder.name}: all {len(plan.stimuli)} stimuli are there")
        self._worker = Worker("stimuli", str(design.absolute()), "--output", str(self._folder))
        # Without a window nothing would call `modal`.
        if bpy.app.background:
            self._worker.wait()
            return self._end()
        self._watch(context)
        return {"RUNNING_MODAL"}

    def _design(self, context: bpy.types.Context) -> Path:
        """The design's file: the operator's, the panel's, or what the panel holds as a draft."""
        chosen = context.scene.blendshape_face_stimuli
        filepath = self.filepath or chosen.filepath
        if filepath:
            return Path(bpy.path.abspath(filepath))
        folder = Path(self._drafts.name)
        design = chosen_design(chosen, active_face(context), folder)
        # As a file: the set keeps it, and the worker is another process.
        path = folder / "design.toml"
        path.write_text(design_text(design), encoding="utf-8")
        return path

    def _chosen_folder(self, context: bpy.types.Context) -> Path:
        """Raises FaceError for a folder beside a file that has no place yet."""
        directory = self.directory or context.scene.blendshape_face_stimuli.directory
        if directory.startswith("//") and not bpy.data.filepath:
            raise FaceError("The folder is beside this file: save it, or choose another folder")
        return Path(bpy.path.abspath(directory)).absolute()

    def _watch(self, context: bpy.types.Context) -> None:
        # `poll` is asked of the class, before there is an operator.
        type(self)._at_work = True
        self._began = time.monotonic()
        manager = context.window_manager
        self._timer = manager.event_timer_add(_LOOK_EVERY, window=context.window)
        manager.modal_handler_add(self)

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Blender goes on as usual meanwhile; Esc stops the set, to be taken up again."""
        if event.type == "ESC" and event.value == "PRESS":
            self._leave(context)
            self._stop()
            made = f"{self._count_made()} of {len(self._missing)} stimuli made"
            return self.finish(f"Stopped, {made}; the same set goes on from here")
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        if self._worker.is_alive():
            context.workspace.status_text_set(f"{self._progress()}   (Esc: stop)")
            return {"PASS_THROUGH"}
        self._leave(context)
        return self._end()

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender closes, or loads another file."""
        self._leave(context)
        self._stop()
        self._drafts.cleanup()

    def _stop(self) -> None:
        self._worker.stop()
        # What it was about to write, under a name that tells whose it is.
        forget_unfinished(self._folder, self._worker.process)

    def _leave(self, context: bpy.types.Context) -> None:
        type(self)._at_work = False
        context.workspace.status_text_set(None)
        context.window_manager.event_timer_remove(self._timer)

    def _progress(self) -> str:
        """One line for the status bar."""
        made = self._count_made()
        total = len(self._missing)
        text = f"Stimulus set: {made} of {total} made"
        if made:
            seconds_each = (time.monotonic() - self._began) / made
            text += f", {seconds_each * (total - made):.0f} s left"
        return text

    def _count_made(self) -> int:
        """How many stimuli the worker has made: it writes each under its name when it is whole."""
        return sum((self._folder / stimulus.file).exists() for stimulus in self._missing)

    def _end(self) -> set[str]:
        error = self._worker.error()
        if error:
            return self.refuse(error)
        return self.finish(f"{self._folder.name}: {self._count_made()} stimuli made")

    def finish(self, report: str | None = None) -> set[str]:
        """End well, and leave no draft behind."""
        self._drafts.cleanup()
        return super().finish(report)

    def refuse(self, error: FaceError | str) -> set[str]:
        """End with an error message, and leave no draft behind."""
        self._drafts.cleanup()
        return super().refuse(error)
