"""Building trees of geometry nodes.

Sockets carry *fields*, values for each element of a geometry such as each vertex, or *geometries*,
whole meshes.
"""

from collections.abc import Mapping

import bpy

from .attributes import Attribute, DataType
from .nodes import Input, Socket, Tree


class GeometryTree(Tree):
    """A tree of geometry nodes that is being built."""

    # Fields

    def position(self) -> Socket:
        """The field of vertices' positions."""
        return self.out("GeometryNodeInputPosition")

    def attribute(self, attribute: Attribute) -> Socket:
        """An attribute as a field; 0 where a geometry lacks it."""
        return self.out(
            "GeometryNodeInputNamedAttribute",
            {"Name": attribute.name},
            data_type=attribute.data_type,
        )

    def own(self, vectors: Input, index: Input) -> Socket:
        """What a field of vectors is at other vertices of the geometry where it is worked out.

        A quarter of the cost of `at`, where indices are a field.
        """
        return self.out(
            "GeometryNodeFieldAtIndex",
            {
                "Value": vectors,
                "Index": index,
            },
            data_type="FLOAT_VECTOR",
            domain="POINT",
        )

    def at(self, geometry: Input, value: Input, index: Input) -> Socket:
        """What a field of vectors is at a vertex of a geometry.

        index: of one vertex, or a field of indices, for each element that of its own vertex.
        """
        return self.sample(geometry, value, index, "FLOAT_VECTOR")

    def sample(
        self,
        geometry: Input,
        value: Input,
        index: Input,
        data_type: DataType,
    ) -> Socket:
        """What a field of any type is at a vertex of a geometry; index: as `at` has it."""
        return self.out(
            "GeometryNodeSampleIndex",
            {
                "Geometry": geometry,
                "Value": value,
                "Index": index,
            },
            data_type=data_type,
        )

    def compare(
        self,
        a: Input,
        operation: str,
        b: Input,
        data_type: str = "FLOAT",
    ) -> Socket:
        """A field of truth values from two fields of numbers."""
        return self.out(
            "FunctionNodeCompare",
            {
                "A": a,
                "B": b,
            },
            data_type=data_type,
            operation=operation,
        )

    def both(self, a: Input, b: Input) -> Socket:
        """A field of truth values: where two such fields are true."""
        return self._boolean("AND", a, b)

    def either(self, a: Input, b: Input) -> Socket:
        """A field of truth values: where at least one of two such fields is true."""
        return self._boolean("OR", a, b)

    def opposite(self, a: Input) -> Socket:
        """A field of truth values: where such a field is false."""
        return self._boolean("NOT", a)

    def _boolean(self, operation: str, *values: Input) -> Socket:
        inputs: dict[str | int, Input] = dict(enumerate(values))
        return self.out("FunctionNodeBooleanMath", inputs, operation=operation)

    def on_polygons(self, condition: Input) -> Socket:
        """A field of truth values as each polygon has it, for the edges and vertices of it too."""
        return self.out(
            "GeometryNodeFieldOnDomain",
            {"Value": condition},
            data_type="BOOLEAN",
            domain="FACE",
        )

    def switch(
        self,
        condition: Input,
        no: Input,
        yes: Input,
        kind: str,
    ) -> Socket:
        """`yes` where a truth value holds, else `no`; both fields, geometries or others of `kind`.

        None stands for no geometry.
        """
        inputs: dict[str | int, Input] = {"Switch": condition}
        # An input of geometry that nothing is linked to is empty, and takes no constant.
        if no is not None:
            inputs["False"] = no
        if yes is not None:
            inputs["True"] = yes
        return self.out("GeometryNodeSwitch", inputs, input_type=kind)

    def matrix(
        self,
        x: Input,
        y: Input,
        z: Input,
        origin: Input = (0.0, 0.0, 0.0),
    ) -> Socket:
        """A field of matrices that take x, y and z along these vectors, from an origin."""
        made = self.tree.nodes.new("FunctionNodeCombineMatrix")
        for column, vector in enumerate((x, y, z, origin)):
            for row, coordinate in enumerate(self.split(vector)):
                self.link(coordinate, made, 4 * column + row)
        return made.outputs[0]

    def transform(self, place: Input, matrix: Input) -> Socket:
        """A field of places that a field of matrices moves."""
        return self.out(
            "FunctionNodeTransformPoint",
            {
                "Vector": place,
                "Transform": matrix,
            },
        )

    # Geometries

    def object_geometry(self, obj: Input) -> Socket:
        """An object's geometry with its modifiers, in its own axes."""
        return self.node("GeometryNodeObjectInfo", {"Object": obj}).outputs["Geometry"]

    def store(
        self,
        geometry: Input,
        attribute: Attribute,
        value: Input,
        selection: Input = True,
    ) -> Socket:
        """A geometry with a field kept as an attribute, on the selected elements of its domain."""
        return self.out(
            "GeometryNodeStoreNamedAttribute",
            {
                "Geometry": geometry,
                "Selection": selection,
                "Name": attribute.name,
                "Value": value,
            },
            data_type=attribute.data_type,
            domain=attribute.domain,
        )

    def remove_attributes(self, geometry: Input, *attributes: Attribute) -> Socket:
        """A geometry without these attributes: joined to a face they cost each of its vertices."""
        for attribute in attributes:
            geometry = self.out(
                "GeometryNodeRemoveAttribute",
                {
                    "Geometry": geometry,
                    "Name": attribute.name,
                },
            )
        return geometry

    def set_material(
        self, geometry: Input, material: bpy.types.Material, selection: Input = True
    ) -> Socket:
        """A geometry with a material on the polygons that a field of truth values selects."""
        return self.out(
            "GeometryNodeSetMaterial",
            {
                "Geometry": geometry,
                "Selection": selection,
                "Material": material,
            },
        )

    def join(self, *geometries: Socket) -> Socket:
        """Several geometries as one, their elements in this order."""
        made = self.tree.nodes.new("GeometryNodeJoinGeometry")
        for geometry in reversed(geometries):  # each link goes before the former
            self.tree.links.new(geometry, made.inputs[0])
        return made.outputs[0]

    def nested(
        self,
        group: bpy.types.NodeTree,
        inputs: Mapping[str | int, Input],
    ) -> bpy.types.Node:
        """A node that runs another group; what is None stays empty."""
        made = {name: value for name, value in inputs.items() if value is not None}
        return self.node("GeometryNodeGroup", made, node_tree=group)

    def move(self, geometry: Input, position: Input, selection: Input = True) -> Socket:
        """A geometry whose vertices a field of positions moves, those that are selected."""
        return self.out(
            "GeometryNodeSetPosition",
            {
                "Geometry": geometry,
                "Selection": selection,
                "Position": position,
            },
        )
