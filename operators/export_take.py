from pathlib import Path

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..animation.sampling import sample_face
from ..data.errors import FaceError
from ..data.takes.writers import WRITERS
from ..face.objects import active_face
from ._frame_range import FrameRange
from ._poll import on_active_face


class ExportTake(FrameRange, ExportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.export_take"
    bl_label = "Export Blendshape Recording"
    bl_description = (
        "Write the active face's animation, keyed or driven, as a Live Link Face, MediaPipe or "
        "py-feat recording"
    )

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})
    format: EnumProperty(
        name="Format",
        description="Whose recording to write",
        items=[(key, title, f"As {title} writes it") for key, (title, _) in WRITERS.items()],
        default="LIVELINK",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        title, write = WRITERS[self.format]
        scene, depsgraph = context.scene, context.evaluated_depsgraph_get()
        try:
            take = sample_face(active_face(context), scene, depsgraph, *self.frame_range(scene))
            left_out = write(Path(self.filepath), take)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        report = f"{title}: {len(take.times)} frames at {take.fps:.5g} fps"
        if left_out:
            report += f"; it has no column for {', '.join(left_out)}"
        self.report({"INFO"}, report)
        return {"FINISHED"}


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    menu.layout.operator(ExportTake.bl_idname, text="Blendshape Recording (.csv)")
