import bpy

from ..data.channels import CHANNELS
from ..face.properties import is_converted


class FacePanel:
    bl_space_type, bl_region_type, bl_category = "VIEW_3D", "UI", "Face"


def draw_channels(
    layout: bpy.types.UILayout, mesh: bpy.types.Mesh, rows: list[tuple[str, ...]]
) -> None:
    """A row for each tuple of names: its label, then a slider and a keyframe dot for each name."""
    baked = is_converted(mesh)
    channels = mesh.shape_keys.key_blocks if baked else mesh.blendshape_face.channels
    column = layout.column(align=True)
    if any(len(row) > 1 for row in rows):
        heading = _split(column, "")
        heading.label(text="Left")
        heading.label(text="Right")
    for names in rows:
        sliders = _split(column, CHANNELS[names[0]].label)
        for name in names:
            # A baked key's range is wide: as a slider it would jump.
            angle = not baked and CHANNELS[name].region == "pose"
            sliders.prop(channels[name], "angle" if angle else "value", text="", slider=not baked)
            sliders.prop_decorator(channels[name], "value")


def _split(column: bpy.types.UILayout, label: str) -> bpy.types.UILayout:
    split = column.split(factor=0.32)
    split.label(text=label)
    return split.row(align=True)
