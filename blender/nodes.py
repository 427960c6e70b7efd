"""Building node trees, a node in one line: what materials and geometry nodes have in common.

A *field* is a value for each place on a surface, or for each element of a geometry such as a
vertex, worked out where it is used.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from .attributes import Attribute

Socket = bpy.types.NodeSocket
Input = Any
"""What a node takes: a socket to link, or a constant: a number, a truth value, a tuple of three or
four, a data-block."""

_COLUMN = 200
_ROW = 180
"""Distances between nodes in the editor, in its own pixels."""

_ATTRIBUTE_OUTPUTS = {
    "FLOAT_COLOR": 0,
    "FLOAT_VECTOR": 1,
    "FLOAT": 2,
}
"""Data type -> index of the Attribute shader node's output. Blender versions: names differ."""

# A Mix node has sockets for all data types at once, several of one name. Those of vectors, of
# colors, and the factor that both use:
_MIX_FACTOR = 0
_MIX_VECTORS = (4, 5)
_MIX_COLORS = (6, 7)
_MIXED_COLOR = 2


class Tree:
    """A node tree that is being built: every method returns a socket or a node to go on from."""

    def __init__(self, tree: bpy.types.NodeTree) -> None:
        self.tree = tree

    def node(
        self,
        kind: str,
        inputs: Mapping[str | int, Input] | None = None,
        **settings: object,
    ) -> bpy.types.Node:
        """A node of a kind, by its `bl_idname`, with settings by the names of its properties.

        inputs: by the name or index of the input. Of several inputs of a name that one is meant
            which the settings leave in use.
        """
        made = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        # After the settings: these decide which inputs are in use.
        for key, value in (inputs or {}).items():
            socket = _find_input(made, key)
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, socket)
            else:
                socket.default_value = value  # pyright: ignore[reportAttributeAccessIssue]
        return made

    def out(
        self,
        kind: str,
        inputs: Mapping[str | int, Input] | None = None,
        **settings: object,
    ) -> Socket:
        """The first output in use of a new node, which takes what `node` takes."""
        made = self.node(kind, inputs, **settings)
        return next(socket for socket in made.outputs if socket.enabled)

    def link(
        self,
        socket: Socket,
        node: bpy.types.Node,
        name: str | int,
    ) -> None:
        """Connect a socket with an input of a node that is there already."""
        self.tree.links.new(socket, node.inputs[name])

    # Numbers, vectors and colors

    def math(self, operation: str, *values: Input) -> Socket:
        """A field of numbers from fields of numbers; MULTIPLY_ADD is the first times the second
        plus the third.
        """
        return self.out("ShaderNodeMath", dict(enumerate(values)), operation=operation)

    def vector(self, operation: str, *values: Input) -> Socket:
        """A field of vectors from fields of vectors.

        SCALE takes a number as its second value; LENGTH and DOT_PRODUCT give numbers.
        """
        inputs: dict[str | int, Input] = dict(enumerate(values))
        if operation == "SCALE":
            # The factor has a socket of its own; the second one stays for another vector.
            inputs["Scale"] = inputs.pop(1)
        return self.out("ShaderNodeVectorMath", inputs, operation=operation)

    def split(self, vector: Input) -> tuple[Socket, ...]:
        """The fields x, y and z of a field of vectors."""
        return tuple(self.node("ShaderNodeSeparateXYZ", {0: vector}).outputs)

    def combine(self, x: Input, y: Input, z: Input) -> Socket:
        """A field of vectors from three fields of numbers."""
        return self.out(
            "ShaderNodeCombineXYZ",
            {
                0: x,
                1: y,
                2: z,
            },
        )

    def mean(self, vectors: Sequence[Input]) -> Socket:
        """The middle of several fields of vectors."""
        return self.vector("SCALE", self.total(vectors), 1 / len(vectors))

    def total(self, vectors: Sequence[Input]) -> Input:
        """The sum of fields of vectors."""
        total = vectors[0]
        for vector in vectors[1:]:
            total = self.vector("ADD", total, vector)
        return total

    def mix_vectors(self, factor: Input, start: Input, end: Input) -> Socket:
        """A field of vectors: `start` where the factor is 0, `end` where it is 1."""
        first, second = _MIX_VECTORS
        inputs = {
            _MIX_FACTOR: factor,
            first: start,
            second: end,
        }
        return self.out("ShaderNodeMix", inputs, data_type="VECTOR")

    def mix_colors(
        self,
        factor: Input,
        start: Input,
        end: Input,
        blend: str = "MIX",
    ) -> Socket:
        """A color: `start` where the factor is 0, where it is 1 `end` blended over it."""
        first, second = _MIX_COLORS
        inputs = {
            _MIX_FACTOR: factor,
            first: start,
            second: end,
        }
        node = self.node("ShaderNodeMix", inputs, data_type="RGBA", blend_type=blend)
        return node.outputs[_MIXED_COLOR]

    def ramp(
        self,
        value: Input,
        start: float | Socket,
        end: float | Socket,
        low: float | Socket = 0.0,
        high: float | Socket = 1.0,
        interpolation: str = "SMOOTHSTEP",
    ) -> Socket:
        """A field of numbers that goes from `low` to `high` as the value goes from start to end.

        It stays there beyond them. Where start is the larger of the two it falls.
        """
        return self.out(
            "ShaderNodeMapRange",
            {
                "Value": value,
                "From Min": start,
                "From Max": end,
                "To Min": low,
                "To Max": high,
            },
            interpolation_type=interpolation,
        )

    def shader_attribute(self, attribute: Attribute) -> Socket:
        """An attribute of the surface in a material's tree; 0 where a mesh lacks it."""
        node = self.node("ShaderNodeAttribute", attribute_name=attribute.name)
        return node.outputs[_ATTRIBUTE_OUTPUTS[attribute.data_type]]

    def arrange(self) -> None:
        """Place the nodes in the editor: each to the right of those it needs."""
        # All links at once: a socket's own are looked for among all of the tree's.
        needed: dict[bpy.types.Node, list[bpy.types.Node]] = {}
        for link in self.tree.links:
            needed.setdefault(link.to_node, []).append(link.from_node)
        column: dict[bpy.types.Node, int] = {}
        for node in self.tree.nodes:
            _find_column(node, needed, column)
        # In each column from the top, in the order in which the nodes were found.
        filled_rows: dict[int, int] = {}
        places: dict[bpy.types.Node, tuple[int, int]] = {}
        for node, place in column.items():
            row = filled_rows.get(place, 0)
            filled_rows[place] = row + 1
            places[node] = (place * _COLUMN, -row * _ROW)
        # All at once: for each node that is moved Blender looks through the whole tree.
        locations = [coordinate for node in self.tree.nodes for coordinate in places[node]]
        self.tree.nodes.foreach_set("location", locations)


def _find_input(node: bpy.types.Node, key: str | int) -> Socket:
    """An input by its index or its name.

    Of several inputs of a name the one in use: others belong to other data types.
    """
    if isinstance(key, int):
        return node.inputs[key]
    in_use = [socket for socket in node.inputs if socket.enabled]
    return next(socket for socket in in_use if socket.name == key)


def _find_column(
    node: bpy.types.Node,
    needed: Mapping[bpy.types.Node, Sequence[bpy.types.Node]],
    column: dict[bpy.types.Node, int],
) -> int:
    """A node's column, from 0, found together with those of all nodes before it.

    needed: of each node those whose outputs it takes.
    """
    if node in column:
        return column[node]
    last_before = -1
    for before in needed.get(node, ()):
        last_before = max(last_before, _find_column(before, needed, column))
    column[node] = last_before + 1
    return column[node]
