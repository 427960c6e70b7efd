"""Values on a face as colors, live and in renders: what the research views have in common.

A view measures on the bare landmarks, in a modifier that comes first: the subdivision rounds
positions but not other attributes, so that behind it a neutral face differs from its own rest by
millimeters. It colors in a modifier that comes last, when the values are on the smooth surface.
"""

from collections.abc import Iterator

import bpy

from ...blender.editing import check_unlocked
from ...blender.modifiers import set_input, use_material
from ...data.color_maps import COLOR_MAPS
from ...data.errors import FaceError
from ..attributes import MUSCLES_PREFIX, VIEW_COLOR
from ..looks.lines import MODIFIER as LINES
from ..mesh import problem
from ..parts import show_view_colors
from ..properties import is_converted
from .coloring import AUTOMATIC, MAXIMUM, colors_group, face_material, title_of

MODIFIER = "Face: Heat Map"
"""The modifier that colors."""
DISPLACEMENT = "Face: Displacement"
MUSCLES = "Face: Muscles"
MEASURES = (DISPLACEMENT, MUSCLES)
"""Modifiers that measure; a face has one of them at a time."""


def check_editable(obj: bpy.types.Object) -> None:
    """Raise FaceError where modifiers and attributes cannot be added."""
    check_unlocked(obj, obj.data)
    if is_converted(obj.data):
        return
    if trouble := problem(obj.data):
        raise FaceError(f"{obj.name}: {trouble}")


def show(
    obj: bpy.types.Object,
    measure: str,
    group: bpy.types.NodeTree,
    color_map: str,
) -> tuple[bpy.types.Modifier, bpy.types.Modifier]:
    """Measure by a node group and color the result; a former view goes.

    Returns the modifiers that measure, one of MEASURES, and color.
    """
    remove(obj)
    modifiers = obj.modifiers
    # Behind the modifiers that move a face there is nothing left to tell landmarks by.
    first = modifiers.new(measure, "NODES")
    first.node_group = group
    modifiers.move(len(modifiers) - 1, 0)
    lines = modifiers.find(LINES)
    colors = use_material(colors_group(color_map), face_material())
    modifiers.new(MODIFIER, "NODES").node_group = colors
    if lines >= 0:  # they have a color of their own
        modifiers.move(len(modifiers) - 1, lines)
    show_view_colors(obj)
    return modifiers[measure], modifiers[MODIFIER]


def set_range(modifier: bpy.types.Modifier, maximum: float, automatic: bool = False) -> None:
    """Let the colors end at a maximum in the values' unit, or at the largest of the moment."""
    set_input(modifier, MAXIMUM, maximum)
    set_input(modifier, AUTOMATIC, automatic)


def color_map_of(obj: bpy.types.Object) -> str:
    """Name in COLOR_MAPS of the view on a face; the first where a user renamed its group."""
    group = obj.modifiers[MODIFIER].node_group
    for name in COLOR_MAPS:
        if group.name.startswith(title_of(name)):
            return name
    return next(iter(COLOR_MAPS))


def has_view(obj: bpy.types.Object) -> bool:
    """Whether a face has a view, or what is left of one."""
    names = (*MEASURES, MODIFIER)
    return any(name in obj.modifiers for name in names)


def remove(obj: bpy.types.Object) -> None:
    """Take the view off a face, which looks as before."""
    for name in (*MEASURES, MODIFIER):
        # Blender would keep drivers of a modifier that is gone, and complain at each evaluation.
        for curve in list(_drivers(obj, name)):
            obj.animation_data.drivers.remove(curve)
        modifier = obj.modifiers.get(name)
        if modifier:
            obj.modifiers.remove(modifier)
    # Linked duplicates share the mesh, and may have views of their own.
    sharers = [other for other in bpy.data.objects if other.data == obj.data]
    users = [other for other in sharers if has_view(other)]
    if not any(MUSCLES in other.modifiers for other in users):
        _remove_muscles(obj.data)
    if not users:
        _show_usual_colors(obj.data)


def _drivers(obj: bpy.types.Object, modifier: str) -> Iterator[bpy.types.FCurve]:
    """Those of a modifier's inputs."""
    if not obj.animation_data:
        return
    path = f'modifiers["{modifier}"]'
    for curve in obj.animation_data.drivers:
        if curve.data_path.startswith(path):
            yield curve


def _remove_muscles(mesh: bpy.types.Mesh) -> None:
    attributes = mesh.attributes
    # By name: each removal makes Blender move the others.
    names = [attribute.name for attribute in attributes]
    for name in names:
        if name.startswith(MUSCLES_PREFIX):
            attributes.remove(attributes[name])


def _show_usual_colors(mesh: bpy.types.Mesh) -> None:
    """Have Solid mode no longer look for the view's colors, but for others of the mesh."""
    attributes = mesh.attributes
    if attributes.active_color_name == VIEW_COLOR.name:
        colors = mesh.color_attributes
        attributes.active_color_name = colors[0].name if len(colors) else ""
