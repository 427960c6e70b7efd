"""The studio and the film of it."""

from bpy.types import Context, Panel, Scene, UILayout

from ..blender.language import told
from ..characters.objects import active_target
from ..studio import find
from ..studio.worker import at_work
from .base import FacePanel, draw_work
from .groups import ResultsPanel

_KINDS = (
    (False, "Preview", "Final"),
    (True, "Turntable", "Turntable"),
)
"""Whether the studio turns, and how that is called in either quality."""


class StudioPanel(FacePanel, Panel):
    """Camera, lights and backdrop in one press, and the film."""

    bl_idname = "BLENDSHAPE_FACE_PT_studio"
    bl_label = "Studio and Render"
    bl_parent_id = ResultsPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """For faces and characters, and as long as there is a studio to remove."""
        return active_target(context) is not None or find(context.scene) is not None

    def draw(self, context: Context) -> None:
        """Four studios to choose from; below them the film, once there is one."""
        column = self.layout.column(align=True)
        column.label(text="Set Up Studio", icon="SCENE")
        for turntable, preview, final in _KINDS:
            row = column.row(align=True)
            _draw_set_up(row, "PREVIEW", f"{told(preview)} (EEVEE)", turntable)
            _draw_set_up(row, "FINAL", f"{told(final)} (Cycles)", turntable)
        if find(context.scene):
            _draw_film(self.layout, context.scene)


def _draw_set_up(row: UILayout, quality: str, text: str, turntable: bool) -> None:
    button = row.operator("blendshape_face.studio", text=text, translate=False)
    button.quality = quality
    button.turntable = turntable


def _draw_film(layout: UILayout, scene: Scene) -> None:
    from ..studio.render_settings import writes_temporarily

    layout.prop(scene.render, "filepath", text="")
    if writes_temporarily(scene):
        layout.label(text="A temporary folder: choose another", icon="INFO")
    worker = at_work()
    if worker and worker.command == "render":
        draw_work(layout, worker)
    else:
        layout.operator("blendshape_face.film", icon="RENDER_ANIMATION")
    layout.operator("blendshape_face.remove_studio", icon="TRASH")
