"""Finds sliders and buttons in the sidebar as people do, from top to bottom; inside Blender."""

from collections.abc import Callable, Generator
from typing import NamedTuple

import bpy

from tests.gui.hand import DRAWN, Hand, Place, Steps

_ROW = 9
"""Pixels from look to look; a row of buttons is about 20 high."""
_GLANCE = 0.02
"""Seconds in which a button notices the mouse."""
_PAGE = 6
"""Notches of the wheel to the next part of a long sidebar."""


class Seen(NamedTuple):
    """The button under the mouse: of a property of something, or of an operator."""

    holder: bpy.types.bpy_struct | None = None
    name: str = ""


def open_tab(hand: Hand, tab: str) -> Steps:
    """The sidebar of the viewport, by its key N, and a tab."""
    yield from hand.move(hand.middle(hand.region()))
    if hand.region("UI").width < 2:
        yield from hand.press("N")
        yield 5 * DRAWN
    hand.region("UI").active_panel_category = tab
    yield 5 * DRAWN


def search(hand: Hand, text: str) -> Steps:
    """Types into the field at the top of the tab."""
    place = yield from _find(hand, lambda seen: seen.name == "text", "the search")
    yield from hand.click(place)
    yield from hand.type(text)
    yield from hand.press("RET")
    yield 5 * DRAWN


def slider(hand: Hand, channel: str) -> Generator[float, None, Place]:
    def is_meant(seen: Seen) -> bool:
        return seen.name == "value" and getattr(seen.holder, "name", "") == channel

    return (yield from _find(hand, is_meant, f"the slider of {channel}"))


def button(hand: Hand, operator: str) -> Generator[float, None, Place]:
    """By the operator's name after the dot."""
    identifier = f"BLENDSHAPE_FACE_OT_{operator}"
    return (yield from _find(hand, lambda seen: seen.name == identifier, f"the button {operator}"))


def _find(
    hand: Hand, is_meant: Callable[[Seen], bool], what: str, pages: int = 8
) -> Generator[float, None, Place]:
    """The first place where it is, scrolling down page by page."""
    region = hand.region("UI")
    yield from hand.move(hand.middle(region))
    yield from hand.wheel(-pages * _PAGE)
    for _ in range(pages):
        for y in range(region.y + region.height - _ROW, region.y + _ROW, -_ROW):
            for across in (0.3, 0.7):
                place = Place(region.x + round(across * region.width), y)
                yield from hand.move(place, wait=_GLANCE)
                if is_meant(_under_mouse(hand, region)):
                    return place
        yield from hand.wheel(_PAGE)
    raise AssertionError(f"not in the sidebar: {what}")


def _under_mouse(hand: Hand, region: bpy.types.Region) -> Seen:
    with bpy.context.temp_override(window=hand.window, area=hand.area(), region=region):
        # Neither is a member of the context where nothing is under the mouse.
        operator = getattr(bpy.context, "button_operator", None)
        found = getattr(bpy.context, "property", None)
    if operator:
        return Seen(name=operator.bl_rna.identifier)
    if not found:
        return Seen()
    owner, path, _index = found
    holder, _, name = path.rpartition(".")
    return Seen(owner.path_resolve(holder) if holder else owner, name)
