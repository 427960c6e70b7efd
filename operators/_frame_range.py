import bpy
from bpy.props import IntProperty


class FrameRange:
    """The frames that an export covers: the scene's unless set."""

    frame_start: IntProperty(
        name="Start",
        description="First frame to export, the scene's unless set",
        options={"SKIP_SAVE"},
    )
    frame_end: IntProperty(
        name="End",
        description="Last frame to export, the scene's unless set",
        options={"SKIP_SAVE"},
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        self.frame_start, self.frame_end = self.frame_range(context.scene)
        return super().invoke(context, event)

    def frame_range(self, scene: bpy.types.Scene) -> tuple[int, int]:
        first, last = (
            getattr(self if self.properties.is_property_set(key) else scene, key)
            for key in ("frame_start", "frame_end")
        )
        return first, last
