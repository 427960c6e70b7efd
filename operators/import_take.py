"""A recording becomes keys on the active face or character, or on a new face."""

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty
from bpy_extras.io_utils import ImportHelper, poll_file_object_drop

from ..blender.extension import preferences
from ..blender.language import told
from ..blender.wrapping import wrapped
from ..characters.objects import active_target
from ..data.suffixes import RECORDINGS
from ..face.take_properties import MODE_ITEMS, ReadingProperties
from ._chosen_recording import ChosenRecording
from ._folders import folder, keep_folder
from ._poll import needs_object_mode
from ._redraw import DialogRedraw
from ._view import show_active
from ._waiting import WaitingOperator

if TYPE_CHECKING:
    from ..data.takes import Take


_DIALOG_WIDTH = 500
"""Pixels at a resolution scale of 1: the report's longest usual line."""

_FIRST = 1
"""Frame at which a scene begins unless it was told otherwise."""

_GLOB = ";".join(f"*{suffix}" for suffix in RECORDINGS)
"""What the file browser shows."""

# Of the module: Blender makes a new operator to adjust the last operation.
_chosen = ChosenRecording()
_redraw = DialogRedraw(_chosen.is_busy)


class ImportTake(WaitingOperator, ReadingProperties, ImportHelper, bpy.types.Operator):
    """Reads a recording and keys it; the dialog reports on it before.

    What the dialog has read is what gets keyed, unless file or options of reading have changed.
    """

    bl_idname = "blendshape_face.import_take"
    bl_label = "Import Recording"
    bl_description = (
        "Key the active face or character, or a new face, with a recording of py-feat, MediaPipe, "
        "Live Link Face or another tracker"
    )
    bl_options = {"REGISTER", "UNDO", "PRESET"}
    checks = (needs_object_mode("import a recording"),)

    filename_ext = ".csv"
    filter_glob: StringProperty(default=_GLOB, options={"HIDDEN"})
    # Not remembered: a path that is there at the start was dropped.
    filepath: StringProperty(
        name="File",
        description="The recording to read",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )
    mode: EnumProperty(
        name="Keys",
        description="Where the keys go",
        items=MODE_ITEMS,
    )
    turn_object: BoolProperty(
        name="Turn Object",
        description="Key the head pose on the object's rotation too, on top of how it stands now",
        default=False,
    )
    media: BoolProperty(
        name="Sound and Video",
        description="Add a sound file and a video of the same name that lie beside the recording: "
        "a strip in the sequencer, and a picture behind the scene's camera",
        default=True,
    )
    at_frame_1: BoolProperty(
        name="Start at Frame 1",
        description="Key from frame 1 on; otherwise from the current frame on",
        default=False,
    )
    smoothing: FloatProperty(
        name="Smoothing",
        description="Width of the filter, 0 for none; blinks stay as they are. Later it is a "
        "setting of the take",
        min=0,
        soft_max=0.2,
        max=2,
        precision=3,
        step=1,
        subtype="TIME_ABSOLUTE",
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Open a file browser, or a dialog for a file that was dropped onto the viewport."""
        self._propose()
        if not self.filepath:
            self.filepath = folder("recordings")
            return super().invoke(context, event)
        return context.window_manager.invoke_props_dialog(
            self,
            width=_DIALOG_WIDTH,
            confirm_text="Import",
        )

    def _propose(self) -> None:
        """What the preferences say, unless a script or the last import said something else."""
        chosen = preferences()
        for name in ("at_frame_1", "smoothing"):
            if chosen and not self.properties.is_property_set(name):
                setattr(self, name, getattr(chosen, name))

    def draw(self, context: bpy.types.Context) -> None:
        """The report on the chosen file, and what the user may tell the readers."""
        from ..animation.import_take import takes_settings

        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        report = _chosen.report(self._path(), self.read_options())
        box = layout.box().column(align=True)
        lines = [told(line) for line in report.lines]
        for line in wrapped(lines, context, _DIALOG_WIDTH):
            box.label(text=line, translate=False)
        if not report.is_final:
            _redraw.keep_up(context)
        layout.prop(self, "mode")
        # The playhead need not be in sight.
        frame = context.scene.frame_current
        if frame != _FIRST:
            layout.prop(self, "at_frame_1", text=told(f"Start at 1, not at {frame}"))
        target = active_target(context)
        # Takes that are there keep their own.
        if target is None or not takes_settings(target.data):
            layout.prop(self, "smoothing")
        layout.prop(self, "turn_object")
        layout.prop(self, "media")
        layout.separator()
        self._draw_reading(report.take)

    def _draw_reading(self, take: "Take | None") -> None:
        """What is seldom told: the report above says what was found."""
        layout = self.layout
        self._draw_rate(take)
        layout.prop(self, "clock")
        layout.prop(self, "clock_unit")
        layout.prop(self, "timecode_base")
        layout.prop(self, "face")
        layout.prop(self, "full_value")
        layout.prop(self, "meshes")
        if self.meshes or (take and take.solved):
            layout.prop(self, "mesh_neutral")
            layout.prop(self, "mesh_smoothness")
        layout.prop(self, "through")
        layout.prop(self, "convention")
        layout.prop(self, "unit")
        # In a row of its own the three angles stand side by side.
        layout.row().prop(self, "flip")

    def _draw_rate(self, take: "Take | None") -> None:
        """The rate to count at, or in its place the one that a file's own clock gives."""
        if take is None or take.is_counted:
            self.layout.prop(self, "fps")
            return
        # As Blender splits a property from its label.
        split = self.layout.split(factor=0.4)
        split.active = False
        title = split.row()
        title.alignment = "RIGHT"
        title.label(text="Frame Rate")
        split.label(text=f"{take.fps:.5g}", translate=False)

    def execute(self, context: bpy.types.Context) -> set[str]:
        """Read and key; a large file is waited for while Blender shows how far it is."""
        # From here on the dialog is closed.
        _redraw.stop()
        path = self._path()
        keep_folder("recordings", path)
        self._reading = _chosen.reading_of(path, self.read_options())
        return self.run_when_read(context, [path])

    def _path(self) -> Path:
        """The chosen file, which scripts may tell from the .blend, with // before it."""
        return Path(bpy.path.abspath(self.filepath))

    def cancel(self, context: bpy.types.Context) -> None:
        """The user leaves the dialog, or Blender loads another file meanwhile."""
        _redraw.stop()
        _chosen.forget()
        super().cancel(context)

    def run(self, context: bpy.types.Context) -> str:
        """Key what was read. Raises FaceError before anything changes."""
        from ..animation.import_take import key_takes
        from ..animation.keying import BakeOptions

        takes = self._reading.result()
        had_target = active_target(context) is not None
        options = BakeOptions(
            self.mode,
            self.turn_object,
            self.media,
            start=_FIRST if self.at_frame_1 else None,
            smoothing=self.smoothing,
        )
        report = key_takes(context, takes, self.read_options(), options)
        # A new face stands where the user may not be looking.
        if not had_target:
            show_active(context)
        return report


def forget_recording() -> None:
    """Let go of what the dialog has read, when the extension is turned off."""
    _redraw.stop()
    _chosen.forget()


class TakeFileHandler(bpy.types.FileHandler):
    """Opens the import dialog for a file that is dropped onto the viewport."""

    bl_idname = "BLENDSHAPE_FACE_FH_take"
    bl_label = "Blendshape Recording"
    bl_import_operator = ImportTake.bl_idname
    bl_file_extensions = ".csv;.json;.jsonl;.tsv;.textgrid;.gz;.npy;.npz"

    @classmethod
    def poll_drop(cls, context: bpy.types.Context) -> bool:
        """Whether files can be dropped here."""
        return poll_file_object_drop(context)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in File > Import."""
    menu.layout.operator(ImportTake.bl_idname, text="Blendshape Recording (.csv, .json, ..)")
