from pathlib import Path

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..data.errors import FaceError
from ..data.figure import WIDTHS
from ..face.objects import active_face
from ..studio.figures import SUFFIXES, FigureOptions, make_figure, split_names
from ._frame_range import FrameRange
from ._poll import on_active_face


class MakeFigure(FrameRange, ExportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.figure"
    bl_label = "Figure for a Paper"
    bl_description = (
        "Picture the active face at several times over the curves of its channels, as SVG or PNG"
    )

    filename_ext = ".svg"
    check_extension = None  # either ending
    filter_glob: StringProperty(default="*.svg;*.png", options={"HIDDEN"})
    channels: StringProperty(
        name="Channels",
        description="Channels to draw, parted by commas; those that move most if empty",
    )
    pictures: IntProperty(
        name="Pictures", description="Pictures, evenly spread over the frames", default=8, min=1
    )
    every: IntProperty(
        name="Every",
        description="Picture each so many frames instead; 0 for evenly spread pictures",
        default=0,
        min=0,
    )
    columns: IntProperty(
        name="Columns", description="Pictures in a row; 0 for as many as fit", default=0, min=0
    )
    width: EnumProperty(
        name="Width",
        description="Columns of the paper that the figure fills",
        items=[(key, f"{key.title()} Column", f"{WIDTHS[key]:g} mm") for key in WIDTHS],
        default="double",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        path = Path(self.filepath)
        if not path.name:
            self.report({"ERROR"}, "Choose a file to write to")
            return {"CANCELLED"}
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + self.filename_ext)
        options = FigureOptions(
            channels=split_names(self.channels),
            pictures=self.pictures,
            every=self.every,
            columns=self.columns,
            width=self.width,
        )
        first, last = self.frame_range(context.scene)
        try:
            report = make_figure(context, active_face(context), path, first, last, options)
        except (FaceError, OSError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, report)
        return {"FINISHED"}
