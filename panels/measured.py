"""What was measured against what the face shows."""

from bpy.types import Context, Panel

from ..blender.language import told
from ..face.objects import active_face
from .base import ActiveFacePanel, ResearchTab

_MILLIMETERS = 1000


class MeasuredPanel(ResearchTab, ActiveFacePanel, Panel):
    """The measured mesh, how far the face is from it now, and what can be made of that."""

    bl_idname = "BLENDSHAPE_FACE_PT_measured"
    bl_label = "Measured Mesh"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """Buttons, and the distance at the present frame."""
        from ..face.measured import distance_now, measured_of

        column = self.layout.column(align=True)
        face = active_face(context)
        measured = measured_of(face)
        row = column.row(align=True)
        row.operator("blendshape_face.show_measured", icon="MESH_DATA")
        if measured is None:
            column.operator("blendshape_face.compare_models")
            return
        row.operator("blendshape_face.remove_measured", text="", icon="X")
        now = distance_now(face, measured, context.view_layer.depsgraph)
        if now:
            rms = now.rms * _MILLIMETERS
            worst = now.worst * _MILLIMETERS
            column.label(text=told(f"Now {rms:.2f} mm (root mean square)"))
            column.label(text=told(f"At worst {worst:.1f} mm, landmark {now.landmark}"))
        colors = column.operator("blendshape_face.heat_map", text="Colors", icon="COLOR")
        colors.reference = "OTHER"
        colors.other = measured.name
        column.operator("blendshape_face.export_deviations", text="Deviations as CSV")
        column.operator("blendshape_face.compare_models")
