"""A hand on mouse and keyboard of a Blender with a window; runs inside that Blender.

Blender has to be started with `--enable-event-simulate`: what the hand does then goes through the
window's own queue of events. Every movement is a generator, for Blender draws and answers between
events only: `yield from hand.click(place)`. A scenario yields the seconds until it goes on.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import bpy

Steps = Iterator[float]
"""What a scenario yields: seconds to wait."""

DRAWN = 0.1
"""Seconds in which a window has answered an event and drawn itself, also in software."""


class Place(NamedTuple):
    """Pixels from the lower left of the window."""

    x: int
    y: int


class Hand:
    """Mouse, keyboard and eyes."""

    def __init__(self, pictures: Path) -> None:
        self.look_again()
        self.folder = pictures
        """Where pictures are kept."""
        self._at = Place(0, 0)

    def look_again(self) -> None:
        """After a file was opened, which makes the window anew."""
        self.window = bpy.context.window_manager.windows[0]

    def area(self, kind: str = "VIEW_3D") -> bpy.types.Area:
        """The largest of its kind."""
        areas = [area for area in self.window.screen.areas if area.type == kind]
        return max(areas, key=lambda area: area.width * area.height)

    def region(self, kind: str = "WINDOW", area: str = "VIEW_3D") -> bpy.types.Region:
        return next(region for region in self.area(area).regions if region.type == kind)

    def over_viewport(self) -> AbstractContextManager[object]:
        """What is called within is called as from the viewport."""
        return bpy.context.temp_override(window=self.window, area=self.area(), region=self.region())

    def middle(self, region: bpy.types.Region) -> Place:
        return Place(region.x + region.width // 2, region.y + region.height // 2)

    def event(self, kind: str, value: str, **more: bool | str) -> None:
        """`more`: ctrl, shift, alt; the unicode of a key."""
        x, y = self._at
        self.window.event_simulate(type=kind, value=value, x=x, y=y, **more)

    def move(self, to: Place, steps: int = 1, wait: float = DRAWN, **held: bool) -> Steps:
        start = self._at
        for step in range(1, steps + 1):
            share = step / steps
            x = round(start.x + share * (to.x - start.x))
            self._at = Place(x, round(start.y + share * (to.y - start.y)))
            self.event("MOUSEMOVE", "NOTHING", **held)
            yield wait

    def press(self, key: str, **held: bool) -> Steps:
        self.event(key, "PRESS", **held)
        self.event(key, "RELEASE", **held)
        yield DRAWN

    def type(self, text: str) -> Steps:
        for letter in text:
            key = "SPACE" if letter == " " else letter.upper()
            self.event(key, "PRESS", unicode=letter)
            self.event(key, "RELEASE")
            yield DRAWN

    def click(self, place: Place, **held: bool) -> Steps:
        yield from self.move(place)
        yield from self.press("LEFTMOUSE", **held)

    def drag(self, start: Place, end: Place, **held: bool) -> Steps:
        yield from self.move(start, **held)
        self.event("LEFTMOUSE", "PRESS", **held)
        yield 3 * DRAWN
        # Files are picked up by a small movement, not by a leap.
        yield from self.move(Place(start.x - 5, start.y - 1), **held)
        yield from self.move(end, steps=12, **held)
        yield 3 * DRAWN
        self.event("LEFTMOUSE", "RELEASE", **held)
        yield DRAWN

    def wheel(self, notches: int) -> Steps:
        """Positive is down."""
        kind = "WHEELDOWNMOUSE" if notches > 0 else "WHEELUPMOUSE"
        for _ in range(abs(notches)):
            yield from self.press(kind)

    def until(self, is_so: Callable[[], object], seconds: float, what: str) -> Steps:
        """Raises AssertionError where it is not so after that time."""
        for _ in range(round(seconds / DRAWN)):
            if is_so():
                return
            yield DRAWN
        raise AssertionError(f"after {seconds} s still not: {what}")

    def picture(self, name: str) -> Steps:
        """Keeps what is on the screen."""
        path = self.folder / f"{name}.png"
        yield 4 * DRAWN
        if shutil.which(
            "import"
        ):  # ImageMagick; Blender's own picture is black on a virtual screen
            subprocess.run(("import", "-window", "root", str(path)), check=True)
        else:
            bpy.ops.screen.screenshot(filepath=str(path))
