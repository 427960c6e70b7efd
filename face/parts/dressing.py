"""Parts put on a face and taken off: which modifiers each has, and where they belong."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import bpy

from . import eyeballs, eyes, head, lashes, lids, materials, mouth, teeth

MARKER = "Face: Deform Marker"
SMOOTH = "Face: Smooth"
PREVIEW_LEVELS = 0
RENDER_LEVELS = 2
"""Subdivisions while a slider is dragged and in renders."""

AddModifier = Callable[[bpy.types.Object, str], None]
"""Gives an object a modifier of a name."""


class Part(NamedTuple):
    """A part as users know it, and the names of its modifiers."""

    title: str
    modifiers: tuple[str, ...]


PARTS = {
    "HEAD": Part("Head", (head.HEAD,)),
    "MOUTH": Part("Mouth", (mouth.BAG, teeth.TEETH)),
    "EYES": Part("Eyes", (lids.LIDS, eyes.EYES)),
    "SMOOTH": Part("Smooth", (SMOOTH,)),
}
"""By the identifiers that operators take."""


def has_part(obj: bpy.types.Object, key: str) -> bool:
    """Whether a face has all modifiers of one of PARTS."""
    wanted = PARTS[key].modifiers
    return all(name in obj.modifiers for name in wanted)


def add_part(obj: bpy.types.Object, key: str) -> None:
    """Give a face what it lacks of one of PARTS; mend what it has."""
    for name in PARTS[key].modifiers:
        _add(obj, name)


def remove_part(obj: bpy.types.Object, key: str) -> None:
    """Take one of PARTS off a face, with its settings."""
    for name in PARTS[key].modifiers:
        modifier = obj.modifiers.get(name)
        if modifier:
            obj.modifiers.remove(modifier)


def dress(obj: bpy.types.Object) -> None:
    """Give a face all its parts."""
    for name in _MODIFIERS:
        _add(obj, name)


@contextmanager
def undressed(objects: Iterable[bpy.types.Object]) -> Iterator[None]:
    """Leave the parts out in the viewport, to go through frames of which only values are wanted."""
    hidden = []
    for obj in objects:
        for modifier in obj.modifiers:
            if modifier.name in _MODIFIERS and modifier.show_viewport:
                hidden.append(modifier)
    for modifier in hidden:
        modifier.show_viewport = False
    try:
        yield
    finally:
        for modifier in hidden:
            modifier.show_viewport = True


def _add(obj: bpy.types.Object, name: str) -> None:
    """Add a modifier that is missing, at its place among the others; mend one that is there."""
    add = _MODIFIERS[name]
    former = obj.modifiers.get(name)
    if former:
        if former.type == "NODES":
            add(obj, name)
        return
    add(obj, name)
    # Behind the last of those that come before it; the user's own may stand between.
    order = list(_MODIFIERS)
    earlier = order[: order.index(name)]
    place = 0
    for index, modifier in enumerate(obj.modifiers):
        if modifier.name in earlier:
            place = index + 1
    obj.modifiers.move(len(obj.modifiers) - 1, place)


def _add_marker(obj: bpy.types.Object, name: str) -> None:
    # Cycles blurs, and Alembic and USD export, only what a modifier deforms; this moves nothing.
    obj.modifiers.new(name, "SIMPLE_DEFORM").angle = 0


def _add_smooth(obj: bpy.types.Object, name: str) -> None:
    smooth = obj.modifiers.new(name, "SUBSURF")
    smooth.levels = PREVIEW_LEVELS
    smooth.render_levels = RENDER_LEVELS


def _adder_of_nodes(group: Callable[[], bpy.types.NodeTree]) -> AddModifier:
    """What adds or mends a modifier with this node group."""

    def add(obj: bpy.types.Object, name: str) -> None:
        whole = group()  # its object and materials too, which a user may have deleted
        modifier = obj.modifiers.get(name)
        if not modifier:
            modifier = obj.modifiers.new(name, "NODES")
        # A group that a user put in its place stays.
        modifier.node_group = modifier.node_group or whole

    return add


def _bag() -> bpy.types.NodeTree:
    return mouth.bag_group(materials.flesh())


def _lids() -> bpy.types.NodeTree:
    return lids.lids_group(materials.flesh())


def _head() -> bpy.types.NodeTree:
    return head.head_group(head.shell())


def _teeth() -> bpy.types.NodeTree:
    wanted = (materials.teeth(), materials.gums(), materials.tongue())
    pieces = teeth.pieces(*wanted)
    materials.fill_slots(pieces, *wanted)
    return teeth.teeth_group(pieces)


def _eyes() -> bpy.types.NodeTree:
    wanted = (materials.eyeball(), materials.cornea())
    lash = materials.lashes()
    balls = eyeballs.eyeballs(*wanted)
    hairs = lashes.hairs(lash)
    # Both may be there already, without a material that a user has deleted.
    materials.fill_slots(balls, *wanted)
    materials.fill_slots(hairs, lash)
    return eyes.eyes_group(balls, hairs)


_MODIFIERS: dict[str, AddModifier] = {
    MARKER: _add_marker,
    mouth.BAG: _adder_of_nodes(_bag),
    lids.LIDS: _adder_of_nodes(_lids),
    head.HEAD: _adder_of_nodes(_head),
    SMOOTH: _add_smooth,
    teeth.TEETH: _adder_of_nodes(_teeth),
    eyes.EYES: _adder_of_nodes(_eyes),
}
"""In their order: what is sewn to the face before its surface is smoothed, what is whole after."""
