"""The window before a picture, and what is on its screen; runs inside Blender."""

# Blender's stubs leave open which space an area has.
# pyright: reportOptionalMemberAccess=false

import sys

import bpy
import numpy as np

from tools.paths import ROOT
from tools.sheets import read_pixels
from tools.window.hand import DRAWN, Hand, Steps

SAMPLE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
RAISED = 0.06
"""Meters above the middle of a bust, where the view looks."""


def shot(hand: Hand, name: str) -> Steps:
    """Keeps the screen; `read_shot` and `read_screen` give it."""
    yield 10 * DRAWN
    yield from hand.picture(name)


def read_shot(hand: Hand, name: str) -> np.ndarray:
    """(height, width, 4) of the viewport without the header, the lowest row first."""
    region = hand.region()
    high = hand.region("HEADER").y
    return read_screen(hand, name)[region.y : high]


def read_screen(hand: Hand, name: str) -> np.ndarray:
    """(height, width, 4) of all that was on the screen, the lowest row first."""
    return read_pixels(hand.folder / f"{name}.png")


def begin(hand: Hand, opened: tuple[str, ...], sidebar: bool = True) -> Steps:
    """A viewport as large as the window, in colors, with these panels open in the tab."""
    yield from hand.press("ESC")  # the splash screen
    for obj in list(bpy.data.objects):
        bpy.data.objects.remove(obj)
    open_panels(opened)
    with hand.over_viewport():
        bpy.ops.screen.screen_full_area(use_hide_panels=False)
    yield 10 * DRAWN
    space = hand.area().spaces.active
    space.shading.type = "MATERIAL"
    space.show_region_ui = sidebar
    yield 10 * DRAWN
    if sidebar:
        hand.region("UI").active_panel_category = "Face"
        yield 5 * DRAWN


def open_panels(opened: tuple[str, ...]) -> None:
    """Which panels are open when they are first drawn."""
    panels = sys.modules["bl_ext.user_default.blendshape_face.panels"].CLASSES
    for cls in reversed(panels):
        bpy.utils.unregister_class(cls)
    for cls in panels:
        if issubclass(cls, bpy.types.Panel) and cls.bl_label not in ("Face", "Faces"):
            others = set(getattr(cls, "bl_options", ())) - {"DEFAULT_CLOSED"}
            cls.bl_options = others if cls.bl_label in opened else others | {"DEFAULT_CLOSED"}
        bpy.utils.register_class(cls)


def look_at(hand: Hand, obj: bpy.types.Object, distance: float = 0.7) -> Steps:
    """From the front, the face left of the sidebar."""
    with hand.over_viewport():
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected(use_all_regions=False)
    yield 10 * DRAWN
    view = hand.area().spaces.active.region_3d
    view.view_distance *= distance
    view.view_location.z += RAISED
    yield 30 * DRAWN  # the materials' shaders are built the first time


def add_face(hand: Hand) -> bpy.types.Object:
    with hand.over_viewport():
        bpy.ops.blendshape_face.add()
    return bpy.context.view_layer.objects.active
