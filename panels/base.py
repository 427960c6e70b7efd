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
    if any(len(row) > 1 for row in rows):
        heading = _split(column, "")
        heading.label(text="Left")
        heading.label(text="Right")
    for names in rows:
        sliders = _split(column, CHANNELS[names[0]].label)
        for name in names:
            _draw_slider(sliders, channels[name])


def _split(column: bpy.types.UILayout, label: str) -> bpy.types.UILayout:
    split = column.split(factor=0.32)
    split.label(text=label)
    return split.row(align=True)


def _draw_slider(row: bpy.types.UILayout, channel: bpy.types.PropertyGroup) -> None:
    shown = "angle" if CHANNELS[channel.name].region == "pose" else "value"
    row.prop(channel, shown, text="", slider=True)
    row.prop_decorator(channel, "value")
