"""The heat map: how far each place on a face is from where a reference has it."""

from dataclasses import dataclass, replace

import bpy
import numpy as np

from ...blender.nodes import finish, get_input, modifier_group, modifier_with, set_input
from ...data.color_maps import COLOR_MAPS
from ...data.errors import FaceError
from ..copies import mesh_copies, scene_kept
from ..looks.materials import check_local
from ..mesh import REST
from ..properties import is_face
from . import color as color_view
from .bar import add_bar, bars_of, remove_bars
from .color import MEASURES, SMALLEST_RANGE, VALUE, check_editable, measured

MODIFIER, GROUP = MEASURES[0], "Face Displacement"
STORED_REFERENCE = "heat_reference"
"""Point attribute: positions that the user keeps to compare with, in the object's axes, meters."""


@dataclass(frozen=True)
class HeatMap:
    """reference: "REST" the model's neutral face, "STORED" what `store_reference` kept, "OTHER"
    the face `other` as it is. span: "FIXED" up to `millimeters`, "AUTO" up to the largest of the
    moment, "TAKE" up to the largest of the scene's frames. signed: along the reference's normals,
    outwards positive, on the diverging map; else the length, on `color_map`.
    """

    reference: str = "REST"
    other: bpy.types.Object | None = None
    span: str = "FIXED"
    millimeters: float = 10.0
    color_map: str = "viridis"
    signed: bool = False
    bar: bool = True


def displacement_group() -> bpy.types.NodeTree:
    """The shared node group that measures in millimeters, on the landmarks alone."""
    if group := bpy.data.node_groups.get((GROUP, None)):
        return group
    tree, given, sink = modifier_group(
        GROUP, Stored_Pose=("Bool", {}), Other_Face=("Object", {}), Signed=("Bool", {})
    )
    geometry = given["Geometry"]
    position = tree.out("GeometryNodeInputPosition")
    rest, stored = (tree.attribute(name, "FLOAT_VECTOR") for name in (REST, STORED_REFERENCE))
    reference = tree.switch(given["Stored Pose"], rest, stored, "VECTOR")
    other = tree.node("GeometryNodeObjectInfo", {"Object": given["Other Face"]}).outputs["Geometry"]
    size = tree.node("GeometryNodeAttributeDomainSize", {0: other}).outputs["Point Count"]
    index = tree.out("GeometryNodeInputIndex")
    there = tree.at(other, position, index)
    reference = tree.switch(
        tree.compare(size, "GREATER_THAN", 0, "INT"), reference, there, "VECTOR"
    )
    offset = tree.vector("SUBTRACT", position, reference)
    length = tree.node("ShaderNodeVectorMath", {0: offset}, operation="LENGTH").outputs["Value"]
    shape = tree.move(geometry, reference)
    normal = tree.at(shape, tree.out("GeometryNodeInputNormal"), index)
    along = tree.node("ShaderNodeVectorMath", {0: offset, 1: normal}, operation="DOT_PRODUCT")
    meters = tree.switch(given["Signed"], length, along.outputs["Value"], "FLOAT")
    value = tree.math("MULTIPLY", meters, 1000.0)
    return finish(tree, sink, measured(tree, geometry, value))


def add_heat_map(context: bpy.types.Context, face: bpy.types.Object, wanted: HeatMap) -> None:
    """Show a heat map on a face, in place of a former view. Raises FaceError."""
    check_editable(face)
    other = None
    if wanted.reference == "STORED" and STORED_REFERENCE not in face.data.attributes:
        raise FaceError(f"{face.name}: has no stored pose yet; use Store Reference Pose first")
    if wanted.reference == "OTHER":
        if not is_face(wanted.other) or wanted.other.data == face.data:
            raise FaceError("Select the face to compare with beside the active one")
        other = _twin(wanted.other)
    remove_view(face, keep=other)
    color_map = "diverging" if wanted.signed else wanted.color_map
    measure, colors = color_view.show(face, MODIFIER, displacement_group(), color_map)
    set_input(measure, "Stored Pose", wanted.reference == "STORED")
    set_input(measure, "Signed", wanted.signed)
    if other:
        set_input(measure, "Other Face", other)
    maximum = wanted.millimeters
    if wanted.span == "TAKE":
        maximum = _largest_in_scene(context, face)
    color_view.set_range(colors, maximum, wanted.span == "AUTO")
    if wanted.bar:
        add_bar(context.scene, face, color_map, _title(wanted))


