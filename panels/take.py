"""The take that a face was keyed with: settings to change before baking it again."""

from pathlib import Path

import bpy

from ..characters.objects import active_target
from ..data.channels import REGIONS
from .base import FacePanel
from .face import MainPanel


class TakePanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_take"
    bl_label = "Take"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        obj = active_target(context)
        return bool(obj and obj.data.blendshape_face.take.filepath)

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        take = active_target(context).data.blendshape_face.take
        layout.label(text=Path(take.filepath).name, icon="FILE")
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(align=True)
        column.prop(take, "smoothing")
        column.prop(take, "neutral")
        if take.neutral == "frame":
            column.prop(take, "neutral_frame")
        elif take.neutral == "percentile":
            column.prop(take, "neutral_percent")
        if take.neutral != "off":
            column.prop(take, "neutral_eyes")
        column.prop(take, "longest_gap")
        column.prop(take, "long_gaps")
        column = layout.column(align=True)
        column.prop(take, "mirror")
        column.prop(take, "limit")
        column.prop(take, "speed")
        column.prop(take, "trim")
        if take.trim:
            column.prop(take, "start")
            column.prop(take, "end")
        column = layout.column(align=True)
        column.prop(take, "reduce")
        if take.reduce:
            column.prop(take, "bound")
        layout.operator("blendshape_face.bake_again", icon="FILE_REFRESH")


class TakeRegionsPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_take_regions"
    bl_label = "Regions and Gain"
    bl_parent_id = TakePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        take = active_target(context).data.blendshape_face.take
        column = self.layout.column(align=True)
        for index, (region, title) in enumerate(REGIONS.items()):
            row = column.row(align=True)
            row.prop_enum(take, "regions", region, text=title)
            row.prop(take, "gains", index=index, text="")


class TakeChannelsPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_take_channels"
    bl_label = "Channel Gain and Limits"
    bl_parent_id = TakePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(active_target(context).data.blendshape_face.channels)

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column(align=True)
        heading = column.row(align=True)
        for title in ("Gain", "Lowest", "Highest"):
            heading.label(text=title)
        for channel in active_target(context).data.blendshape_face.channels:
            column.label(text=channel.name)
            row = column.row(align=True)
            row.prop(channel, "gain", text="")
            row.prop(channel, "limits", index=0, text="")
            row.prop(channel, "limits", index=1, text="")


class TakeReadingPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_take_reading"
    bl_label = "Recording"
    bl_parent_id = TakePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        take = active_target(context).data.blendshape_face.take
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("filepath", "frame_start", "fps", "face", "convention", "unit"):
            layout.prop(take, name)
        layout.row().prop(take, "flip")
