"""Attributes of meshes: what kind each is, and the way of arrays into them and out again."""

from typing import Literal, NamedTuple

import bpy
import numpy as np

DataType = Literal["FLOAT", "INT", "BOOLEAN", "FLOAT2", "FLOAT_VECTOR", "FLOAT_COLOR", "FLOAT4X4"]
Domain = Literal["POINT", "EDGE", "FACE", "CORNER"]


class _Numbers(NamedTuple):
    """How foreach_get and foreach_set see the elements of a data type."""

    field: str
    dtype: type[np.generic]
    width: int
    """Numbers of one element: 3 for a vector, 4 for a color with alpha."""


_NUMBERS: dict[DataType, _Numbers] = {
    "FLOAT": _Numbers("value", np.float32, 1),
    "INT": _Numbers("value", np.int32, 1),
    "BOOLEAN": _Numbers("value", np.bool_, 1),
    "FLOAT2": _Numbers("vector", np.float32, 2),
    "FLOAT_VECTOR": _Numbers("vector", np.float32, 3),
    "FLOAT_COLOR": _Numbers("color", np.float32, 4),
    "FLOAT4X4": _Numbers("value", np.float32, 16),
}


class Attribute(NamedTuple):
    """An attribute of a mesh, by the name that it has in Blender."""

    name: str
    data_type: DataType = "FLOAT"
    domain: Domain = "POINT"


def store(mesh: bpy.types.Mesh, attribute: Attribute, values: np.ndarray) -> None:
    """Write (n,) or (n, width) values, one for each element of the domain.

    An attribute that the mesh has under this name goes first, of whatever type it is.
    """
    # Or Blender would give the new one a name with a number.
    former = mesh.attributes.get(attribute.name)
    if former:
        mesh.attributes.remove(former)
    mesh.attributes.new(attribute.name, attribute.data_type, attribute.domain)
    overwrite(mesh, attribute, values)


def overwrite(mesh: bpy.types.Mesh, attribute: Attribute, values: np.ndarray) -> None:
    """Write (n,) or (n, width) values into an attribute that the mesh has, such as its positions.

    Raises KeyError where it has none of this name.
    """
    numbers = _NUMBERS[attribute.data_type]
    # foreach_set takes Blender's own type without a copy, and nothing but flat sequences.
    flat = np.ascontiguousarray(values, numbers.dtype).ravel()
    elements = mesh.attributes[attribute.name].data
    elements.foreach_set(numbers.field, flat)


def has(mesh: bpy.types.Mesh, attribute: Attribute) -> bool:
    """Whether a mesh has an attribute of this name and this type."""
    stored = mesh.attributes.get(attribute.name)
    return stored is not None and stored.data_type == attribute.data_type


def read(mesh: bpy.types.Mesh, attribute: Attribute) -> np.ndarray:
    """(n,) or (n, width) values of an attribute. Raises KeyError where the mesh `has` it not."""
    if not has(mesh, attribute):
        raise KeyError(f"{mesh.name} has no attribute {attribute.name} of {attribute.data_type}")
    numbers = _NUMBERS[attribute.data_type]
    elements = mesh.attributes[attribute.name].data
    count = len(elements)
    flat = np.empty(count * numbers.width, numbers.dtype)
    elements.foreach_get(numbers.field, flat)
    if numbers.width == 1:
        return flat
    return flat.reshape(count, numbers.width)
