"""What tests of undo compare sees a change of any one thing."""

from collections.abc import Callable

import bpy
import pytest
from blendshape_face.blender.actions import fcurves

from tests.blender.fingerprint import differences, fingerprint


def nodes() -> bpy.types.NodeTree:
    return bpy.context.object.modifiers["Face: Garment"].node_group


def mesh() -> bpy.types.Mesh:
    """The garment's skin: not the face's own, which goes back to where its sliders put it."""
    return max(bpy.data.meshes, key=lambda each: len(each.polygons))


def key() -> bpy.types.Keyframe:
    return fcurves(bpy.context.object)[0].keyframe_points[0]


def change_socket() -> None:
    inputs = [each for node in nodes().nodes for each in node.inputs if each.type == "VALUE"]
    inputs[-1].default_value += 0.125


def change_link() -> None:
    links = nodes().links
    links.remove(links[len(links) // 2])


def change_attribute() -> None:
    mesh().attributes["Mine"].data[-1].value = 0.125


def change_edge() -> None:
    mesh().edges[3].vertices = (5, 7)


def change_corner() -> None:
    mesh().loops[3].vertex_index += 1


def change_vertex() -> None:
    mesh().vertices[-1].co.x += 0.001


def choose_vertex() -> None:
    mesh().vertices[-1].select = not mesh().vertices[-1].select


def change_material_index() -> None:
    mesh().polygons[-1].material_index += 1


def change_text() -> None:
    bpy.data.texts["Text"].write("#")


def change_pixel() -> None:
    bpy.data.images["Picture"].pixels[-4] = 0.5


def change_key() -> None:
    key().co.y += 0.125


def change_handle() -> None:
    key().handle_right.x += 0.125


def change_interpolation() -> None:
    key().interpolation = "LINEAR"


def give_property() -> None:
    bpy.context.object["mine"] = 0.125


CHANGES = (
    change_socket,
    change_link,
    change_attribute,
    change_edge,
    change_corner,
    change_vertex,
    choose_vertex,
    change_material_index,
    change_text,
    change_pixel,
    change_key,
    change_handle,
    change_interpolation,
    give_property,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_seen(whole_face: bpy.types.Object, change: Callable[[], None]) -> None:
    bpy.data.texts.new("Text")
    bpy.data.images.new("Picture", 8, 8)
    mesh().attributes.new("Mine", "FLOAT", "POINT")
    whole_face.keyframe_insert("location", frame=1)
    before = fingerprint()
    assert differences(before, fingerprint()) == []
    change()
    assert before != fingerprint()
