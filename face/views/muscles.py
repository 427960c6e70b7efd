"""The muscle view: where each action unit works, colored by how much it does."""

from collections.abc import Sequence

import bpy

from ...blender.attributes import store
from ...blender.modifiers import GroupInput, finish, input_of, modifier_group
from ...data.anatomy.muscles import muscle_weights
from ...data.errors import FaceError
from ..attributes import muscles_of
from ..paths import channel_path_by_name, shape_key_path
from ..properties import columns_of, is_converted, model_of
from . import color as color_view
from .bar import add_bar
from .coloring import store_measure
from .heat_map import remove_view

MODIFIER = color_view.MUSCLES
_COLOR_MAP = "activity"


def muscles_group(family: str, channels: Sequence[str]) -> bpy.types.NodeTree:
    """The node group of a family of models: an input for each channel that has muscles, the value
    the largest of channel times weight.
    """
    name = f"Face Muscles {family}"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    inputs = {channel: GroupInput("Float") for channel in channels}
    tree, given, sink = modifier_group(name, inputs)
    # Values below 0, which nobody records, are no work of a muscle.
    largest = 0.0
    for channel in channels:
        weight = tree.attribute(muscles_of(channel))
        work = tree.math("MULTIPLY", given[channel], weight)
        largest = tree.math("MAXIMUM", largest, work)
    geometry = store_measure(tree, given["Geometry"], largest)
    return finish(tree, sink, geometry)


def add_muscles(
    context: bpy.types.Context,
    face: bpy.types.Object,
    bar: bool = True,
) -> None:
    """Show the muscles at work on a face, in place of a former view. Raises FaceError."""
    color_view.check_editable(face)
    mesh = face.data
    weights = muscle_weights(columns_of(mesh))
    if not weights:
        raise FaceError(
            f"{face.name}: its model has no action units, nor blendshapes that show them"
        )
    remove_view(face)
    group = muscles_group(model_of(mesh).feature_name, list(weights))
    measure, colors = color_view.show(face, MODIFIER, group, _COLOR_MAP)
    for channel, weight in weights.items():
        store(mesh, muscles_of(channel), weight)
        _drive(measure, channel, mesh)
    color_view.set_range(colors, 1.0)
    if bar:
        add_bar(context.scene, face, _COLOR_MAP, "action units")


def _drive(
    modifier: bpy.types.Modifier,
    channel: str,
    mesh: bpy.types.Mesh,
) -> None:
    """The channel's value, or its shape key's, goes to the modifier's input; no Python runs."""
    holder, name = input_of(modifier, channel)
    driver = holder.driver_add(name).driver
    driver.type = "SUM"  # of one value; scripted ones may be forbidden, and cost Python
    variable = driver.variables.new()
    source = variable.targets[0]
    if is_converted(mesh):
        source.id_type = "KEY"
        source.id = mesh.shape_keys
        source.data_path = shape_key_path(channel)
    else:
        source.id_type = "MESH"
        source.id = mesh
        source.data_path = channel_path_by_name(channel)
