import bpy

from ..data.channels import CHANNELS


class FacePanel:
    bl_space_type, bl_region_type, bl_category = "VIEW_3D", "UI", "Face"


def draw_channels(
    layout: bpy.types.UILayout, mesh: bpy.types.Mesh, rows: list[tuple[str, ...]]
) -> None:
    """A row for each tuple of names: its label, then a slider and a keyframe dot for each name."""
    channels = mesh.blendshape_face.channels
    column = layout.column(align=True)
    for names in rows:
        split = column.split(factor=0.34)
        split.label(text=CHANNELS[names[0]].label)
        sliders = split.row(align=True)
        for name in names:
            _draw_slider(sliders, channels[name], CHANNELS[name].side[:1])


def _draw_slider(row: bpy.types.UILayout, channel: bpy.types.PropertyGroup, side: str) -> None:
    shown = "angle" if CHANNELS[channel.name].region == "pose" else "value"
    row.prop(channel, shown, text=side, slider=True)
    row.prop_decorator(channel, "value")
