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


class MakeStimuli(bpy.types.Operator):
    bl_idname = "blendshape_face.stimuli"
    bl_label = "Make Stimulus Set"
    bl_description = (
        "Render a set of expressions, intensities and head poses, with a manifest. Another Blender "
        "does it in the background; a set that was stopped goes on where it was"
    )

    filepath: StringProperty(
        name="Design",
        description="TOML or CSV file with the design, what the panel holds without one",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )
    directory: StringProperty(
        name="Folder", description="Where the set goes", subtype="DIR_PATH", options={"SKIP_SAVE"}
    )
    replace: BoolProperty(
        name="Replace",
        description="Remove another set that the folder holds",
        options={"SKIP_SAVE"},
    )
    _at_work = False

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if cls._at_work:
            cls.poll_message_set("A stimulus set is being made")
        return not cls._at_work

    def execute(self, context: bpy.types.Context) -> set[str]:
        chosen = context.scene.blendshape_face_stimuli
        filepath = self.filepath or chosen.filepath
        directory = self.directory or chosen.directory
        self._drafts = tempfile.TemporaryDirectory(prefix="blendshape_face_")
        try:
            if directory.startswith("//") and not bpy.data.filepath:
                raise FaceError("The folder is beside this file: save it, or choose another folder")
            design = Path(bpy.path.abspath(filepath)) if filepath else self._draft(context)
            self._folder = Path(bpy.path.abspath(directory)).absolute()
            plan = plan_stimuli(read_design(design))
            self._missing = begin_set(plan, self._folder, self.replace)
        except FaceError as error:
            return self._refuse(str(error))
        if not self._missing:
            return self._finish(f"{self._folder.name}: all {len(plan.stimuli)} stimuli are there")
        self._worker = Worker("stimuli", str(design.absolute()), "--output", str(self._folder))
        if bpy.app.background:
            self._worker.wait()
            return self._end()
        type(self)._at_work, self._began = True, time.monotonic()
        self._timer = context.window_manager.event_timer_add(0.5, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def _draft(self, context: bpy.types.Context) -> Path:
        """The panel's design as a file."""
        folder = Path(self._drafts.name)
        design = chosen_design(context.scene.blendshape_face_stimuli, active_face(context), folder)
        path = folder / "design.toml"
        path.write_text(design_text(design), encoding="utf-8")
        return path

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type == "ESC" and event.value == "PRESS":
            self._leave(context)
            self._stop()
            made = f"{self._done()} of {len(self._missing)} stimuli made"
            return self._finish(f"Stopped, {made}; the same set goes on from here")
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
        forget_unfinished(self._folder, self._worker.process)

    def _leave(self, context: bpy.types.Context) -> None:
        type(self)._at_work = False
        context.workspace.status_text_set(None)
        context.window_manager.event_timer_remove(self._timer)

    def _progress(self) -> str:
        done = self._done()
        text = f"Stimulus set: {done} of {len(self._missing)} made"
        if done:
            each = (time.monotonic() - self._began) / done
            text += f", {each * (len(self._missing) - done):.0f} s left"
        return text

    def _done(self) -> int:
        return sum((self._folder / stimulus.file).exists() for stimulus in self._missing)

    def _end(self) -> set[str]:
        if error := self._worker.error():
            return self._refuse(error)
        return self._finish(f"{self._folder.name}: {self._done()} stimuli made")

    def _finish(self, report: str) -> set[str]:
        self._drafts.cleanup()
        self.report({"INFO"}, report)
        return {"FINISHED"}

    def _refuse(self, error: str) -> set[str]:
        self._drafts.cleanup()
        self.report({"ERROR"}, error)
        return {"CANCELLED"}
