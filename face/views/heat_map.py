"""The heat map: how far each place on a face is from where a reference has it."""

import bpy
import numpy as np

from ...blender.attributes import has, read, store
from ...blender.editing import check_unlocked, is_used
from ...blender.modifiers import get_input, modifier_with, set_input
from ...blender.scene import scene_kept
from ...data.color_maps import COLOR_MAPS
from ...data.errors import FaceError
from ..attributes import POSITION, STORED_REFERENCE, VALUE
from ..copies import mesh_copies
from ..measured import is_measured
from ..properties import is_face
from . import color as color_view
from .bar import add_bar, bars_of, remove_bars
from .coloring import AUTOMATIC, MAXIMUM, SMALLEST_RANGE
from .displacement import OTHER_FACE, SIGNED, STORED_POSE, displacement_group
from .heat_map_options import HeatMap, Reference

MODIFIER = color_view.DISPLACEMENT


def add_heat_map(
    context: bpy.types.Context,
    face: bpy.types.Object,
    wanted: HeatMap,
) -> None:
    """Show a heat map on a face, in place of a former view. Raises FaceError."""
    color_view.check_editable(face)
    other = _check_reference(face, wanted)
    # Before the new one: its bar and its other face would be taken for the former's.
    remove_view(face, keep=other)
    color_map = "diverging" if wanted.signed else wanted.color_map
    group = displacement_group()
    measure, colors = color_view.show(face, MODIFIER, group, color_map)
    set_input(measure, STORED_POSE, wanted.reference == "STORED")
    set_input(measure, SIGNED, wanted.signed)
    if other:
        set_input(measure, OTHER_FACE, other)
    maximum = wanted.millimeters
    if wanted.span == "TAKE":
        maximum = _largest_in_scene(context, face)
    color_view.set_range(colors, maximum, wanted.span == "AUTO")
    if wanted.bar:
        add_bar(context.scene, face, color_map, _title(wanted))


def _check_reference(face: bpy.types.Object, wanted: HeatMap) -> bpy.types.Object | None:
    """What stands in for the face to compare with, None for other references.

    Raises FaceError where the reference is missing.
    """
    is_stored = has(face.data, STORED_REFERENCE)
    if wanted.reference == "STORED" and not is_stored:
        raise FaceError(f"{face.name}: has no stored pose yet; use Store Reference Pose first")
    if wanted.reference != "OTHER":
        return None
    other = wanted.other
    # It has nothing on but what plays its landmarks.
    if is_measured(other):
        return other
    if not is_face(other) or other.data == face.data:
        raise FaceError("Select the face to compare with beside the active one")
    return _twin(other)


def present(face: bpy.types.Object) -> HeatMap | None:
    """The settings of the heat map on a face, if there is a whole one."""
    measure = _measure(face)
    colors = modifier_with(face, color_view.MODIFIER, AUTOMATIC, MAXIMUM)
    if not (measure and colors):
        return None
    twin = get_input(measure, OTHER_FACE)
    reference: Reference = "STORED" if get_input(measure, STORED_POSE) else "REST"
    if twin:  # goes before the other two
        reference = "OTHER"
    color_map = color_view.color_map_of(face)
    if COLOR_MAPS[color_map].symmetric:  # signed chose it, not the user
        color_map = HeatMap().color_map
    return HeatMap(
        reference=reference,
        other=_original(twin) if twin else None,
        span="AUTO" if get_input(colors, AUTOMATIC) else "FIXED",
        millimeters=get_input(colors, MAXIMUM),
        color_map=color_map,
        signed=bool(get_input(measure, SIGNED)),
        bar=bool(bars_of(face)),
    )


def _measure(face: bpy.types.Object) -> bpy.types.Modifier | None:
    """The modifier that measures, if it is whole."""
    return modifier_with(
        face,
        MODIFIER,
        STORED_POSE,
        OTHER_FACE,
        SIGNED,
    )


def _title(wanted: HeatMap) -> str:
    """What the color bar says."""
    if wanted.reference == "OTHER":
        origin = wanted.other.name
    elif wanted.reference == "STORED":
        origin = "stored pose"
    else:
        origin = "neutral"
    sign = "± " if wanted.signed else ""
    return f"{sign}mm from {origin}"


def _twin(other: bpy.types.Object) -> bpy.types.Object:
    """The other face without modifiers: an object in no scene that shares its mesh.

    With the modifiers it would be smoothed, and have vertices that are no landmarks.
    """
    for obj in bpy.data.objects:
        is_hidden = not obj.users_collection
        if obj.data == other.data and is_hidden and not obj.modifiers:
            return obj
    title = f"{other.name} Landmarks"
    return bpy.data.objects.new(title, other.data)


def _original(twin: bpy.types.Object) -> bpy.types.Object:
    """The face in a scene that shares its mesh, the twin itself where that was deleted."""
    for obj in bpy.data.objects:
        if obj.data == twin.data and obj.users_collection:
            return obj
    return twin


def remove_view(face: bpy.types.Object, keep: bpy.types.Object | None = None) -> None:
    """Take any research view off a face; a stored pose stays for the next one, and so does `keep`,
    the other face that it is compared with. Raises FaceError.
    """
    check_unlocked(face, face.data)
    measure = _measure(face)
    twin = get_input(measure, OTHER_FACE) if measure else None
    remove_bars(face)
    color_view.remove(face)
    if twin and twin != keep and not is_used(twin):
        bpy.data.objects.remove(twin)


def store_reference(context: bpy.types.Context, face: bpy.types.Object) -> None:
    """Keep the face's present shape; a heat map on it compares with that from now on.

    Raises FaceError.
    """
    color_view.check_editable(face)
    mesh = face.data
    view = present(face)
    # On a copy without modifiers, which smooth and add vertices; shape keys and drivers count.
    with scene_kept(context), mesh_copies(context, [face]) as (copy,):
        copy.modifiers.clear()
        evaluated = copy.evaluated_get(context.evaluated_depsgraph_get())
        positions = read(evaluated.data, POSITION)
    store(mesh, STORED_REFERENCE, positions)
    mesh.update()
    if view:
        add_heat_map(context, face, view._replace(reference="STORED"))


def _largest_in_scene(context: bpy.types.Context, face: bpy.types.Object) -> float:
    """The largest size of a value on any landmark of the scene's frames, in millimeters."""
    scene = context.scene
    largest = SMALLEST_RANGE
    with scene_kept(context), mesh_copies(context, [face]) as (copy,):
        # Only what measures: smoothing takes most of the time, and would round the largest away.
        for modifier in list(copy.modifiers):
            if modifier.name != MODIFIER:
                copy.modifiers.remove(modifier)
        depsgraph = context.evaluated_depsgraph_get()
        for frame in range(scene.frame_start, scene.frame_end + 1):
            scene.frame_set(frame)
            evaluated = copy.evaluated_get(depsgraph).data
            values = read(evaluated, VALUE)
            largest_now = float(np.abs(values).max())
            largest = max(largest, largest_now)
    return largest
