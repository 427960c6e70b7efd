"""Object > Blendshape Face: what the sidebar has, where menus and Blender's search find it."""

from collections.abc import Callable

from bpy.types import Context, Menu, UILayout, VIEW3D_MT_object

from ..characters.objects import active_target
from . import expressions

_SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "take": (
        "Take",
        ("import_take", "bake_again", "mark_take", "group_curves", "key_channels", "reset"),
    ),
    "expression": (
        "Expression",
        (
            "copy_expression",
            "paste_expression",
            "mirror_expression",
            "keep_expression",
            "random_expression",
            "exercise",
            "draw_portraits",
        ),
    ),
    "live": (
        "Live",
        (
            "start_live",
            "stop_live",
            "follow_live",
            "calibrate_live",
            "forget_live_neutral",
            "record_live",
            "end_live_recording",
        ),
    ),
    "person": (
        "Model and Person",
        (
            "load_model",
            "random_person",
            "mirror_person",
            "reset_person",
            "load_person",
            "save_person",
            "likeness",
            "photo_skin",
            "dress",
            "mend",
        ),
    ),
    "convert": (
        "Convert and Transfer",
        (
            "to_shape_keys",
            "to_live",
            "to_one_mesh",
            "transfer",
            "transfer_shapes",
            "load_rig",
            "save_rig",
        ),
    ),
    "research": (
        "Research",
        (
            "muscles",
            "store_reference",
            "remove_view",
            "show_measured",
            "remove_measured",
            "export_deviations",
            "compare_models",
            "figure",
            "stimuli",
        ),
    ),
    "studio": ("Studio", ("studio", "film", "remove_studio")),
}
"""Id of a menu -> its title and operators."""
_BEGINNINGS: dict[str, Callable[[UILayout, Context], None]] = {
    "expression": expressions.draw_in_menu
}
"""Id of a menu -> what draws its entries before the operators."""


class FaceMenu(Menu):
    """The sections."""

    bl_idname = "BLENDSHAPE_FACE_MT_object"
    bl_label = "Blendshape Face"

    def draw(self, _context: Context) -> None:
        """A menu each."""
        for section in SECTIONS:
            self.layout.menu(section.bl_idname)


class _Section(Menu):
    """Operators by their own names; their dialogs ask what they need."""

    key: str
    operators: tuple[str, ...]

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        if draw_beginning := _BEGINNINGS.get(self.key):
            draw_beginning(layout, context)
        for name in self.operators:
            layout.operator(f"blendshape_face.{name}")


def _section(key: str, title: str, operators: tuple[str, ...]) -> type[Menu]:
    """A class of its own for a menu: Blender takes its title from there."""
    name = f"BLENDSHAPE_FACE_MT_object_{key}"
    content = {
        "__doc__": f"The section {title}.",
        "bl_idname": name,
        "bl_label": title,
        "key": key,
        "operators": operators,
    }
    return type(name, (_Section,), content)


def _draw_entry(menu: Menu, context: Context) -> None:
    if active_target(context):
        menu.layout.separator()
        menu.layout.menu(FaceMenu.bl_idname, icon="USER")


SECTIONS = tuple(_section(key, *section) for key, section in _SECTIONS.items())
CLASSES = (*expressions.MENUS, *SECTIONS, FaceMenu)
MENU_ENTRIES = ((VIEW3D_MT_object, _draw_entry),)
"""Blender's menu, and what draws our entry there."""
