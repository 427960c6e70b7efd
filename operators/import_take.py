import bpy
from bpy.props import BoolProperty, FloatProperty, StringProperty
from bpy_extras.io_utils import ImportHelper, poll_file_object_drop

from ..bake import import_take
from ..data.errors import FaceError
from ..data.takes import DEFAULT_FPS
from ..faces import active_face
from ._poll import in_object_mode
from ._view import show_active


class ImportTake(ImportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.import_take"
    bl_label = "Import Blendshape Recording"
    bl_description = (
        "Key the active face, or a new one, with a py-feat, MediaPipe or Live Link Face recording"
    )
    bl_options = {"REGISTER", "UNDO"}

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})
    filepath: StringProperty(name="File", subtype="FILE_PATH", options={"SKIP_SAVE"})
    fps: FloatProperty(
        name="Video Frame Rate",
        description="Frame rate of the recorded video, for files without a clock such as py-feat's",
        default=DEFAULT_FPS,
        min=1,
        soft_max=240,
        max=1000,
    )
    turn_object: BoolProperty(
        name="Turn Object",
        description="Key the head pose on the object's rotation too, on top of how it stands now",
        default=False,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "import a recording")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self.filepath:  # dropped onto the viewport
            return context.window_manager.invoke_props_dialog(self, confirm_text="Import")
        return super().invoke(context, event)

    def execute(self, context: bpy.types.Context) -> set[str]:
        had_face = active_face(context) is not None
        try:
            report = import_take(context, self.filepath, self.fps, self.turn_object)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if not had_face:
            show_active(context)
        self.report({"INFO"}, report)
        return {"FINISHED"}


class TakeFileHandler(bpy.types.FileHandler):
    bl_idname = "BLENDSHAPE_FACE_FH_take"
    bl_label = "Blendshape Recording"
    bl_import_operator = ImportTake.bl_idname
    bl_file_extensions = ".csv"

    @classmethod
    def poll_drop(cls, context: bpy.types.Context) -> bool:
        return poll_file_object_drop(context)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    menu.layout.operator(ImportTake.bl_idname, text="Blendshape Recording (.csv)")
