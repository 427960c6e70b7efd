"""What people do in the window, step by step, and what has to come of it; runs inside Blender."""

from collections.abc import Generator

import bpy
import numpy as np

from tests.gui import scene
from tools.sheets import read_pixels
from tools.window import files, sidebar
from tools.window.hand import DRAWN, Hand, Place, Steps

_SLIDER = "jawOpen"
_CHIN = 1000
"""Pixels, at least."""


def slider_dragged_and_undone(hand: Hand) -> Steps:
    """The face moves while the mouse does, and one undo takes all of it back."""
    neutral = scene.landmarks()
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    yield from hand.drag(place, Place(place.x + 80, place.y))
    assert scene.channel(_SLIDER).value > 0.2, scene.channel(_SLIDER).value
    moved = scene.landmarks()
    assert np.abs(moved - neutral).max() > 0.005
    yield from hand.picture("dragged")
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    yield 5 * DRAWN
    assert scene.channel(_SLIDER).value == 0, scene.channel(_SLIDER).value
    assert np.abs(scene.landmarks() - neutral).max() < 1e-6
    yield from hand.press("Z", ctrl=True, shift=True)
    yield 5 * DRAWN
    assert np.abs(scene.landmarks() - moved).max() < 1e-6


def slider_keyed_by_its_key(hand: Hand) -> Steps:
    """I over a slider sets a keyframe."""
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    yield from hand.move(place)
    yield from hand.press("I")
    yield 5 * DRAWN
    keyed = [curve.data_path for curve in scene.curves()]
    assert keyed == [scene.channel(_SLIDER).path_from_id("value")], keyed


def recording_dropped(hand: Hand) -> Steps:
    """From Blender's own file browser onto the viewport; Esc leaves all as it is, Enter keys."""
    viewport = hand.middle(hand.region())
    yield from files.show(hand, scene.SAMPLE)
    yield from files.drag(hand, scene.SAMPLE, viewport)
    yield from hand.picture("dialog")
    assert not scene.curves(), "keyed before the dialog was answered"
    yield from hand.press("ESC")
    yield 5 * DRAWN
    assert not scene.curves(), "keyed though the dialog was cancelled"
    yield from files.drag(hand, scene.SAMPLE, viewport)
    yield from hand.press("RET")
    yield from hand.until(scene.curves, 20, "the recording is keyed")
    yield from hand.picture("keyed")


def played(hand: Hand) -> Steps:
    """The space bar plays and stops; the face is on the frame that is shown."""
    scene.import_sample()
    first = scene.landmarks()
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("SPACE")
    yield from hand.until(lambda: bpy.context.scene.frame_current > 20, 30, "it plays")
    assert hand.window.screen.is_animation_playing
    yield from hand.press("SPACE")
    yield 5 * DRAWN
    assert not hand.window.screen.is_animation_playing
    shown = scene.landmarks()
    assert np.abs(shown - first).max() > 1e-4
    bpy.context.scene.frame_set(bpy.context.scene.frame_current)
    assert np.abs(shown - scene.landmarks()).max() < 1e-6


def rendered(hand: Hand) -> Steps:
    """F12 renders the frame that the scene is on."""
    scene.import_sample()
    with hand.over_viewport():
        bpy.ops.blendshape_face.studio()
    finished = scene.render_small(frame=30)
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("F12")
    yield from hand.until(lambda: finished, 120, "the render ends")
    yield from hand.picture("rendered")
    assert finished == [30]


def panels_drawn(hand: Hand) -> Steps:
    """Each panel, as a popover: what fails to draw is printed, and the test reads it."""
    scene.import_sample()
    yield from hand.move(hand.middle(hand.region()))
    for panel in _panels():
        with hand.over_viewport():
            if getattr(panel, "poll", lambda _context: True)(bpy.context):
                bpy.ops.wm.call_panel(name=panel.bl_idname, keep_open=True)
        yield from hand.picture(panel.bl_idname)
        yield from hand.press("ESC")


def _panels() -> list[type[bpy.types.Panel]]:
    found = [cls for cls in bpy.types.Panel.__subclasses__() if "blendshape_face" in cls.__module__]
    assert len(found) > 10
    return found


def expressions_pictured(hand: Hand) -> Steps:
    """The listed expressions are drawn on the user's face, and its buttons show them."""
    with hand.over_viewport():
        bpy.ops.blendshape_face.draw_portraits()
    yield from hand.move(hand.middle(hand.region("UI")))
    yield from hand.picture("pictures")


def heat_map_seen(hand: Hand) -> Steps:
    """Solid mode shows the colors of a view, on a face that was plain before and is so undone."""
    scene.channel("jawOpen").value = 1
    bpy.ops.ed.undo_push(message="an open jaw")
    yield from sidebar.open_tab(hand, "Face Research")
    plain = yield from _yellow(hand, "plain")
    yield from hand.click((yield from sidebar.button(hand, "heat_map")))
    shown = yield from _yellow(hand, "shown")
    assert shown > plain + _CHIN, (plain, shown)
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    undone = yield from _yellow(hand, "undone")
    assert undone < plain + _CHIN / 10, (plain, undone)


def _yellow(hand: Hand, name: str) -> Generator[float, None, int]:
    """Pixels of the viewport with the color for 10 mm, keeping the picture."""
    yield 10 * DRAWN
    yield from hand.picture(name)
    region = hand.region()
    rows = slice(region.y, region.y + region.height)
    columns = slice(region.x, region.x + region.width)
    picture = read_pixels(hand.folder / f"{name}.png")
    red, green, blue = np.moveaxis(picture[rows, columns, :3], 2, 0)
    return int(((green > 0.75 * red) & (red > 2 * blue) & (red > 0.3)).sum())
