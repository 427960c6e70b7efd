"""Blinks and gaps of a take as markers in the timeline."""

import bpy
from bpy.props import BoolProperty

from ..characters.objects import active_target
from ._base import FaceOperator
from ._poll import needs_recording, needs_target


class MarkTake(FaceOperator, bpy.types.Operator):
    """Marks what happens in the recording; a second press replaces the markers of the first."""

    bl_idname = "blendshape_face.mark_take"
    bl_label = "Mark Blinks and Gaps"
    bl_description = (
        "Add markers to the timeline where the take's eyes blink, and where the recorder lost the "
        "face and found it again; those of a former press go"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_target, needs_recording)

    blinks: BoolProperty(
        name="Blinks",
        description="Mark the moments at which the lids are most closed",
        default=True,
    )
    gaps: BoolProperty(
        name="Gaps",
        description="Mark where the recorder lost the face, and where it found it again",
        default=True,
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises TakeError where the recording is gone or broken."""
        from ..animation.markers import mark_take

        return mark_take(
            active_target(context),
            context.scene,
            with_blinks=self.blinks,
            with_gaps=self.gaps,
        )
