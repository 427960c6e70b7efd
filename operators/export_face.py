from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..data.errors import FaceError
from ..export import export, exportable
from ..export.formats import FORMATS
from ._frame_range import FrameRange
from ._poll import in_object_mode


class ExportFace(FrameRange, ExportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.export_face"
    bl_label = "Export Face"
    bl_description = (
        "Write the selected faces, live or with shape keys, and their animation for other programs"
    )

    filter_glob: StringProperty(
        default=";".join(f"*{suffix}" for kind in FORMATS.values() for suffix in kind.suffixes),
        options={"HIDDEN"},
    )
    format: EnumProperty(
        name="Format",
        description="Kind of file; from Python, the path's ending tells it where this is not set",
        items=[
            (key, f"{kind.title} ({kind.suffixes[0]})", kind.description)
            for key, kind in FORMATS.items()
        ],
    )
    sequence: BoolProperty(
        name="A File per Frame",
        description="Write the expressions of all frames, not only the one shown now",
    )

    @property
    def filename_ext(self) -> str:
        return FORMATS[self.format].suffixes[0]

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not exportable(context):
            cls.poll_message_set("Select a face or a mesh with shape keys first")
            return False
        return in_object_mode(cls, context, "export a face")

    def draw(self, _context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(self, "format")
        still = FORMATS[self.format].still
        if still:
            layout.prop(self, "sequence")
        frames = layout.column(align=True)
        frames.active = not still or self.sequence
        frames.prop(self, "frame_start")
        frames.prop(self, "frame_end")

    def execute(self, context: bpy.types.Context) -> set[str]:
        path = Path(self.filepath)
        if self.properties.is_property_set("format"):
            suffixes = FORMATS[self.format].suffixes
            if path.suffix.lower() not in suffixes:
                path = path.with_name(path.name + suffixes[0])
        try:
            report = export(
                context,
                exportable(context),
                path,
                *self.frame_range(context.scene),
                sequence=self.sequence,
            )
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, report)
        return {"FINISHED"}


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    menu.layout.operator(ExportFace.bl_idname, text="Face (.glb, .fbx, .usdc, .abc, ..)")
