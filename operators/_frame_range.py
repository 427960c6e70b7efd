"""Where an export goes, and the frames that it covers."""

import bpy
from bpy.props import IntProperty, StringProperty

from ._folders import folder

_UNTITLED = "untitled"
"""As Blender calls a file without a name."""


class FrameRange:
    """Mixed in before ExportHelper: first and last frame, the scene's unless set."""

    # ExportHelper's own would be part of presets.
    filepath: StringProperty(
        name="File Path",
        description="The file to write",
        maxlen=1024,
        subtype="FILE_PATH",
        options={"SKIP_PRESET"},
    )

    # Not remembered: the next scene has other frames.
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
        """Show the frames with keys in the file dialog, or the scene's."""
        # Once the dialog has them they count as set: what it shows is what is written.
        first, last = self.keyed_range(context) or self.frame_range(context.scene)
        self.frame_start = first
        self.frame_end = last
        if not self.filepath:
            self.filepath = self._proposed_path()
        return super().invoke(context, event)

    def _proposed_path(self) -> str:
        """A file of the .blend's name in the user's folder of exports; "" without one."""
        exports = folder("exports")
        if not exports:
            return ""
        name = bpy.path.display_name_from_filepath(bpy.data.filepath)
        return f"{exports}{name or _UNTITLED}{self.filename_ext}"

    def keyed_range(self, _context: bpy.types.Context) -> tuple[int, int] | None:
        """First and last frame with a key, where an export knows what it is of."""
        return None

    def frame_range(self, scene: bpy.types.Scene) -> tuple[int, int]:
        """First and last frame; from Python one of them may be set without the other."""
        first = self._frame("frame_start", scene)
        last = self._frame("frame_end", scene)
        return first, last

    def _frame(self, name: str, scene: bpy.types.Scene) -> int:
        is_set = self.properties.is_property_set(name)
        return getattr(self if is_set else scene, name)
