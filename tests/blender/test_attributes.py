"""The table of attributes against what faces and their parts carry."""

import bpy
import numpy as np
import pytest
from blendshape_face.blender import attributes
from blendshape_face.data.anatomy import masks
from blendshape_face.face import attributes as face_attributes


@pytest.fixture
def table():
    kind = attributes.Attribute
    found = []
    for name, value in vars(face_attributes).items():
        if isinstance(value, kind):
            found.append(value)
        elif isinstance(value, tuple) and name != "MASKS":  # masks have names of their own
            found += value
    return found


def test_each_name_is_there_once(table, whole_face):
    names = [attribute.name for attribute in table]
    assert len(names) == len(set(names))
    groups = {group.name for group in whole_face.vertex_groups}
    assert not groups & {attribute.name for attribute in whole_face.data.attributes}


def test_meshes_carry_only_what_the_table_has(table, whole_face):
    known = {attribute.name: attribute for attribute in table}
    carried = set()
    for mesh in bpy.data.meshes:
        for stored in mesh.attributes:
            if stored.is_internal or stored.name in {"material_index", "sharp_face"}:
                continue
            assert (stored.data_type, stored.domain) == known[stored.name][1:], mesh.name
            carried.add(stored.name)
    assert {"landmark", "rest", "part", "skin_brow", "mix_weight_3", "on_head", "eye"} <= carried


def test_the_table_has_all_masks():
    stored = {attribute.name for attribute in face_attributes.MASKS}
    assert stored == set(masks.masks())


@pytest.mark.parametrize(
    ("data_type", "domain", "values"),
    [
        ("FLOAT", "POINT", [0.5, -1.0, 0.0]),
        ("INT", "POINT", [2, -1, 0]),
        ("BOOLEAN", "EDGE", [True, False, True]),
        ("FLOAT2", "CORNER", [[0, 1], [0.5, 0], [1, 1]]),
        ("FLOAT_VECTOR", "POINT", [[0, 1, 2], [3, 4, 5], [6, 7, 8]]),
        ("FLOAT_COLOR", "FACE", [[0, 0.25, 0.5, 1]]),
    ],
)
def test_values_come_back_as_they_were_stored(scene, data_type, domain, values):
    mesh = bpy.data.meshes.new("Triangle")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    kept = attributes.Attribute("kept", data_type, domain)
    assert not attributes.has(mesh, kept)
    mesh.attributes.new("kept", "INT8", "POINT")  # in the way, and of another type
    assert not attributes.has(mesh, kept)
    with pytest.raises(KeyError, match="Triangle has no attribute kept"):
        attributes.read(mesh, kept)
    attributes.store(mesh, kept, np.array(values))
    np.testing.assert_array_equal(attributes.read(mesh, kept), values)
    attributes.overwrite(mesh, kept, np.zeros_like(values))
    assert not attributes.read(mesh, kept).any()
