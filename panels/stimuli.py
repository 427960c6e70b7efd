"""The design of a stimulus set, and the button that makes it."""

from bpy.types import Context, Panel, UILayout

from ..blender.language import told
from ..face.objects import active_face
from ..studio.stimulus_properties import StimulusProperties
from ..studio.worker import at_work
from .base import ResearchTab, draw_work, show_as_settings
from .presets import StimulusPresetsPanel, draw_presets


class StimuliPanel(ResearchTab, Panel):
    """There without a face, too: a set has faces of its own."""

    bl_idname = "BLENDSHAPE_FACE_PT_stimuli"
    bl_label = "Stimulus Set"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_header_preset(self, _context: Context) -> None:
        """The list of presets."""
        draw_presets(self.layout, StimulusPresetsPanel)

    def draw(self, context: Context) -> None:
        """The design, from a file or set here, then where the set goes."""
        from ..studio.stimuli.chosen import count_of

        layout = self.layout
        chosen = context.scene.blendshape_face_stimuli
        show_as_settings(layout)
        layout.prop(chosen, "filepath")
        has_face = active_face(context) is not None
        # A file holds all of the design.
        if not chosen.filepath:
            _draw_expressions(layout, chosen)
            _draw_variants(layout, chosen, has_face)
            _draw_rendering(layout, chosen)
        layout.prop(chosen, "directory")
        worker = at_work()
        if worker and worker.command == "stimuli":
            draw_work(layout, worker)
        else:
            title = told("Make Stimulus Set")
            if count := count_of(chosen, has_face):
                title = f"{title}: {count}"
            layout.operator(
                "blendshape_face.stimuli", text=title, translate=False, icon="RENDER_STILL"
            )


def _draw_expressions(layout: UILayout, chosen: StimulusProperties) -> None:
    grid = layout.grid_flow(
        row_major=True,
        columns=2,
        even_columns=True,
        align=True,
    )
    # Each button bears its own name.
    grid.use_property_split = False
    for expression in chosen.bl_rna.properties["expressions"].enum_items:
        grid.prop_enum(chosen, "expressions", expression.identifier)


def _draw_variants(layout: UILayout, chosen: StimulusProperties, has_face: bool) -> None:
    column = layout.column(align=True)
    # Its sliders as one more expression.
    if has_face:
        column.prop(chosen, "this_face")
    column.prop(chosen, "intensities")
    column.prop(chosen, "yaw")
    column.prop(chosen, "people")
    if chosen.people:
        column.prop(chosen, "first_seed")
        column.prop(chosen, "spread")
    column.prop(chosen, "films")
    if chosen.films:
        column.prop(chosen, "onset")
        column.prop(chosen, "hold")
        column.prop(chosen, "offset")


def _draw_rendering(layout: UILayout, chosen: StimulusProperties) -> None:
    column = layout.column(align=True)
    column.prop(chosen, "size")
    column.prop(chosen, "samples")
