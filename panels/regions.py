"""One sub-panel a region, from the table of regions."""

import bpy

from ..data.channels import REGIONS, rows_of
from ..face.mesh import problem
from ..face.objects import active_face
from ..face.properties import columns_of, head_pose_moves
from .base import FacePanel, draw_channels
from .face import MainPanel

_OPEN_AT_FIRST = {"brows", "eyes"}


class _RegionPanel(FacePanel):
    bl_parent_id = MainPanel.bl_idname
    region: str

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        face = active_face(context)
        searching = context.window_manager.blendshape_face_search.text
        return bool(face and not searching and rows_of(cls.region, columns_of(face.data)))

    def draw_header_preset(self, _context: bpy.types.Context) -> None:
        row = self.layout.row()
        row.emboss = "NONE"
        row.operator("blendshape_face.reset", text="", icon="LOOP_BACK").region = self.region

    def draw(self, context: bpy.types.Context) -> None:
        mesh = active_face(context).data
        draw_channels(self.layout, mesh, rows_of(self.region, columns_of(mesh)))
        if self.region == "pose" and not problem(mesh) and not head_pose_moves(mesh):
            self.layout.label(text="Import with Turn Object to turn the head", icon="INFO")


PANELS = tuple(
    type(
        f"BLENDSHAPE_FACE_PT_{region}",
        (_RegionPanel, bpy.types.Panel),
        {
            "bl_idname": f"BLENDSHAPE_FACE_PT_{region}",
            "bl_label": title,
            "bl_options": set() if region in _OPEN_AT_FIRST else {"DEFAULT_CLOSED"},
            "region": region,
        },
    )
    for region, title in REGIONS.items()
)
