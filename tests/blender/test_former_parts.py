"""A face that version 0.1 dressed gets the garment at one press, and keeps what its user set."""

import bpy
import pytest
from blendshape_face.blender.modifiers import (
    GroupInput,
    finish,
    get_input,
    modifier_group,
    set_input,
)

FORMER = ("Face: Mouth", "Face: Lids", "Face: Head", "Face: Smooth", "Face: Teeth", "Face: Eyes")
"""In the order in which version 0.1 put them on."""


@pytest.fixture
def former_face(face):
    """A face with modifiers as version 0.1 named them, whose groups change nothing."""
    inputs = {
        "Iris Color": GroupInput("Color"),
        "Pupil": GroupInput("Float"),
        "Lashes": GroupInput("Bool"),
    }
    tree, given, sink = modifier_group("Former", inputs)
    group = finish(tree, sink, given["Geometry"])
    for name in FORMER:
        if name == "Face: Smooth":
            smooth = face.modifiers.new(name, "SUBSURF")
            smooth.levels = 1
            smooth.render_levels = 3
        else:
            face.modifiers.new(name, "NODES").node_group = group
    eyes = face.modifiers["Face: Eyes"]
    set_input(eyes, "Pupil", 0.006)
    set_input(eyes, "Iris Color", (0.4, 0.1, 0.0, 1))
    set_input(eyes, "Lashes", True)
    face.modifiers.new("Mine", "WAVE")
    return face


def test_dressing_anew_keeps_parts_settings_and_own_modifiers(former_face):
    assert bpy.ops.blendshape_face.dress_anew() == {"FINISHED"}
    names = [modifier.name for modifier in former_face.modifiers]
    assert names == ["Face: Deform Marker", "Face: Garment", "Mine"]
    garment = former_face.modifiers["Face: Garment"]
    assert get_input(garment, "Pupil") == pytest.approx(0.006)
    assert list(get_input(garment, "Iris Color")) == pytest.approx([0.4, 0.1, 0.0, 1])
    assert get_input(garment, "Lashes")
    assert "Hair Color" not in garment.node_group.interface.items_tree
    levels = former_face.blendshape_face_garment
    assert (levels.view_level, levels.render_level) == (1, 3)


def test_a_face_of_today_keeps_its_parts(whole_face):
    assert not bpy.ops.blendshape_face.dress_anew.poll()
    with pytest.raises(RuntimeError, match="no parts of an older version"):
        bpy.ops.blendshape_face.dress_anew()
    assert "Face: Garment" in whole_face.modifiers


def test_parts_that_were_off_stay_off(former_face):
    for name in ("Face: Head", "Face: Teeth"):
        former_face.modifiers.remove(former_face.modifiers[name])
    bpy.ops.blendshape_face.dress_anew()
    mesh = former_face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    kept = {mesh.materials[polygon.material_index].name for polygon in mesh.polygons}
    assert "Face Eyeball" in kept
    assert not kept & {"Face Teeth", "Face Gums"}
