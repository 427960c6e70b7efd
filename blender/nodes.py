"""Building node trees, a node in one line, and the inputs of geometry nodes modifiers.

Blender 5.2 keeps a modifier's inputs as properties of their own, older ones as custom properties;
only this module knows.
"""

from collections.abc import Mapping
from typing import Any

import bpy

_COLUMN, _ROW = 200, 180
_KINDS = {
    "Geometry": "NodeSocketGeometry",
    "Object": "NodeSocketObject",
    "Material": "NodeSocketMaterial",
    "Float": "NodeSocketFloat",
    "Int": "NodeSocketInt",
    "Bool": "NodeSocketBool",
    "Color": "NodeSocketColor",
    "Vector": "NodeSocketVector",
}


class Tree:
    """A node tree that is being built: every method returns a socket or a node to go on from."""

    def __init__(self, tree: bpy.types.NodeTree) -> None:
        self.tree = tree

    def node(
        self, kind: str, inputs: Mapping[str | int, Any] | None = None, **settings: object
    ) -> bpy.types.Node:
        """A node; `inputs` are sockets to link or values, by the name or index of the input."""
        made = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        for name, value in (inputs or {}).items():
            socket = made.inputs[name] if isinstance(name, int) else _socket(made.inputs, name)
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, socket)
            else:
                socket.default_value = value  # pyright: ignore[reportAttributeAccessIssue]
        return made

    def out(
        self, kind: str, inputs: Mapping[str | int, Any] | None = None, **settings: object
    ) -> bpy.types.NodeSocket:
        """The first output in use of a new node."""
        return next(s for s in self.node(kind, inputs, **settings).outputs if s.enabled)

    def math(self, operation: str, *values: Any) -> bpy.types.NodeSocket:
        return self.out("ShaderNodeMath", dict(enumerate(values)), operation=operation)

    def vector(self, operation: str, *values: Any) -> bpy.types.NodeSocket:
        """Vector math; for SCALE the second value is the factor, LENGTH gives a number."""
        inputs: dict[str | int, Any] = dict(enumerate(values))
        if operation == "SCALE":
            inputs["Scale"] = inputs.pop(1)
        return self.out("ShaderNodeVectorMath", inputs, operation=operation)

    def split(self, vector: Any) -> tuple[bpy.types.NodeSocket, ...]:
        return tuple(self.node("ShaderNodeSeparateXYZ", {0: vector}).outputs)

    def combine(self, x: Any, y: Any, z: Any) -> bpy.types.NodeSocket:
        return self.out("ShaderNodeCombineXYZ", {0: x, 1: y, 2: z})

    # Geometry nodes

    def attribute(self, name: str, data_type: str = "FLOAT") -> bpy.types.NodeSocket:
        return self.out("GeometryNodeInputNamedAttribute", {"Name": name}, data_type=data_type)

    def store(
        self, geometry: Any, name: str, value: Any, data_type: str = "FLOAT", domain: str = "POINT"
    ) -> bpy.types.NodeSocket:
        return self.out(
            "GeometryNodeStoreNamedAttribute",
            {"Geometry": geometry, "Name": name, "Value": value},
            data_type=data_type,
            domain=domain,
        )

    def at(self, geometry: Any, value: Any, index: Any) -> bpy.types.NodeSocket:
        """A vector field's value at one vertex, or at that whose index each place has."""
        return self.out(
            "GeometryNodeSampleIndex",
            {"Geometry": geometry, "Value": value, "Index": index},
            data_type="FLOAT_VECTOR",
        )

    def compare(
        self, a: Any, operation: str, b: Any, data_type: str = "FLOAT"
    ) -> bpy.types.NodeSocket:
        return self.out(
            "FunctionNodeCompare", {"A": a, "B": b}, data_type=data_type, operation=operation
        )

    def both(self, a: Any, b: Any) -> bpy.types.NodeSocket:
        return self.out("FunctionNodeBooleanMath", {0: a, 1: b}, operation="AND")

    def either(self, a: Any, b: Any) -> bpy.types.NodeSocket:
        return self.out("FunctionNodeBooleanMath", {0: a, 1: b}, operation="OR")

    def switch(self, condition: Any, no: Any, yes: Any, kind: str) -> bpy.types.NodeSocket:
        """None: no geometry."""
        ends = {name: end for name, end in (("False", no), ("True", yes)) if end is not None}
        return self.out("GeometryNodeSwitch", {"Switch": condition, **ends}, input_type=kind)

    def join(self, *geometries: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
        made = self.tree.nodes.new("GeometryNodeJoinGeometry")
        for geometry in reversed(geometries):  # each link goes before the former
            self.tree.links.new(geometry, made.inputs[0])
        return made.outputs[0]

    def move(self, geometry: Any, position: Any, selection: Any = True) -> bpy.types.NodeSocket:
        return self.out(
            "GeometryNodeSetPosition",
            {"Geometry": geometry, "Selection": selection, "Position": position},
        )

    def arrange(self) -> None:
        """Each node to the right of those it needs."""
        column: dict[bpy.types.Node, int] = {}
        for node in self.tree.nodes:
            _column_of(node, column)
        rows: dict[int, int] = {}
        for node, place in column.items():
            row = rows[place] = rows.get(place, -1) + 1
            node.location = (place * _COLUMN, -row * _ROW)


def _socket(sockets: Any, name: str) -> Any:
    """The one of several of a name that is in use: the others belong to other data types."""
    return next(s for s in sockets if s.name == name and s.enabled)


def _column_of(node: bpy.types.Node, column: dict[bpy.types.Node, int]) -> int:
    if node not in column:
        before = [link.from_node for socket in node.inputs for link in socket.links or ()]
        column[node] = 1 + max((_column_of(other, column) for other in before), default=-1)
    return column[node]


def modifier_group(name: str, **inputs: tuple[str, dict[str, object]]) -> tuple[Tree, Any, Any]:
    """A new geometry nodes group for modifiers: its tree, its inputs by name, its output node.

    `inputs`: name -> (kind as in _KINDS, settings of the socket); underscores become spaces.
    """
    group = bpy.data.node_groups.new(name, "GeometryNodeTree")
    group.is_modifier = True
    face = group.interface
    face.new_socket("Geometry", in_out="INPUT", socket_type=_KINDS["Geometry"])
    for key, (kind, settings) in inputs.items():
        socket = face.new_socket(key.replace("_", " "), in_out="INPUT", socket_type=_KINDS[kind])
        for setting, value in settings.items():
            setattr(socket, setting, value)
    face.new_socket("Geometry", in_out="OUTPUT", socket_type=_KINDS["Geometry"])
    tree = Tree(group)
    source, sink = tree.node("NodeGroupInput"), tree.node("NodeGroupOutput")
    return tree, source.outputs, sink


def finish(tree: Tree, sink: bpy.types.Node, geometry: bpy.types.NodeSocket) -> bpy.types.NodeTree:
    tree.tree.links.new(geometry, sink.inputs[0])
    tree.arrange()
    return tree.tree


def use_objects(group: bpy.types.NodeTree, *objects: bpy.types.Object) -> bpy.types.NodeTree:
    """A group with its objects in place, in the order in which their nodes were made: somebody may
    have deleted those that it had.
    """
    nodes = [node for node in group.nodes if node.type == "OBJECT_INFO"]
    for node, obj in zip(nodes, objects, strict=False):  # a user may have added some
        if node.inputs["Object"].default_value != obj:
            node.inputs["Object"].default_value = obj
    return group


def use_material(group: bpy.types.NodeTree, material: bpy.types.Material) -> bpy.types.NodeTree:
    """A group with a material again where somebody deleted the one that it had."""
    for node in group.nodes:
        if node.type == "SET_MATERIAL" and not node.inputs["Material"].default_value:
            node.inputs["Material"].default_value = material
    return group


def modifier_with(obj: bpy.types.Object, name: str, *inputs: str) -> bpy.types.Modifier | None:
    """An object's modifier of that name, if it still has a node group with these inputs."""
    modifier = obj.modifiers.get(name)
    if not modifier or modifier.type != "NODES" or not modifier.node_group:
        return None
    items = modifier.node_group.interface.items_tree
    return modifier if all(item in items for item in inputs) else None


def _identifier(modifier: bpy.types.Modifier, name: str) -> str:
    for item in modifier.node_group.interface.items_tree:
        if item.item_type == "SOCKET" and item.in_out == "INPUT" and item.name == name:
            return item.identifier
    raise KeyError(name)


def input_of(modifier: bpy.types.Modifier, name: str) -> tuple[Any, str]:
    """What holds a modifier's input, and the property's name there, as `UILayout.prop` takes."""
    identifier = _identifier(modifier, name)
    if hasattr(modifier, "properties"):
        return getattr(modifier.properties.inputs, identifier), "value"
    return modifier, f'["{identifier}"]'


def set_input(modifier: bpy.types.Modifier, name: str, value: object) -> None:
    identifier = _identifier(modifier, name)
    if hasattr(modifier, "properties"):
        getattr(modifier.properties.inputs, identifier).value = value
    else:
        modifier[identifier] = value
    modifier.id_data.update_tag()


def get_input(modifier: bpy.types.Modifier, name: str) -> Any:
    identifier = _identifier(modifier, name)
    if hasattr(modifier, "properties"):
        return getattr(modifier.properties.inputs, identifier).value
    return modifier[identifier]
