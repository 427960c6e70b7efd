"""The take that a face was keyed with: settings to change before baking it again."""

from pathlib import Path

from bpy.types import Context, Mesh, Panel, UILayout

from ..blender.language import told
from ..characters.objects import active_target
from ..data.channels import CHANNELS, REGIONS, region_of, rows_matching
from ..face.properties import FaceChannel, columns_of, differs_in_takes
from ..face.take_properties import TakeProperties
from .base import FacePanel, show_as_settings
from .groups import MotionPanel
from .presets import TakePresetsPanel, draw_presets


def _take(context: Context) -> TakeProperties:
    return active_target(context).data.blendshape_face.take


class TakePanel(FacePanel, Panel):
    """How the recording is made into keys."""

    bl_idname = "BLENDSHAPE_FACE_PT_take"
    bl_label = "Take"
    bl_parent_id = MotionPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """Once a recording was keyed on the active face or character."""
        return active_target(context) is not None and bool(_take(context).filepath)

    def draw_header_preset(self, _context: Context) -> None:
        """The list of presets."""
        draw_presets(self.layout, TakePresetsPanel)

    def draw(self, context: Context) -> None:
        """The file, the settings in the order in which they work, and the bake."""
        layout = self.layout
        take = _take(context)
        layout.label(text=Path(take.filepath).name, icon="FILE", translate=False)
        show_as_settings(layout)
        _draw_cleaning(layout.column(align=True), take)
        _draw_motion(layout.column(align=True), take)
        _draw_reduction(layout.column(align=True), take)
        layout.operator("blendshape_face.bake_again", icon="FILE_REFRESH")
        layout.operator("blendshape_face.mark_take", icon="MARKER")


def _draw_cleaning(column: UILayout, take: TakeProperties) -> None:
    """Noise, what is neutral, and gaps."""
    column.prop(take, "smoothing")
    column.prop(take, "neutral")
    # Only what the choice needs.
    if take.neutral == "frame":
        column.prop(take, "neutral_frame")
    elif take.neutral == "percentile":
        column.prop(take, "neutral_percent")
    if take.neutral != "off":
        column.prop(take, "neutral_eyes")
    column.prop(take, "longest_gap")
    column.prop(take, "long_gaps")


def _draw_motion(column: UILayout, take: TakeProperties) -> None:
    """Sides, limits and time."""
    column.prop(take, "mirror")
    column.prop(take, "limit")
    column.prop(take, "speed")
    column.prop(take, "trim")
    if take.trim:
        column.prop(take, "start")
        column.prop(take, "end")


def _draw_reduction(column: UILayout, take: TakeProperties) -> None:
    column.prop(take, "reduce")
    if take.reduce:
        column.prop(take, "bound")


class TakeRegionsPanel(FacePanel, Panel):
    """Which regions are keyed, and how strongly."""

    bl_idname = "BLENDSHAPE_FACE_PT_take_regions"
    bl_label = "Regions and Gain"
    bl_parent_id = TakePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """A switch and a factor for each region."""
        mesh = active_target(context).data
        take = mesh.blendshape_face.take
        # A character has none of its own: its recording may move any.
        regions = {region_of(name) for name in columns_of(mesh)} or REGIONS
        column = self.layout.column(align=True)
        for index, (region, title) in enumerate(REGIONS.items()):
            if region not in regions:
                continue
            row = column.row(align=True)
            row.prop_enum(take, "regions", region, text=title)
            # One property with a number a region, in the regions' order.
            row.prop(take, "gains", index=index, text="")


class TakeChannelsPanel(FacePanel, Panel):
    """Gain and limits of single channels, which go before those of their regions."""

    bl_idname = "BLENDSHAPE_FACE_PT_take_channels"
    bl_label = "Channel Gain and Limits"
    bl_parent_id = TakePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """A character has no channels of its own to set."""
        return bool(active_target(context).data.blendshape_face.channels)

    def draw(self, context: Context) -> None:
        """A search, then two lines for each channel that it finds; without one those that differ
        from the others.
        """
        layout = self.layout
        search = context.window_manager.blendshape_face_search
        layout.prop(search, "take_text", text="", icon="VIEWZOOM")
        channels = _channels_shown(active_target(context).data, search.take_text)
        if not channels:
            text = "Not found" if search.take_text else "All as their regions: search one to set it"
            layout.label(text=told(text), icon="INFO")
            return
        column = layout.column(align=True)
        heading = column.row(align=True)
        heading.label(text="Gain")
        heading.label(text="Lowest")
        heading.label(text="Highest")
        for channel in channels:
            column.label(text=_title(channel.name))
            row = column.row(align=True)
            row.prop(channel, "gain", text="")
            row.prop(channel, "limits", index=0, text="")
            row.prop(channel, "limits", index=1, text="")


def _channels_shown(mesh: Mesh, text: str) -> list[FaceChannel]:
    """Those that a search finds, or that have a gain or limits of their own."""
    channels = mesh.blendshape_face.channels
    if text:
        found = {name for row in rows_matching(text, columns_of(mesh)) for name in row}
        return [channel for channel in channels if channel.name in found]
    return [channel for channel in channels if differs_in_takes(channel)]


def _title(name: str) -> str:
    """As the sliders of its region are called, with its side."""
    channel = CHANNELS[name]
    parts = (REGIONS[channel.region], channel.label, channel.side)
    return " ".join(filter(None, parts))


class TakeReadingPanel(FacePanel, Panel):
    """Which file the take came from, and how it was read."""

    bl_idname = "BLENDSHAPE_FACE_PT_take_reading"
    bl_label = "Recording"
    bl_parent_id = TakePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """The same options as in the import dialog, with what was chosen there."""
        layout = self.layout
        take = _take(context)
        show_as_settings(layout)
        layout.prop(take, "filepath")
        layout.prop(take, "frame_start")
        layout.prop(take, "fps")
        layout.prop(take, "clock")
        layout.prop(take, "clock_unit")
        layout.prop(take, "timecode_base")
        layout.prop(take, "face")
        layout.prop(take, "full_value")
        layout.prop(take, "meshes")
        layout.prop(take, "mesh_neutral")
        layout.prop(take, "mesh_smoothness")
        layout.prop(take, "through")
        layout.prop(take, "convention")
        layout.prop(take, "unit")
        # In a row of its own the three angles stand side by side.
        layout.row().prop(take, "flip")
