"""What leaves the file: shape keys that any Blender plays, and files for other programs."""

from bpy.types import Context, Object, Panel, UILayout

from ..characters.objects import active_target
from ..export.formats import FORMATS
from ..face.objects import active_face
from ..face.properties import is_converted
from .base import FacePanel
from .groups import ResultsPanel


class OutputPanel(FacePanel, Panel):
    """Files of faces and characters; shape keys and recordings of faces."""

    bl_idname = "BLENDSHAPE_FACE_PT_output"
    bl_label = "Shape Keys and Export"
    bl_parent_id = ResultsPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """For faces and characters."""
        return active_target(context) is not None

    def draw(self, context: Context) -> None:
        """What a face can become, then a button for each kind of file."""
        face = active_face(context)
        if face:
            _draw_for_face(self.layout, face)
        grid = self.layout.grid_flow(
            columns=2,
            even_columns=True,
            align=True,
        )
        for key, kind in FORMATS.items():
            row = grid.row()
            row.enabled = kind.is_built
            button = row.operator("blendshape_face.export_face", text=kind.title)
            button.format = key
        self.layout.operator("blendshape_face.export_take", text="Export Recording", icon="EXPORT")


def _draw_for_face(layout: UILayout, face: Object) -> None:
    column = layout.column(align=True)
    # Only one of the two is possible.
    if is_converted(face.data):
        column.operator("blendshape_face.to_live", icon="LOOP_BACK")
    else:
        column.operator("blendshape_face.to_shape_keys", icon="SHAPEKEY_DATA")
    column.operator("blendshape_face.to_one_mesh", icon="MESH_MONKEY")
