"""A stimulus set, rendered by another Blender while this one stays free."""

import tempfile
from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty

from ..blender.language import told
from ..data.errors import FaceError
from ..face.objects import active_face
from ..studio.worker import Worker
from ._watching import WatchingOperator


class MakeStimuli(WatchingOperator, bpy.types.Operator):
    """Begins a set, or goes on with one."""

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

    def start(self, context: bpy.types.Context) -> Worker | None:
        """Begin the set's folder. Raises FaceError."""
        from ..data.stimuli import plan_stimuli, read_design
        from ..studio.render_settings import grain_of
        from ..studio.stimuli import begin_set

        self._drafts = tempfile.TemporaryDirectory(prefix="blendshape_face_")
        self._folder = self._chosen_folder(context)
        design = self._design(context)
        plan = plan_stimuli(read_design(design))
        self._count = len(plan.stimuli)
        self._missing = begin_set(plan, self._folder, self.replace)
        # A set that was stopped is taken up again: what is there already stays.
        if not self._missing:
            return None
        if grain := grain_of(context.scene, plan.design.samples):
            self.report({"WARNING"}, told(grain))
        return Worker("stimuli", str(design.absolute()), "--output", str(self._folder))

    def _design(self, context: bpy.types.Context) -> Path:
        """The design's file: the operator's, the panel's, or what the panel holds as a draft."""
        from ..data.stimuli import design_text
        from ..data.whole_files import write_whole
        from ..studio.stimuli.chosen import chosen_design

        chosen = context.scene.blendshape_face_stimuli
        filepath = self.filepath or chosen.filepath
        if filepath:
            return Path(bpy.path.abspath(filepath))
        folder = Path(self._drafts.name)
        design = chosen_design(chosen, active_face(context), folder)
        # As a file: the set keeps it, and the worker is another process.
        path = folder / "design.toml"
        write_whole(path, design_text(design).encode())
        return path

    def _chosen_folder(self, context: bpy.types.Context) -> Path:
        """Raises FaceError for a folder beside a file that has no place yet."""
        directory = self.directory or context.scene.blendshape_face_stimuli.directory
        if directory.startswith("//") and not bpy.data.filepath:
            raise FaceError("The folder is beside this file: save it, or choose another folder")
        return Path(bpy.path.abspath(directory)).absolute()

    def done(self) -> str:
        """What the set has now."""
        if not self._missing:
            return f"{self._folder.name}: all {self._count} stimuli are there"
        return f"{self._folder.name}: {self._count_made()} stimuli made"

    def stopped(self, worker: Worker) -> str:
        """Whole stimuli stay."""
        from ..studio.stimuli import forget_unfinished

        # What it was about to write, under a name that tells whose it is.
        forget_unfinished(self._folder, worker.process)
        self._drafts.cleanup()
        made = f"{self._count_made()} of {len(self._missing)} stimuli made"
        return f"Stopped, {made}; the same set goes on from here"

    def _count_made(self) -> int:
        """How many stimuli the worker has made: it writes each under its name when it is whole."""
        return sum((self._folder / stimulus.file).exists() for stimulus in self._missing)

    def finish(self, report: str | None = None) -> set[str]:
        """End well, and leave no draft behind."""
        self._drafts.cleanup()
        return super().finish(report)

    def refuse(self, error: FaceError | str) -> set[str]:
        """End with an error message, and leave no draft behind."""
        self._drafts.cleanup()
        return super().refuse(error)
