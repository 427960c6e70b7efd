"""Parts put on a face and taken off: one modifier, whose node group is that of the choice."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import bpy

from ...blender.modifiers import (
    get_input,
    hide_from_menu,
    modifier_with,
    set_input,
    use_objects,
)
from ...data.anatomy.garment import Parts
from ..person import is_somebody
from .fitting import discard_fitted, fit, fitted_copy, garments, is_fitted
from .garment_group import (
    AS_IN_VIEWPORT,
    COLOR_SETTING,
    HAIR_SETTING,
    SETTINGS,
    Wardrobe,
    garment_group,
)
from .garment_materials import fill_slots, garment_materials
from .garment_meshes import control_points, meshes_of, name_view_colors, title_of

GARMENT = "Face: Garment"
"""Name of the modifier that dresses a face."""
MARKER = "Face: Deform Marker"

VIEW_LEVEL = 0
RENDER_LEVEL = 2
"""How often each edge of a new face's skin is halved, while a slider is dragged and in renders."""

_CHOICE = "face_choice"
"""Custom property of a node group: its Choice by the names of parts and levels."""
_NUMBERS = ("head", "mouth", "eyes", "view_level", "render_level")
"""What the numbers say that files of before have in its place."""


class Choice(NamedTuple):
    """What a face wears: its parts, and how smooth its skin is in the viewport and in renders."""

    parts: Parts
    view_level: int
    render_level: int

    @property
    def is_bare(self) -> bool:
        """Whether nothing is put on: the landmarks are shown as they are."""
        return self.parts.are_none and not (self.view_level or self.render_level)


BARE = Choice(Parts(head=False, mouth=False, eyes=False, hair=False), 0, 0)
WHOLE = Choice(Parts(), VIEW_LEVEL, RENDER_LEVEL)


def choice_of(obj: bpy.types.Object) -> Choice:
    """What a face wears; BARE also where a user put a node group of another kind in the place."""
    modifier = obj.modifiers.get(GARMENT)
    group = modifier.node_group if modifier and modifier.type == "NODES" else None
    if not group or _CHOICE not in group:
        return BARE
    stored = group[_CHOICE]
    if hasattr(stored, "to_dict"):
        found = stored.to_dict()
    else:
        found = dict(zip(_NUMBERS, stored, strict=True))
    # A part that there was none of when the file was saved is not worn.
    present = {name: bool(found.get(name)) for name in Parts._fields}
    return Choice(Parts(**present), found["view_level"], found["render_level"])


def wear(obj: bpy.types.Object, choice: Choice) -> None:
    """Dress a face in exactly this, mend what is missing; what stays on keeps its settings."""
    _mark(obj)
    modifier = obj.modifiers.get(GARMENT)
    if choice.is_bare:
        if modifier:
            _take_off(obj, modifier)
        return
    group = _fitting_group(obj, choice)
    hide_from_menu(group)
    if not modifier:
        modifier = obj.modifiers.new(GARMENT, "NODES")
        # Right behind the marker: a user's own modifiers work on the dressed face.
        marker = obj.modifiers.find(MARKER)
        obj.modifiers.move(len(obj.modifiers) - 1, marker + 1)
    former = modifier.node_group
    if former != group:
        kept = settings_of(obj)
        modifier.node_group = group
        for name, value in kept.items():
            if name in group.interface.items_tree:
                set_input(modifier, name, value)
        if former:
            discard_fitted(former)
    _own_materials(obj)


def _take_off(obj: bpy.types.Object, modifier: bpy.types.Modifier) -> None:
    group = modifier.node_group
    obj.modifiers.remove(modifier)
    if group:
        discard_fitted(group)


def fit_garments(mesh: bpy.types.Mesh) -> None:
    """Have what the faces of a mesh wear fit its person."""
    for obj in bpy.data.objects:
        choice = choice_of(obj)
        if obj.data == mesh and choice != BARE:
            wear(obj, choice)


def show_view_colors(obj: bpy.types.Object) -> None:
    """Have Solid mode show a view's colors on a face, also one of a former state's file."""
    modifier = obj.modifiers.get(GARMENT)
    group = modifier.node_group if modifier and modifier.type == "NODES" else None
    dressed = garments(group) if group else []
    for mesh in (obj.data, *(garment.data for garment in dressed)):
        name_view_colors(mesh)


def settings_of(obj: bpy.types.Object) -> dict[str, object]:
    """The settings of a face's eyes and hair, by their names; empty where it has no garment."""
    modifier = modifier_with(obj, GARMENT, *SETTINGS)
    if not modifier:
        return {}
    found: dict[str, object] = {}
    has_hair = modifier_with(obj, GARMENT, HAIR_SETTING)
    for name in (*SETTINGS, HAIR_SETTING) if has_hair else SETTINGS:
        value = get_input(modifier, name)
        # A color is Blender's own array, which would change with the modifier.
        found[name] = tuple(value) if name in (COLOR_SETTING, HAIR_SETTING) else value
    return found


