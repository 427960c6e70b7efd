"""The sidebar: what stands where, and what is open at first."""

from types import SimpleNamespace

import blf
import pytest
from blendshape_face.blender.wrapping import wrapped_in_sidebar
from blendshape_face.panels import CLASSES, base

# Others are popovers of headers.
PANELS = [cls for cls in CLASSES if getattr(cls, "bl_region_type", "") == "UI"]


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


@pytest.mark.parametrize(("width", "scale"), [(284, 1.0), (568, 2.0), (210, 1.0)])
def test_troubles_break_where_the_sidebar_ends(width, scale):
    """At the usual width, on a fine screen, and where the user made it narrow."""
    context = SimpleNamespace(
        region=SimpleNamespace(width=width),
        preferences=SimpleNamespace(system=SimpleNamespace(ui_scale=scale)),
    )
    text = "Vertices were added, deleted or sorted, rebuild the mesh to move the face"
    lines = wrapped_in_sidebar(text, context)
    assert " ".join(lines) == text
    assert max(map(len, lines)) * 6 * scale < width - 80 * scale


@pytest.mark.parametrize("label", ["Down", "Cheek Puff", "Nose Sneer", "Cheek Squint"])
def test_labels_fill_their_buttons_alike(label):
    """Blender centers them: what is narrower begins further to the right."""
    blf.size(0, 100)
    wanted = blf.dimensions(0, "Cheek Squint")[0]
    width = blf.dimensions(0, base._with_blanks(label))[0]
    assert abs(width - wanted) < 0.01 * wanted
