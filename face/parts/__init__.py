"""What is built around the 478 landmarks: head, mouth, smooth surface and eyes.

Each is one or two modifiers, which Blender evaluates natively: no Python runs when a face moves.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import bpy

from . import eyes, head, lashes, materials, mouth

MARKER = "Face: Deform Marker"
SMOOTH = "Face: Smooth"
PREVIEW_LEVELS, RENDER_LEVELS = 0, 2
"""Subdivisions while a slider is dragged and in renders."""


def _marker(obj: bpy.types.Object, name: str) -> None:
    # Cycles blurs, and Alembic and USD export, only what a modifier deforms; this moves nothing.
    obj.modifiers.new(name, "SIMPLE_DEFORM").angle = 0


def _smooth(obj: bpy.types.Object, name: str) -> None:
    smooth = obj.modifiers.new(name, "SUBSURF")
    smooth.levels, smooth.render_levels = PREVIEW_LEVELS, RENDER_LEVELS


def _nodes(group: Callable[[], bpy.types.NodeTree]) -> Callable[[bpy.types.Object, str], None]:
    def add(obj: bpy.types.Object, name: str) -> None:
        whole = group()  # its object and materials too, which a user may have deleted
        modifier = obj.modifiers.get(name) or obj.modifiers.new(name, "NODES")
        modifier.node_group = modifier.node_group or whole

    return add


def _teeth() -> bpy.types.NodeTree:
    wanted = materials.teeth(), materials.gums(), materials.tongue()
    return mouth.teeth_group(materials.fill_slots(mouth.pieces(*wanted), *wanted))


def _eyes() -> bpy.types.NodeTree:
    wanted, lash = (materials.eyeball(), materials.cornea()), materials.lashes()
    return eyes.eyes_group(
        materials.fill_slots(eyes.eyeballs(*wanted), *wanted),
        materials.fill_slots(lashes.hairs(lash), lash),
    )


_MODIFIERS: dict[str, Callable[[bpy.types.Object, str], None]] = {
    MARKER: _marker,
    mouth.BAG: _nodes(lambda: mouth.bag_group(materials.flesh())),
    eyes.LIDS: _nodes(lambda: eyes.lids_group(materials.flesh())),
    head.HEAD: _nodes(lambda: head.head_group(head.shell())),
    SMOOTH: _smooth,
    mouth.TEETH: _nodes(_teeth),
    eyes.EYES: _nodes(_eyes),
}
"""In their order: what is sewn to the face before its surface is smoothed, what is whole after."""


class Part(NamedTuple):
    title: str
    modifiers: tuple[str, ...]


PARTS = {
    "HEAD": Part("Head", (head.HEAD,)),
    "MOUTH": Part("Mouth", (mouth.BAG, mouth.TEETH)),
    "EYES": Part("Eyes", (eyes.LIDS, eyes.EYES)),
    "SMOOTH": Part("Smooth", (SMOOTH,)),
}


def has_part(obj: bpy.types.Object, key: str) -> bool:
    return all(name in obj.modifiers for name in PARTS[key].modifiers)


def add_part(obj: bpy.types.Object, key: str) -> None:
    for name in PARTS[key].modifiers:
        _add(obj, name)


def remove_part(obj: bpy.types.Object, key: str) -> None:
    for name in PARTS[key].modifiers:
        if modifier := obj.modifiers.get(name):
            obj.modifiers.remove(modifier)


def dress(obj: bpy.types.Object) -> None:
    """Give a face all its parts."""
    for name in _MODIFIERS:
        _add(obj, name)


def _add(obj: bpy.types.Object, name: str) -> None:
    """Add a modifier that is missing, at its place among the others; mend one that is there."""
    if former := obj.modifiers.get(name):
        if former.type == "NODES":
            _MODIFIERS[name](obj, name)
        return
    _MODIFIERS[name](obj, name)
    order = list(_MODIFIERS)
    earlier = order[: order.index(name)]
    places = [place for place, modifier in enumerate(obj.modifiers) if modifier.name in earlier]
    obj.modifiers.move(len(obj.modifiers) - 1, max(places, default=-1) + 1)


@contextmanager
def undressed(objects: Iterable[bpy.types.Object]) -> Iterator[None]:
    """Leave the parts out in the viewport, to go through frames of which only values are wanted."""
    shown = [
        modifier
        for obj in objects
        for modifier in obj.modifiers
        if modifier.name in _MODIFIERS and modifier.show_viewport
    ]
    for modifier in shown:
        modifier.show_viewport = False
    try:
        yield
    finally:
        for modifier in shown:
            modifier.show_viewport = True