def dress(obj: bpy.types.Object) -> None:
    """Give a face all its parts; those that it has keep their settings."""
    choice = choice_of(obj)
    levels = choice if has_part(obj, "SMOOTH") else WHOLE
    wear(obj, Choice(Parts(), levels.view_level, levels.render_level))


def has_part(obj: bpy.types.Object, key: str) -> bool:
    """Whether a face has one of TITLES."""
    choice = choice_of(obj)
    if key == "SMOOTH":
        return bool(choice.view_level or choice.render_level)
    return getattr(choice.parts, key.lower())


def add_part(obj: bpy.types.Object, key: str) -> None:
    """Give a face one of TITLES."""
    choice = choice_of(obj)
    if key == "SMOOTH":
        wear(obj, Choice(choice.parts, VIEW_LEVEL, RENDER_LEVEL))
    else:
        wear(obj, choice._replace(parts=choice.parts._replace(**{key.lower(): True})))


def remove_part(obj: bpy.types.Object, key: str) -> None:
    """Take one of TITLES off a face."""
    choice = choice_of(obj)
    if key == "SMOOTH":
        wear(obj, Choice(choice.parts, 0, 0))
    else:
        wear(obj, choice._replace(parts=choice.parts._replace(**{key.lower(): False})))


@contextmanager
def undressed(objects: Iterable[bpy.types.Object]) -> Iterator[None]:
    """Leave the parts out in the viewport, to go through frames of which only values are wanted."""
    hidden = []
    for obj in objects:
        for modifier in obj.modifiers:
            if modifier.name in (MARKER, GARMENT) and modifier.show_viewport:
                hidden.append(modifier)
    for modifier in hidden:
        modifier.show_viewport = False
    try:
        yield
    finally:
        for modifier in hidden:
            modifier.show_viewport = True


def render_garment_as_in_viewport(obj: bpy.types.Object) -> None:
    """Have renders show a face as smooth as the viewport does."""
    modifier = modifier_with(obj, GARMENT, AS_IN_VIEWPORT)
    if modifier:
        set_input(modifier, AS_IN_VIEWPORT, True)


def _mark(obj: bpy.types.Object) -> None:
    # Cycles blurs, and Alembic and USD export, only what a modifier deforms; this moves nothing.
    if MARKER in obj.modifiers:
        return
    obj.modifiers.new(MARKER, "SIMPLE_DEFORM").angle = 0
    obj.modifiers.move(len(obj.modifiers) - 1, 0)


def _fitting_group(obj: bpy.types.Object, choice: Choice) -> bpy.types.NodeTree:
    """The node group of a choice that fits a face, with its objects in place."""
    mesh = obj.data
    if not (choice.parts.head and is_somebody(mesh)):
        return _group_of(choice)
    group = _own_group(mesh, choice)
    if not group:
        group = fitted_copy(_group_of(choice), mesh.name)
    levels = (choice.view_level, choice.render_level)
    fit(group, mesh, levels, choice.parts.hair)
    return group


def _own_group(mesh: bpy.types.Mesh, choice: Choice) -> bpy.types.NodeTree | None:
    """The group of a choice that fits the faces of a mesh, if they wear one and no others do."""
    own = None
    others = []
    for obj in bpy.data.objects:
        modifier = obj.modifiers.get(GARMENT)
        group = modifier.node_group if modifier and modifier.type == "NODES" else None
        if not group or not is_fitted(group):
            continue
        # A copy of a face wears the same until its person changes.
        if obj.data != mesh:
            others.append(group)
        elif choice_of(obj) == choice and group.is_editable:
            own = group
    return None if own in others else own


def _group_of(choice: Choice) -> bpy.types.NodeTree:
    """The node group of a choice, shared by all faces that wear it, with its objects in place."""
    parts = choice.parts
    wardrobe = Wardrobe(
        controls=control_points(parts),
        view=meshes_of(parts, choice.view_level, is_view=True),
        render=meshes_of(parts, choice.render_level, is_view=False),
    )
    title = f"Face Garment: {title_of(parts)} {choice.view_level}, {choice.render_level}"
    if group := bpy.data.node_groups.get((title, None)):
        return use_objects(group, *wardrobe.in_order())
    group = garment_group(title, wardrobe, parts.hair)
    levels = {"view_level": choice.view_level, "render_level": choice.render_level}
    group[_CHOICE] = {**parts._asdict(), **levels}
    return group


def _own_materials(obj: bpy.types.Object) -> None:
    """Have a face's material slots stand for the garment's; empty ones get its materials.

    The evaluated mesh is the garment, with materials of its own; those that are linked to the
    object, not to its mesh, go before them.
    """
    fill_slots(obj, *garment_materials())
    for slot in obj.material_slots:
        if slot.link == "DATA":
            material = slot.material
            slot.link = "OBJECT"
            slot.material = material
