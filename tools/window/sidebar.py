"""Finds sliders and buttons in the sidebar as people do, from top to bottom; inside Blender."""

from collections.abc import Callable, Generator
from typing import NamedTuple

import bpy

from tools.window.hand import DRAWN, Hand, Place, Steps

_ROW = 9
"""Pixels from look to look; a row of buttons is about 20 high."""
_GLANCE = 0.02
"""Seconds in which a button notices the mouse."""
_PAGE = 6
"""Notches of the wheel to the next part of a long sidebar."""


class Seen(NamedTuple):
    """The button under the mouse: of a property of something, or of an operator's call."""

    holder: bpy.types.bpy_struct | None = None
    name: str = ""
    call: str = ""


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


def button(hand: Hand, operator: str, name: str = "") -> Generator[float, None, Place]:
    """By the operator's name after the dot, and the name that it is given."""

    def is_meant(seen: Seen) -> bool:
        return f"blendshape_face.{operator}(" in seen.call and name in seen.call

    return (yield from _find(hand, is_meant, f"the button {operator} {name}"))


def _find(
    hand: Hand, is_meant: Callable[[Seen], bool], what: str, pages: int = 8
) -> Generator[float, None, Place]:
    """The first place where it is: of what is in sight, then of each page from the top.

    A sidebar that is all in sight does not scroll: the wheel would zoom the view behind it.
    """
    region = hand.region("UI")
    for page in range(pages + 1):
        for y in range(region.y + region.height - _ROW, region.y + _ROW, -_ROW):
            for across in (0.3, 0.7):
                place = Place(region.x + round(across * region.width), y)
                yield from hand.move(place, wait=_GLANCE)
                if is_meant(_under_mouse(hand, region)):
                    return place
        yield from hand.move(hand.middle(region))
        yield from hand.wheel(_PAGE if page else -pages * _PAGE)
    raise AssertionError(f"not in the sidebar: {what}")


def _under_mouse(hand: Hand, region: bpy.types.Region) -> Seen:
    with bpy.context.temp_override(window=hand.window, area=hand.area(), region=region):
        if bpy.ops.ui.copy_python_command_button.poll():  # pyright: ignore[reportCallIssue]
            # Blender tells of an operator's button in no other way.
            bpy.ops.ui.copy_python_command_button("EXEC_DEFAULT")
            return Seen(call=bpy.context.window_manager.clipboard)
        # No member of the context where nothing is under the mouse.
        found = getattr(bpy.context, "property", None)
    if not found:
        return Seen()
    owner, path, _index = found
    holder, _, name = path.rpartition(".")
    return Seen(owner.path_resolve(holder) if holder else owner, name)
