"""A face's or character's animation as a recording, in the words of other trackers."""

from pathlib import Path

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ..characters.objects import active_target
from ..data.written_formats import WRITTEN
from ..face.properties import is_face
from ._base import FaceOperator
from ._frame_range import FrameRange
from ._poll import needs_target


class ExportTake(FaceOperator, FrameRange, ExportHelper, bpy.types.Operator):
    """Samples the active face or character at each frame of the range and writes the channels."""

    bl_idname = "blendshape_face.export_take"
    bl_label = "Export Blendshape Recording"
    bl_description = (
        "Write the animation of the active face or character, keyed or driven, as a Live Link "
        "Face, MediaPipe or py-feat recording"
    )
    bl_options = {"REGISTER", "PRESET"}
    checks = (needs_target,)

    filename_ext = ".csv"
    filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})
    format: EnumProperty(
        name="Format",
        description="Whose recording to write",
        items=[(key, title, f"As {title} writes it") for key, title in WRITTEN.items()],
        default="LIVELINK",
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the target cannot be sampled or the file cannot be written."""
        from ..animation.sampling import sample_character, sample_face
        from ..data.takes.writers import WRITERS

        title, write = WRITERS[self.format]
        first, last = self.frame_range(context.scene)
        target = active_target(context)
        # A converted face has its own channels.
        sample = sample_face if is_face(target) else sample_character
        take = sample(
            target,
            context.scene,
            context.evaluated_depsgraph_get(),
            first,
            last,
        )
        # Formats have columns of their own: emotions and action units fit in few of them.
        left_out = write(Path(self.filepath), take)
        report = [f"{title}: {len(take.times)} samples at {take.fps:.5g} fps"]
        if left_out:
            report.append(f"it has no column for {', '.join(left_out)}")
        return "; ".join(report)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in File > Export."""
    menu.layout.operator(ExportTake.bl_idname, text="Blendshape Recording (.csv)")
