from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy_extras.io_utils import ImportHelper, poll_file_object_drop

from ..animation.import_take import key_takes
from ..animation.keying import BakeOptions
from ..characters.objects import active_target
from ..data.errors import FaceError, TakeError
from ..data.takes import ReadOptions, Take, read_takes
from ..data.takes.report import inspect_take
from ..face.take_properties import MODE_ITEMS, ReadingProperties
from ._background import BackgroundReading
from ._poll import in_object_mode
from ._view import show_active

_LARGEST_INSPECTED = 40 << 20
"""Bytes up to which a file is read while the user still chooses."""
_LARGEST_AT_ONCE = 20 << 20
"""Bytes up to which a file is read without a progress line and a way to cancel."""
_reports: dict[tuple, list[str]] = {}


class ImportTake(ReadingProperties, ImportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.import_take"
    bl_label = "Import Blendshape Recording"
    bl_description = (
        "Key the active face or character, or a new face, with a recording of py-feat, MediaPipe, "
        "Live Link Face or another tracker"
    )
    bl_options = {"REGISTER", "UNDO"}

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv;*.json;*.txt", options={"HIDDEN"})
    filepath: StringProperty(name="File", subtype="FILE_PATH", options={"SKIP_SAVE"})
    mode: EnumProperty(name="Keys", description="Where the keys go", items=MODE_ITEMS)
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

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "import a recording")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self.filepath:  # dropped onto the viewport
            return context.window_manager.invoke_props_dialog(
                self, width=460, confirm_text="Import"
            )
        return super().invoke(context, event)

    def draw(self, _context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        box = layout.box().column(align=True)
        for line in report_lines(self.filepath, self.read_options()):
            box.label(text=line)
        for name in ("fps", "face", "convention", "unit"):
            layout.prop(self, name)
        layout.row().prop(self, "flip")
        layout.prop(self, "mode")
        layout.prop(self, "turn_object")
        layout.prop(self, "media")

    def execute(self, context: bpy.types.Context) -> set[str]:
        path = Path(self.filepath)
        if not bpy.app.background and path.is_file() and path.stat().st_size > _LARGEST_AT_ONCE:
            self._reading = BackgroundReading(path, self.read_options())
            self._timer = context.window_manager.event_timer_add(0.1, window=context.window)
            context.window_manager.modal_handler_add(self)
            return {"RUNNING_MODAL"}
        try:
            takes = read_takes(path, self.read_options())
        except FaceError as error:
            return self._refuse(error)
        return self._key(context, takes)

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        reading = self._reading
        if event.type == "ESC":
            reading.cancel()
        if reading.is_alive():
            text = f"Reading {reading.path.name}: {reading.share:.0%}   (Esc: cancel)"
            context.workspace.status_text_set(text)
            return {"RUNNING_MODAL"}
        context.workspace.status_text_set(None)
        context.window_manager.event_timer_remove(self._timer)
        if reading.cancelled:
            self.report({"INFO"}, "Import cancelled, nothing was changed")
            return {"CANCELLED"}
        return self._refuse(reading.error) if reading.error else self._key(context, reading.takes)

    def _key(self, context: bpy.types.Context, takes: list[Take]) -> set[str]:
        had_target = active_target(context) is not None
        options = BakeOptions(self.mode, self.turn_object, self.media)
        try:
            report = key_takes(context, takes, self.read_options(), options)
        except FaceError as error:
            return self._refuse(error)
        if not had_target:
            show_active(context)
        self.report({"INFO"}, report)
        return {"FINISHED"}

    def _refuse(self, error: Exception) -> set[str]:
        self.report({"ERROR"}, str(error))
        return {"CANCELLED"}


def report_lines(filepath: str, reading: ReadOptions) -> list[str]:
    """The dry run's report on a chosen file; kept, because a dialog draws many times a second."""
    path = Path(filepath)
    if not path.is_file():
        return ["Choose a recording"]
    stat = path.stat()
    if stat.st_size > _LARGEST_INSPECTED:
        return [f"{stat.st_size >> 20} MB: it is read when you import it"]
    key = (filepath, stat.st_mtime_ns, stat.st_size, reading)
    if key not in _reports:
        _reports.clear()
        try:
            _reports[key] = inspect_take(path, reading).lines()
        except TakeError as error:
            _reports[key] = ["Cannot be imported:", *str(error).split("; ")]
    return _reports[key]


class TakeFileHandler(bpy.types.FileHandler):
    bl_idname = "BLENDSHAPE_FACE_FH_take"
    bl_label = "Blendshape Recording"
    bl_import_operator = ImportTake.bl_idname
    bl_file_extensions = ".csv;.json"

    @classmethod
    def poll_drop(cls, context: bpy.types.Context) -> bool:
        return poll_file_object_drop(context)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    menu.layout.operator(ImportTake.bl_idname, text="Blendshape Recording (.csv, .json, .txt)")
