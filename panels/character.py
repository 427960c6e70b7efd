"""A character's rig: which channels drive which of its shape keys, and what turns."""

from bpy.types import Context, Mesh, Panel, UILayout, UIList

from ..blender.language import told
from ..characters.objects import is_character
from ..face.objects import active_face
from ..face.rig_properties import RigJoint, RigLink, RigProperties
from .base import FacePanel, show_as_settings
from .face import MainPanel
from .groups import MotionPanel

_ROWS = 5
"""Links that the list shows before it scrolls."""
_MOST_NAMES = 12
"""Names that stand below a title before the others are counted."""
_JOINTS = (
    ("head", "Head"),
    ("eye_left", "Left Eye"),
    ("eye_right", "Right Eye"),
)


class LinksList(UIList):
    """The links of a rig; one whose shape key is missing has an error sign."""

    bl_idname = "BLENDSHAPE_FACE_UL_links"

    def draw_item(self, _context, layout, rig, link, _icon, _owner, _property) -> None:
        """One link in a line."""
        from ..characters.links import link_title

        found = link.target in rig.id_data.shape_keys.key_blocks
        layout.label(text=link_title(link), icon="SHAPEKEY_DATA" if found else "ERROR")


class RigPanel(FacePanel, Panel):
    """The links of the active character."""

    bl_idname = "BLENDSHAPE_FACE_PT_rig"
    bl_label = "Rig"
    bl_parent_id = MainPanel.bl_idname

    @classmethod
    def poll(cls, context: Context) -> bool:
        """For characters; the links of a converted face are its own channels."""
        return is_character(context.object) and not active_face(context)

    def draw(self, context: Context) -> None:
        """Where the links come from, their list, and the one that is active in it."""
        from ..characters.links import count_line

        layout = self.layout
        mesh = context.object.data
        rig = mesh.blendshape_face.rig
        _draw_presets(layout, rig)
        layout.label(text=told(count_line(mesh)), icon="SHAPEKEY_DATA")
        _draw_links(layout, rig)
        # Without any link there is none of that number.
        if rig.active_link < len(rig.links):
            _draw_link(layout, mesh, rig.links[rig.active_link])


def _draw_presets(layout: UILayout, rig: RigProperties) -> None:
    row = layout.row(align=True)
    # Titled by the rig that the links are from, as a choice is by what was chosen.
    row.operator_menu_enum(
        "blendshape_face.map_keys",
        "preset",
        text=rig.title or "By Names",
        icon="LINKED",
    )
    row.operator("blendshape_face.load_rig", text="", icon="FILE_FOLDER")
    row.operator("blendshape_face.save_rig", text="", icon="FILE_TICK")


def _draw_links(layout: UILayout, rig: RigProperties) -> None:
    row = layout.row()
    row.template_list(
        LinksList.bl_idname,
        "",
        rig,
        "links",
        rig,
        "active_link",
        rows=_ROWS,
    )
    buttons = row.column(align=True)
    buttons.operator("blendshape_face.add_link", text="", icon="ADD")
    buttons.operator("blendshape_face.remove_link", text="", icon="REMOVE")


def _draw_link(layout: UILayout, mesh: Mesh, link: RigLink) -> None:
    column = layout.column()
    show_as_settings(column)
    column.prop(link, "source")
    column.prop_search(
        link,
        "target",
        mesh.shape_keys,
        "key_blocks",
    )
    column.prop(link, "gain")
    column.prop(link, "offset")


class UnlinkedPanel(FacePanel, Panel):
    """What the links of a rig leave out."""

    bl_idname = "BLENDSHAPE_FACE_PT_unlinked"
    bl_label = "Not Linked"
    bl_parent_id = RigPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """Without links of its own a character is driven by the names of its shape keys."""
        return bool(context.object.data.blendshape_face.rig.links)

    def draw(self, context: Context) -> None:
        """Both ways, with the nearest guess at what belongs together."""
        from ..characters.links import unmatched

        channels, keys = unmatched(context.object.data)
        _draw_names(self.layout, "Channels without a shape key", channels)
        _draw_names(self.layout, "Shape keys without a channel", keys)


def _draw_names(layout: UILayout, title: str, names: list[str]) -> None:
    column = layout.column(align=True)
    column.label(text=told(f"{title}: {len(names)}"))
    # A character may have hundreds of shape keys.
    for name in names[:_MOST_NAMES]:
        column.label(text=name, icon="BLANK1")
    more = len(names) - _MOST_NAMES
    if more > 0:
        column.label(text=told(f".. and {more} more"), icon="BLANK1")


class JointsPanel(FacePanel, Panel):
    """What turns with the head and the eyes of a take."""

    bl_idname = "BLENDSHAPE_FACE_PT_joints"
    bl_label = "Head and Eyes"
    bl_parent_id = MotionPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """For faces and characters alike."""
        return bool(active_face(context)) or is_character(context.object)

    def draw(self, context: Context) -> None:
        """An object for each joint; for an armature the bone as well."""
        show_as_settings(self.layout)
        rig = context.object.data.blendshape_face.rig
        for name, title in _JOINTS:
            _draw_joint(self.layout, getattr(rig, name), title)


def _draw_joint(layout: UILayout, joint: RigJoint, title: str) -> None:
    column = layout.column(align=True)
    column.prop(joint, "obj", text=title)
    if joint.obj and joint.obj.type == "ARMATURE":
        column.prop_search(
            joint,
            "bone",
            joint.obj.data,
            "bones",
            text="Bone",
        )
