"""Expressions to choose from, and what is done with the present one."""

from bpy.types import Context, Menu, Mesh, Panel, UILayout

from ..blender.language import told
from ..data.errors import FaceError
from ..data.expressions import GROUPS
from ..face.expressions import OWN, expressions_of
from ..face.objects import active_face
from .base import ActiveFacePanel
from .face import MainPanel

_PICTURE = 4.5
"""Height of a picture, in buttons."""


class ExpressionsPanel(ActiveFacePanel, Panel):
    """Whole expressions, before the channels that they are made of."""

    bl_idname = "BLENDSHAPE_FACE_PT_expressions"
    bl_label = "Expressions"
    bl_parent_id = MainPanel.bl_idname

    def draw(self, context: Context) -> None:
        """A group's buttons, with pictures once they are drawn, then those for the present face."""
        layout = self.layout
        group = context.window_manager.blendshape_face_expressions.group
        layout.row().prop(context.window_manager.blendshape_face_expressions, "group", expand=True)
        names = _listed(layout, group)
        _draw_names(layout, active_face(context).data, group, names)
        _draw_tools(layout)


class _GroupMenu(Menu):
    """A group's expressions, where Blender's search finds them by their names."""

    group: str

    def draw(self, _context: Context) -> None:
        for name in _listed(self.layout, self.group):
            _draw_show(self.layout, self.group, name)


def _menu_of(group: str) -> type[Menu]:
    """A class of its own for a group: Blender takes a menu's title from there."""
    name = f"BLENDSHAPE_FACE_MT_expressions_{group.lower()}"
    content = {
        "__doc__": f"The group {group}.",
        "bl_idname": name,
        "bl_label": group,
        "group": group,
    }
    return type(name, (_GroupMenu,), content)


MENUS = tuple(_menu_of(group) for group in (*GROUPS, OWN))


def draw_in_menu(layout: UILayout, context: Context) -> None:
    """What the section Expression begins with: the groups, and the switch of the handles."""
    for menu in MENUS:
        layout.menu(menu.bl_idname)
    layout.separator()
    layout.prop(context.window_manager.blendshape_face_search, "handles")
    layout.separator()


def _listed(layout: UILayout, group: str) -> list[str]:
    """The names of a group's expressions; where there are none, it says why."""
    try:
        names = list(expressions_of(group))
    except FaceError as error:
        layout.label(text=told(str(error)), icon="ERROR")
        return []
    if not names and group == OWN:
        layout.label(text="Keep an expression to find it here", icon="INFO")
    return names


def _draw_names(layout: UILayout, mesh: Mesh, group: str, names: list[str]) -> None:
    from ..face.portraits import portrait_icon

    grid = layout.grid_flow(columns=2, row_major=True, even_columns=True, align=True)
    for name in names:
        column = grid.column(align=True)
        if icon := portrait_icon(mesh, group, name):
            column.template_icon(icon, scale=_PICTURE)
        _draw_name(column.row(align=True), group, name)


def _draw_show(layout: UILayout, group: str, name: str) -> None:
    # As it is written: Blender would translate a word that it knows.
    text = told(name.capitalize())
    show = layout.operator("blendshape_face.expression", text=text, translate=False)
    show.group = group
    show.name = name


def _draw_name(row: UILayout, group: str, name: str) -> None:
    _draw_show(row, group, name)
    blend = row.operator("blendshape_face.blend_expression", text="", icon="ARROW_LEFTRIGHT")
    blend.group = group
    blend.name = name
    if group == OWN:
        row.operator("blendshape_face.remove_expression", text="", icon="X").name = name


def _draw_tools(layout: UILayout) -> None:
    row = layout.row(align=True)
    row.operator("blendshape_face.copy_expression", text="Copy", icon="COPYDOWN")
    row.operator("blendshape_face.paste_expression", text="Paste", icon="PASTEDOWN")
    row.operator("blendshape_face.keep_expression", text="Keep", icon="ADD")
    row = layout.row(align=True)
    row.operator("blendshape_face.mirror_expression", text="Mirror", icon="MOD_MIRROR")
    row.operator("blendshape_face.random_expression", text="Random", icon="FILE_REFRESH")
    row.operator("blendshape_face.exercise", icon="PLAY")
    layout.operator("blendshape_face.draw_portraits", icon="IMAGE_DATA")
