"""What the panels share: their place, rows of sliders, and settings with a title on the left."""

import bpy

from ..data.channels import CHANNELS
from ..face.objects import active_face
from ..face.properties import FaceChannel, is_converted

_LABEL_SHARE = 0.32
"""Of a row's width: what the longest label of a channel needs in a sidebar of usual width."""


class FacePanel:
    """Mixed in before bpy.types.Panel: a panel of the tab "Face"."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Face"


class ActiveFacePanel(FacePanel):
    """A panel that is there while a face is active, live or converted."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_face(context) is not None


def show_as_settings(layout: bpy.types.UILayout) -> None:
    """From here on titles stand at the left, and nothing has a dot to key it by."""
    layout.use_property_split = True
    layout.use_property_decorate = False


def draw_channels(
    layout: bpy.types.UILayout, mesh: bpy.types.Mesh, rows: list[tuple[str, ...]]
) -> None:
    """A row for each tuple of names: its label, then a slider and a keyframe dot for each name."""
    column = layout.column(align=True)
    if any(len(names) > 1 for names in rows):
        heading = _row_with_label(column, "")
        heading.label(text="Left")
        heading.label(text="Right")
    # Asked once for all: the sidebar is drawn at every frame of a playback.
    converted = is_converted(mesh)
    for names in rows:
        row = _row_with_label(column, CHANNELS[names[0]].label)
        for name in names:
            if converted:
                _draw_shape_key(row, mesh.shape_keys.key_blocks[name])
            else:
                _draw_channel(row, mesh.blendshape_face.channels[name])


def _draw_shape_key(row: bpy.types.UILayout, key: bpy.types.ShapeKey) -> None:
    # A shape key's range is wide: as a slider it would jump.
    row.prop(key, "value", text="", slider=False)
    row.prop_decorator(key, "value")


def _draw_channel(row: bpy.types.UILayout, channel: FaceChannel) -> None:
    # Head pose is kept in radians and shown in degrees.
    shown = "angle" if CHANNELS[channel.name].region == "pose" else "value"
    row.prop(channel, shown, text="", slider=True)
    # Keyframes belong to the value, whatever is shown.
    row.prop_decorator(channel, "value")


def _row_with_label(column: bpy.types.UILayout, label: str) -> bpy.types.UILayout:
    split = column.split(factor=_LABEL_SHARE)
    split.label(text=label)
    return split.row(align=True)
