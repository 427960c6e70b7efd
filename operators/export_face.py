"""Faces and other meshes with shape keys as files for other programs."""

from itertools import chain
from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..export import Whole, export, exportable, keyed_frames
from ..export.formats import FORMATS
from ._base import FaceOperator
from ._frame_range import FrameRange
from ._poll import needs_object_mode

_SUFFIXES = chain.from_iterable(kind.suffixes for kind in FORMATS.values())
_FORMAT_ITEMS = [
    (key, f"{kind.title} ({kind.suffixes[0]})", kind.description) for key, kind in FORMATS.items()
]


def _needs_exportable(context: bpy.types.Context) -> str:
    return "" if exportable(context) else "Select a face or a mesh with shape keys first"


class ExportFace(FaceOperator, FrameRange, ExportHelper, bpy.types.Operator):
    """Writes the selected objects to one file, or a file a frame; the scene stays as it was."""

    bl_idname = "blendshape_face.export_face"
    bl_label = "Export Face"
    bl_description = (
        "Write the selected faces, live or with shape keys, and their animation for other programs"
    )
    bl_options = {"REGISTER", "PRESET"}
    checks = (_needs_exportable, needs_object_mode("export a face"))

    filter_glob: StringProperty(
        default=";".join(f"*{suffix}" for suffix in _SUFFIXES),
        options={"HIDDEN"},
    )
    format: EnumProperty(
        name="Format",
        description="Kind of file; from Python, the path's ending tells it where this is not set",
        items=_FORMAT_ITEMS,
    )
    sequence: BoolProperty(
        name="A File per Frame",
        description="Write the expressions of all frames, not only the one shown now",
    )
    content: EnumProperty(
        name="Content",
        description="What of a face travels with its channels",
        items=(
            ("WHOLE", "Whole Face", "Head, eyes, mouth and lashes as one mesh with its colors"),
            ("LANDMARKS", "Landmarks", "The 478 landmarks alone, exact, for research"),
        ),
    )
    level: IntProperty(
        name="Smooth",
        description="How often each edge of the skin is halved; each time the file is larger",
        default=Whole().level,
        min=0,
        max=2,
    )
    eyes_and_jaw: EnumProperty(
        name="Eyes and Jaw",
        description="What turns eyeballs, lower teeth and tongue; skin and lids go by targets",
        items=(
            ("TARGETS", "Targets", "The targets of their channels, as all of the face"),
            ("BONES", "Bones", "The bones LeftEye, RightEye and Jaw, as games want them"),
        ),
    )
    picture: IntProperty(
        name="Picture",
        description="Pixels across and down of the picture that colors the face",
        default=Whole().picture,
        min=64,
        max=8192,
        subtype="PIXEL",
    )

    # Follows the format: the dialog changes the name's ending with it.
    @property
    def filename_ext(self) -> str:
        """The ending that ExportHelper gives to the name in the file dialog."""
        return FORMATS[self.format].suffixes[0]

    def draw(self, _context: bpy.types.Context) -> None:
        """The settings beside the file browser."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(self, "format")
        if FORMATS[self.format].has_targets:
            layout.prop(self, "content")
            of_whole = layout.column(align=True)
            of_whole.active = self.content == "WHOLE"
            of_whole.prop(self, "level")
            of_whole.prop(self, "picture")
            of_whole.prop(self, "eyes_and_jaw")
        # Such a format holds one expression a file: frames matter to a sequence only.
        still = FORMATS[self.format].still
        if still:
            layout.prop(self, "sequence")
        frames = layout.column(align=True)
        frames.active = self.sequence or not still
        frames.prop(self, "frame_start")
        frames.prop(self, "frame_end")

    def keyed_range(self, context: bpy.types.Context) -> tuple[int, int] | None:
        """Of the objects to export: frames before and after would stand still."""
        return keyed_frames(exportable(context))

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the path, the frames or an object cannot be exported."""
        first, last = self.frame_range(context.scene)
        whole = None
        if self.content == "WHOLE":
            whole = Whole(self.level, self.picture, self.eyes_and_jaw == "BONES")
        return export(
            context,
            exportable(context),
            self._path(),
            first,
            last,
            sequence=self.sequence,
            whole=whole,
        )

    def _path(self) -> Path:
        """The chosen file. A format that was chosen goes before the ending that was typed."""
        path = Path(self.filepath)
        # From Python: the first format is the property's default, and nobody's choice.
        if not self.properties.is_property_set("format"):
            return path
        suffixes = FORMATS[self.format].suffixes
        if path.suffix.lower() in suffixes:
            return path
        # Not with_suffix: "take.v2" would lose its ".v2".
        return path.with_name(path.name + suffixes[0])


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in File > Export."""
    menu.layout.operator(ExportFace.bl_idname, text="Face (.glb, .fbx, .usdc, .abc, ..)")
