"""Files in Blender's own file browser, to be clicked and dragged; runs inside Blender."""

# Blender's stubs leave open which space an area has.
# pyright: reportOptionalMemberAccess=false

from collections.abc import Generator
from pathlib import Path

import bpy

from tools.window.hand import DRAWN, Hand, Place, Steps

_ROW = 8
"""Pixels from look to look."""
_ICON = 20
"""Pixels from the left of the list; files are dragged by their icons."""


def show(hand: Hand, path: Path) -> Steps:
    """The folder of `path` where the Properties were."""
    area = hand.area("PROPERTIES")
    area.ui_type = "FILES"
    yield 10 * DRAWN
    space = area.spaces.active
    space.show_region_toolbar = False  # bookmarks
    parameters = space.params
    parameters.directory = bytes(path.parent)
    parameters.display_type = "LIST_VERTICAL"
    yield 10 * DRAWN


def drag(hand: Hand, path: Path, to: Place) -> Steps:
    """From the list to a place in the window."""
    area = next(area for area in hand.window.screen.areas if area.ui_type == "FILES")
    place = yield from find(hand, area, path)
    yield 10 * DRAWN  # else it is a double click
    yield from hand.drag(Place(place.x, place.y - _ROW // 2), to)
    yield 10 * DRAWN


def find(hand: Hand, area: bpy.types.Area, path: Path) -> Generator[float, None, Place]:
    """Clicks down the list until that file is the active one."""
    region = hand.region("WINDOW", area.type)
    x = region.x + _ICON
    for y in range(region.y + region.height - _ROW, region.y, -_ROW):
        yield from hand.click(Place(x, y))
        yield 2 * DRAWN
        with bpy.context.temp_override(window=hand.window, area=area, region=region):
            active = bpy.context.active_file
        if active and active.name == path.name:
            return Place(x, y)
    raise AssertionError(f"{path.name} is not in the list")
