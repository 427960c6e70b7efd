"""Every operator is found by Blender's search, which looks into menus."""

import ast
from pathlib import Path

import bpy
import pytest

from blendshape_face.panels import expressions
from tools import strings
from tools.paths import ROOT

OF_A_PANEL = {
    # Of one entry of a list or one button, which says which.
    "pick",
    "expression",
    "blend_expression",
    "remove_expression",
    "show_channel",
    "leave_live",
    "map_keys",
    "add_link",
    "remove_link",
    "heat_map",
    "look",
    "part",
    "remove_model",
    "download_model",
    # There only while something is at work, or when an older face needs it.
    "stop",
    "stop_download",
    "dress_anew",
    # In the preferences.
    "copy_tracker_setup",
    # Behind the button of presets.
    "take_preset",
    "stimulus_preset",
    # A key, the dot of a slider, and a gizmo.
    "key_button",
    "key_dot",
    "drag_handle",
}


def names_in_menus():
    found = set()
    for path in (*(ROOT / "operators").glob("*.py"), ROOT / "panels" / "menus.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "draw_menu":
                found |= {of_module(path)}
    for section in strings.subclasses(bpy.types.Menu):
        found |= set(vars(section).get("operators", ()))
    return found


def of_module(path: Path):
    """The operators of such files have their names."""
    return path.stem


def all_names():
    return {
        cls.bl_idname.partition(".")[2]
        for cls in strings.subclasses(bpy.types.Operator)
        if "blendshape_face" in cls.__module__ and getattr(cls, "is_registered", False)
    }


def test_every_operator_is_in_a_menu_or_of_a_panel_alone():
    assert all_names() - names_in_menus() - OF_A_PANEL == set()
    assert all_names() >= OF_A_PANEL


def test_menus_name_operators_that_there_are():
    assert names_in_menus() <= all_names()


def test_each_group_of_expressions_has_a_registered_menu():
    choice = bpy.context.window_manager.blendshape_face_expressions.bl_rna.properties["group"]
    assert [menu.group for menu in expressions.MENUS] == [item.identifier for item in choice.enum_items]
    assert all(menu.is_registered for menu in expressions.MENUS)


@pytest.mark.parametrize(
    ("menu", "count"),
    [
        ("VIEW3D_MT_mesh_add", 1),
        ("VIEW3D_MT_object", 1),
        ("TOPBAR_MT_file_import", 3),
        ("TOPBAR_MT_file_export", 3),
        ("GRAPH_MT_channel", 1),
        ("DOPESHEET_MT_channel", 1),
    ],
)
def test_blenders_menus_have_our_entries(menu, count):
    drawn = getattr(bpy.types, menu)._dyn_ui_initialize()
    ours = [draw for draw in drawn if "blendshape_face" in draw.__module__]
    assert len(ours) == count
