"""A figure for a paper: the face at several times over the curves of its channels."""

from pathlib import Path

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..blender.language import told
from ..data.errors import FaceError
from ..data.paper import WIDTHS
from ..face.objects import active_face
from ._base import FaceOperator
from ._frame_range import FrameRange
from ._poll import needs_face

_WIDTH_ITEMS = [(key, f"{key.title()} Column", f"{width:g} mm") for key, width in WIDTHS.items()]


class MakeFigure(FaceOperator, FrameRange, ExportHelper, bpy.types.Operator):
    """Renders pictures and writes them with the curves to one file; the scene stays as it was."""

    bl_idname = "blendshape_face.figure"
    bl_label = "Figure for a Paper"
    bl_description = (
        "Show the active face at several times over the curves of its channels, as SVG or PNG"
    )
    bl_options = {"REGISTER", "PRESET"}
    checks = (needs_face,)

    filename_ext = ".svg"
    # ExportHelper would replace .png by .svg.
    check_extension = None
    filter_glob: StringProperty(default="*.svg;*.png", options={"HIDDEN"})
    channels: StringProperty(
        name="Channels",
        description="Channels to draw, separated by commas; those that move most if empty",
    )
    pictures: IntProperty(
        name="Pictures",
        description="Number of pictures, evenly spread over the frames",
        default=8,
        min=1,
    )
    every: IntProperty(
        name="Every",
        description="Frames from one picture to the next; 0 for evenly spread pictures",
        default=0,
        min=0,
    )
    columns: IntProperty(
        name="Columns",
        description="Pictures in a row; 0 for as many as fit",
        default=0,
        min=0,
    )
    width: EnumProperty(
        name="Width",
        description="Columns of the paper that the figure fills",
        items=_WIDTH_ITEMS,
        default="double",
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where a channel is unknown or the file cannot be written."""
        from ..studio.figures import FigureOptions, make_figure, split_names
        from ..studio.photographs import grain_of_photographs

        path = self._path()
        first, last = self.frame_range(context.scene)
        options = FigureOptions(
            channels=split_names(self.channels),
            pictures=self.pictures,
            every=self.every,
            columns=self.columns,
            width=self.width,
        )
        face = active_face(context)
        report = make_figure(context, face, path, first, last, options)
        if grain := grain_of_photographs(context.scene, face):
            self.report({"WARNING"}, told(grain))
        return report

    def _path(self) -> Path:
        from ..studio.figures import SUFFIXES

        path = Path(self.filepath)
        # A dialog that was confirmed without a name.
        if not path.name:
            raise FaceError("Choose a file to write to")
        if path.suffix.lower() in SUFFIXES:
            return path
        return path.with_name(path.name + self.filename_ext)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in File > Export."""
    menu.layout.operator(MakeFigure.bl_idname, text="Figure of a Face (.svg, .png)")