def present(face: bpy.types.Object) -> HeatMap | None:
    """The settings of the heat map on a face, if there is a whole one."""
    measure = _measure(face)
    colors = modifier_with(face, color_view.MODIFIER, "Automatic", "Maximum")
    if not (measure and colors):
        return None
    twin = get_input(measure, "Other Face")
    reference = "STORED" if get_input(measure, "Stored Pose") else "REST"
    color_map = color_view.color_map_of(face)
    return HeatMap(
        reference="OTHER" if twin else reference,
        other=twin and _original(twin),
        span="AUTO" if get_input(colors, "Automatic") else "FIXED",
        millimeters=get_input(colors, "Maximum"),
        color_map=HeatMap.color_map if COLOR_MAPS[color_map].symmetric else color_map,
        signed=bool(get_input(measure, "Signed")),
        bar=bool(bars_of(face)),
    )


def _measure(face: bpy.types.Object) -> bpy.types.Modifier | None:
    return modifier_with(face, MODIFIER, "Stored Pose", "Other Face", "Signed")


def _title(wanted: HeatMap) -> str:
    origins = {"REST": "neutral", "STORED": "stored pose"}
    origin = origins.get(wanted.reference) or wanted.other.name
    return f"{'± ' if wanted.signed else ''}mm from {origin}"


def _twin(other: bpy.types.Object) -> bpy.types.Object:
    """The other face without modifiers: an object in no scene that shares its mesh.

    With the modifiers it would be smoothed, and have vertices that are no landmarks.
    """
    for obj in bpy.data.objects:
        if obj.data == other.data and not obj.modifiers and not obj.users_collection:
            return obj
    return bpy.data.objects.new(f"{other.name} Landmarks", other.data)


def _original(twin: bpy.types.Object) -> bpy.types.Object:
    same = (obj for obj in bpy.data.objects if obj.data == twin.data and obj.users_collection)
    return next(same, twin)


def remove_view(face: bpy.types.Object, keep: bpy.types.Object | None = None) -> None:
    """Take any research view off a face; a stored pose stays for the next one, and so does `keep`,
    the other face that it is compared with. Raises FaceError.
    """
    check_local(face)
    measure = _measure(face)
    twin = get_input(measure, "Other Face") if measure else None
    remove_bars(face)
    color_view.remove(face)
    # Blender 5.2 goes on counting the modifier as a user.
    if twin and twin != keep and not bpy.data.user_map(subset=[twin])[twin]:
        bpy.data.objects.remove(twin)


def store_reference(context: bpy.types.Context, face: bpy.types.Object) -> None:
    """Keep the face's present shape; a heat map on it compares with that from now on.

    Raises FaceError.
    """
    check_editable(face)
    mesh, view = face.data, present(face)
    positions = np.empty(3 * len(mesh.vertices), np.float32)
    with scene_kept(context), mesh_copies(context, [face]) as (copy,):
        copy.modifiers.clear()
        evaluated = copy.evaluated_get(context.evaluated_depsgraph_get())
        evaluated.data.attributes["position"].data.foreach_get("vector", positions)
    attribute = mesh.attributes.get(STORED_REFERENCE)
    if attribute is None:
        attribute = mesh.attributes.new(STORED_REFERENCE, "FLOAT_VECTOR", "POINT")
    attribute.data.foreach_set("vector", positions)
    mesh.update()
    if view:
        add_heat_map(context, face, replace(view, reference="STORED"))


def _largest_in_scene(context: bpy.types.Context, face: bpy.types.Object) -> float:
    """The largest size of a value on any landmark of the scene's frames, in millimeters."""
    scene = context.scene
    values, largest = np.empty(len(face.data.vertices), np.float32), SMALLEST_RANGE
    with scene_kept(context), mesh_copies(context, [face]) as (copy,):
        for modifier in [m for m in copy.modifiers if m.name != MODIFIER]:
            copy.modifiers.remove(modifier)
        depsgraph = context.evaluated_depsgraph_get()
        for frame in range(scene.frame_start, scene.frame_end + 1):
            scene.frame_set(frame)
            evaluated = copy.evaluated_get(depsgraph).data
            evaluated.attributes[VALUE].data.foreach_get("value", values)
            largest = max(largest, float(np.abs(values).max()))
    return largest
