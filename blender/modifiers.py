"""Groups of geometry nodes for modifiers, and the inputs that a user sees on those modifiers.

Blender versions: 5.2 keeps a modifier's inputs as properties of their own, older ones as custom
properties; only this module knows.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import bpy

from .geometry_nodes import GeometryTree
from .nodes import Socket

InputType = Literal["Object", "Material", "Float", "Int", "Bool", "Color", "Vector", "String"]


class GroupInput(NamedTuple):
    """An input of a group, by its type and by the settings of its socket, such as min_value."""

    type: InputType
    settings: Mapping[str, object] = {}


def modifier_group(
    name: str, inputs: Mapping[str, GroupInput] | None = None
) -> tuple[GeometryTree, Any, bpy.types.Node]:
    """A new group of geometry nodes for modifiers, with a geometry and these inputs by name.

    Returns its tree, the sockets of what is given to it, by name, and its output node for `finish`.
    Blender's menu Add Modifier does not offer it, as `is_modifier` stays off.
    """
    group = bpy.data.node_groups.new(name, "GeometryNodeTree")
    interface = group.interface
    interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    for title, given in (inputs or {}).items():
        socket = interface.new_socket(
            title,
            in_out="INPUT",
            socket_type=f"NodeSocket{given.type}",
        )
        for setting, value in given.settings.items():
            setattr(socket, setting, value)
    interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    tree = GeometryTree(group)
    source = tree.node("NodeGroupInput")
    sink = tree.node("NodeGroupOutput")
    return tree, source.outputs, sink


SocketType = Literal["Geometry", "Vector", "Float", "Int", "Bool", "Matrix"]


def nested_group(
    name: str,
    inputs: Mapping[str, SocketType],
    outputs: Mapping[str, SocketType],
) -> tuple[GeometryTree, Any, bpy.types.Node]:
    """A new group of geometry nodes for use in others; returns the same as `modifier_group`.

    Blender looks through a whole tree at each change of it: several small ones are made sooner.
    """
    group = bpy.data.node_groups.new(name, "GeometryNodeTree")
    for in_out, sockets in (("INPUT", inputs), ("OUTPUT", outputs)):
        for title, kind in sockets.items():
            group.interface.new_socket(title, in_out=in_out, socket_type=f"NodeSocket{kind}")
    tree = GeometryTree(group)
    source = tree.node("NodeGroupInput")
    sink = tree.node("NodeGroupOutput")
    return tree, source.outputs, sink


def finish(
    tree: GeometryTree,
    sink: bpy.types.Node,
    *results: Socket,
) -> bpy.types.NodeTree:
    """The group, with this geometry, or these results in the order of its outputs."""
    for place, result in enumerate(results):
        tree.link(result, sink, place)
    tree.arrange()
    return tree.tree


def hide_from_menu(group: bpy.types.NodeTree) -> None:
    """Have Blender's menu Add Modifier not offer a group, nor those within it: files of former
    states of the extension do.
    """
    inner = [node.node_tree for node in group.nodes if node.type == "GROUP" and node.node_tree]
    for each in (group, *inner):
        # Writing what is there would have every face evaluated anew.
        if each.is_modifier and each.is_editable:
            each.is_modifier = False
    for each in inner:
        hide_from_menu(each)


def object_inputs(group: bpy.types.NodeTree) -> list[Any]:
    """The sockets that hold a group's objects, in the order in which their nodes were made."""
    return [node.inputs["Object"] for node in group.nodes if node.type == "OBJECT_INFO"]


def use_objects(group: bpy.types.NodeTree, *objects: bpy.types.Object) -> bpy.types.NodeTree:
    """A group with its objects in place, in the order in which their nodes were made: somebody may
    have deleted those that it had.
    """
    # A user may have added some.
    for socket, obj in zip(object_inputs(group), objects, strict=False):
        # Writing what is there would have every face evaluated anew.
        if socket.default_value != obj:
            socket.default_value = obj
    return group


def use_material(group: bpy.types.NodeTree, material: bpy.types.Material) -> bpy.types.NodeTree:
    """A group with a material again where somebody deleted the one that it had."""
    for node in group.nodes:
        if node.type != "SET_MATERIAL":
            continue
        socket = node.inputs["Material"]
        # One that a user chose stays.
        if not socket.default_value:
            socket.default_value = material
    return group


def modifier_with(obj: bpy.types.Object, name: str, *inputs: str) -> bpy.types.Modifier | None:
    """An object's modifier of that name, if it still has a node group with these inputs."""
    modifier = obj.modifiers.get(name)
    if not modifier or modifier.type != "NODES" or not modifier.node_group:
        return None
    # Users may edit a group, and remove or rename its inputs.
    items = modifier.node_group.interface.items_tree
    is_whole = all(name in items for name in inputs)
    return modifier if is_whole else None


def input_of(modifier: bpy.types.Modifier, name: str) -> tuple[Any, str]:
    """What holds a modifier's input, and the property's name there, as `UILayout.prop` takes.

    Raises KeyError, as the other two do, where the group has no such input.
    """
    identifier = _identifier(modifier, name)
    if hasattr(modifier, "properties"):
        return getattr(modifier.properties.inputs, identifier), "value"
    return modifier, f'["{identifier}"]'


def set_input(modifier: bpy.types.Modifier, name: str, value: object) -> None:
    """Give a modifier's input a value and have its object evaluated anew."""
    identifier = _identifier(modifier, name)
    if hasattr(modifier, "properties"):
        getattr(modifier.properties.inputs, identifier).value = value
    else:
        modifier[identifier] = value
    # Python's changes of inputs are not seen by themselves.
    modifier.id_data.update_tag()


def get_input(modifier: bpy.types.Modifier, name: str) -> Any:
    """The value of a modifier's input."""
    identifier = _identifier(modifier, name)
    if hasattr(modifier, "properties"):
        return getattr(modifier.properties.inputs, identifier).value
    return modifier[identifier]


def render_as_in_viewport(obj: bpy.types.Object) -> None:
    """Have renders show an object's modifiers as the viewport does.

    Blender versions: PLY from 5.0 on, and some other formats, take what renders would show.
    """
    for modifier in obj.modifiers:
        modifier.show_render = modifier.show_viewport
        if modifier.type == "SUBSURF":
            modifier.render_levels = modifier.levels


def _identifier(modifier: bpy.types.Modifier, name: str) -> str:
    """By which Blender knows an input; names may be changed by users and be there twice."""
    for item in modifier.node_group.interface.items_tree:
        is_input = item.item_type == "SOCKET" and item.in_out == "INPUT"
        if is_input and item.name == name:
            return item.identifier
    raise KeyError(name)
