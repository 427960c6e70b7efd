"""The muscle view: where each action unit works, colored by how much it does."""

import bpy

from ...blender.nodes import finish, input_of, modifier_group
from ...data.anatomy.muscles import muscle_weights
from ...data.errors import FaceError
from ..properties import columns_of, is_converted, model_of
from . import color as color_view
from .bar import add_bar
from .color import MEASURES, WEIGHTS, check_editable, measured
from .heat_map import remove_view

MODIFIER = MEASURES[1]
_MAP = "activity"


def muscles_group(family: str, channels: list[str]) -> bpy.types.NodeTree:
    """The node group of a family of models: an input for each channel that has muscles, the value
    the largest of channel times weight.
    """
    name = f"Face Muscles {family}"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = modifier_group(name, **{channel: ("Float", {}) for channel in channels})
    value = None
    for channel in channels:
        part = tree.math("MULTIPLY", given[channel], tree.attribute(WEIGHTS + channel))
        value = tree.math("MAXIMUM", 0.0 if value is None else value, part)
    return finish(tree, sink, measured(tree, given["Geometry"], value))


def add_muscles(context: bpy.types.Context, face: bpy.types.Object, bar: bool = True) -> None:
    """Show the muscles at work on a face, in place of a former view. Raises FaceError."""
    check_editable(face)
    mesh = face.data
    weights = muscle_weights(columns_of(mesh))
    if not weights:
        raise FaceError(
            f"{face.name}: its model has no action units, nor blendshapes that show them"
        )
    remove_view(face)
    group = muscles_group(model_of(mesh).feature_name, list(weights))
    measure, colors = color_view.show(face, MODIFIER, group, _MAP)
    for channel, weight in weights.items():
        name = WEIGHTS + channel
        stored = mesh.attributes.get(name) or mesh.attributes.new(name, "FLOAT", "POINT")
        stored.data.foreach_set("value", weight)
        _drive(measure, channel, mesh)
    color_view.set_range(colors, 1.0)
    if bar:
        add_bar(context.scene, face, _MAP, "action units")


def _drive(modifier: bpy.types.Modifier, channel: str, mesh: bpy.types.Mesh) -> None:
    """The channel's value, or its shape key's, goes to the modifier's input; no Python runs."""
    holder, name = input_of(modifier, channel)
    driver = holder.driver_add(name).driver
    driver.type = "SUM"
    variable = driver.variables.new()
    source = variable.targets[0]
    if is_converted(mesh):
        source.id_type, source.id = "KEY", mesh.shape_keys
        source.data_path = f'key_blocks["{channel}"].value'
    else:
        source.id_type, source.id = "MESH", mesh
        source.data_path = f'blendshape_face.channels["{channel}"].value'
