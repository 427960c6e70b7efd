"""One sub-panel a region, from the table of regions."""

from bpy.types import Context, Mesh, Panel, UILayout

from ..data.channels import REGIONS, rows_of
from ..face.mesh import problem
from ..face.objects import active_face
from ..face.properties import columns_of, head_pose_moves
from .base import FacePanel, draw_channels
from .face import MainPanel

_OPEN_AT_FIRST = {"brows"}
"""About 29 rows fit a screen, which are to show that all the other regions are there."""


class _RegionPanel(FacePanel):
    """The channels of one region, hidden while the main panel shows what was searched for."""

    bl_parent_id = MainPanel.bl_idname
    region: str

    @classmethod
    def poll(cls, context: Context) -> bool:
        face = active_face(context)
        if face is None or context.window_manager.blendshape_face_search.text:
            return False
        # A model may have no channel of this region.
        return bool(rows_of(cls.region, columns_of(face.data)))

    def draw_header_preset(self, _context: Context) -> None:
        row = self.layout.row()
        # In the header of a panel, buttons look like Blender's own there: an icon without a frame.
        row.emboss = "NONE"
        key = row.operator("blendshape_face.key_channels", text="", icon="KEY_HLT")
        reset = row.operator("blendshape_face.reset", text="", icon="LOOP_BACK")
        for button in (key, reset):
            button.region = self.region

    def draw(self, context: Context) -> None:
        mesh = active_face(context).data
        rows = rows_of(self.region, columns_of(mesh))
        draw_channels(self.layout, mesh, rows, context.scene.frame_current)
        if self.region == "pose":
            _draw_hint(self.layout, mesh)


def _draw_hint(layout: UILayout, mesh: Mesh) -> None:
    """Where the head pose's sliders move nothing, say what does."""
    # Only a mesh without problems has a model that can be asked.
    if not problem(mesh) and not head_pose_moves(mesh):
        layout.label(text="Import with Turn Object to turn the head", icon="INFO")


def _panel_of(region: str, title: str) -> type[Panel]:
    """A class of its own for a region: Blender takes a panel's title from its class."""
    name = f"BLENDSHAPE_FACE_PT_{region}"
    options = set() if region in _OPEN_AT_FIRST else {"DEFAULT_CLOSED"}
    content = {
        "__doc__": f"The channels of the region {title}.",
        "bl_idname": name,
        "bl_label": title,
        "bl_options": options,
        "region": region,
    }
    return type(name, (_RegionPanel, Panel), content)


PANELS = tuple(_panel_of(region, title) for region, title in REGIONS.items())
