"""Every attribute that face, parts, looks and views keep on a mesh: one table, one way in and out.

The names are in users' files and in the node groups there: they stay as they are.
"""

from typing import Literal, NamedTuple

import bpy
import numpy as np

DataType = Literal["FLOAT", "INT", "BOOLEAN", "FLOAT_VECTOR", "FLOAT_COLOR"]
Domain = Literal["POINT", "EDGE", "FACE"]

_FIELDS: dict[DataType, tuple[str, type[np.generic]]] = {
    "FLOAT": ("value", np.float32),
    "INT": ("value", np.int32),
    "BOOLEAN": ("value", np.bool_),
    "FLOAT_VECTOR": ("vector", np.float32),
    "FLOAT_COLOR": ("color", np.float32),
}
"""Data type -> the field that foreach_get and foreach_set take, and its numbers."""


class Attribute(NamedTuple):
    """An attribute of a mesh, by the name that it has in Blender."""

    name: str
    data_type: DataType = "FLOAT"
    domain: Domain = "POINT"


LANDMARK = Attribute("landmark", "INT")
"""Each vertex's MediaPipe index: shows when vertices were sorted. Written by face.mesh."""
REST = Attribute("rest", "FLOAT_VECTOR")
"""Where the neutral face has the vertex, in the object's axes, meters. Written by face.mesh."""
AREA = Attribute("part", "INT", "FACE")
"""Index into topology.AREAS. Written by face.mesh."""


def store(mesh: bpy.types.Mesh, attribute: Attribute, values: np.ndarray) -> None:
    """Write (n,) or (n, 3) values, one for each element of the domain, in place of former ones."""
    field, number = _FIELDS[attribute.data_type]
    if former := mesh.attributes.get(attribute.name):
        mesh.attributes.remove(former)
    made = mesh.attributes.new(attribute.name, attribute.data_type, attribute.domain)
    made.data.foreach_set(field, np.ascontiguousarray(values, number).ravel())


def read(mesh: bpy.types.Mesh, attribute: Attribute) -> np.ndarray | None:
    """(n,) or (n, width) values of an attribute, None where the mesh has none of that kind."""
    stored = mesh.attributes.get(attribute.name)
    if stored is None or stored.data_type != attribute.data_type:
        return None
    field, number = _FIELDS[attribute.data_type]
    width = {"vector": 3, "color": 4}.get(field, 1)
    values = np.empty(len(stored.data) * width, number)
    stored.data.foreach_get(field, values)
    return values if width == 1 else values.reshape(-1, width)
