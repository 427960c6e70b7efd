"""Who the face is: traits, people at random, files, and the modes themselves."""

from bpy.types import Context, Panel, UILayout

from ..blender.language import told
from ..data.person.traits import TRAITS
from ..face.objects import active_face
from ..face.person_properties import PersonProperties, why_fixed
from .base import ActiveFacePanel, show_as_settings
from .groups import AppearancePanel


class PersonPanel(ActiveFacePanel, Panel):
    """The face at rest; the channels move it."""

    bl_idname = "BLENDSHAPE_FACE_PT_person"
    bl_label = "Person"
    bl_parent_id = AppearancePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """The name, a number for each trait, then whole people."""
        layout = self.layout
        mesh = active_face(context).data
        person = mesh.blendshape_face.person
        # The main panel tells of other problems.
        if mesh.shape_keys:
            what, _, remedy = why_fixed(mesh).partition(": ")
            column = layout.column(align=True)
            column.label(text=told(what), icon="INFO")
            column.label(text=told(remedy[:1].upper() + remedy[1:]), icon="BLANK1")
        row = layout.row(align=True)
        row.prop(person, "name", text="", icon="USER", placeholder="Name")
        row.operator("blendshape_face.mirror_person", text="", icon="MOD_MIRROR")
        row.operator("blendshape_face.reset_person", text="", icon="LOOP_BACK")
        _draw_traits(layout, person, enabled=not why_fixed(mesh))
        _draw_random(layout, person)
        layout.operator("blendshape_face.likeness", icon="VIEW_CAMERA")
        row = layout.row(align=True)
        row.operator("blendshape_face.load_person", text="Load", icon="FILE_FOLDER")
        row.operator("blendshape_face.save_person", text="Save", icon="FILE_TICK")


def _draw_traits(layout: UILayout, person: PersonProperties, enabled: bool) -> None:
    column = layout.column(align=True)
    column.enabled = enabled
    for name in TRAITS:
        # Half filled, as Blender draws sliders of both signs at 0, all would look set.
        column.prop(person, name, slider=False)


def _draw_random(layout: UILayout, person: PersonProperties) -> None:
    """The person of this seed, and the next one."""
    column = layout.column(align=True)
    row = column.row(align=True)
    row.prop(person, "seed")
    row.prop(person, "spread")
    column.prop(person, "random_tone")
    row = column.row(align=True)
    for text, seed, icon in (("Random", person.seed, "NONE"), ("Next", person.seed + 1, "FORWARD")):
        button = row.operator("blendshape_face.random_person", text=text, icon=icon)
        button.seed = seed
        button.spread = person.spread
        button.tone = person.random_tone


class ModesPanel(ActiveFacePanel, Panel):
    """The weights that all else is made of."""

    bl_idname = "BLENDSHAPE_FACE_PT_person_modes"
    bl_label = "Modes"
    bl_parent_id = PersonPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """A number for each, the largest first."""
        layout = self.layout
        show_as_settings(layout)
        mesh = active_face(context).data
        person = mesh.blendshape_face.person
        column = layout.column(align=True)
        column.enabled = not why_fixed(mesh)
        for number in range(len(person.weights)):
            column.prop(person, "weights", index=number, text=told(f"Mode {number + 1}"))
