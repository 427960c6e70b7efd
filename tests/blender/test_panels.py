"""The sidebar: what stands where, and what is open at first."""

import bpy
import pytest
from blendshape_face.panels import CLASSES

PANELS = [cls for cls in CLASSES if issubclass(cls, bpy.types.Panel)]


def titles(tab, parent=""):
    """The panels of a tab in their order, or those within another."""
    found = []
    for cls in PANELS:
        if cls.bl_category == tab and getattr(cls, "bl_parent_id", "") == parent:
            found.append(cls.bl_label)
    return found


def test_panels_stand_in_the_order_of_the_work():
    assert titles("Face") == ["Face", "Motion", "Appearance", "Output"]
    assert titles("Face", "BLENDSHAPE_FACE_PT_main")[:4] == ["Rig", "Expressions", "Brows", "Eyes"]
    assert titles("Face", "BLENDSHAPE_FACE_PT_motion") == ["Take", "Live", "Head and Eyes"]


def test_what_measures_has_a_tab_of_its_own():
    expected = ["Research Views", "Measured Mesh", "Figures", "Stimulus Set"]
    assert titles("Face Research") == expected


def test_only_the_first_screen_is_open_at_first():
    opened = [
        cls.bl_label for cls in PANELS if "DEFAULT_CLOSED" not in getattr(cls, "bl_options", ())
    ]
    assert opened == ["Face", "Rig", "Expressions", "Brows", "Research Views"]


@pytest.mark.parametrize("cls", PANELS)
def test_parents_are_there_before_their_panels(cls):
    before = [other.bl_idname for other in PANELS[: PANELS.index(cls)]]
    parent = getattr(cls, "bl_parent_id", None)
    assert parent is None or parent in before
