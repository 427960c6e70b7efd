"""Hair and bust: they are there, go with the face without cutting into it, and can be taken off."""

import bpy
import numpy as np
import pytest
from blendshape_face.blender import modifiers
from blendshape_face.data import looks
from blendshape_face.face import parts
from mathutils.bvhtree import BVHTree

GARMENT = "Face: Garment"


def shown(obj, level=0):
    """Vertices of the evaluated mesh, and the vertices of polygons by their material's name."""
    obj.blendshape_face_garment.view_level = level
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    polygons = {}
    for polygon in mesh.polygons:
        name = mesh.materials[polygon.material_index].name
        polygons.setdefault(name, []).append(tuple(polygon.vertices))
    return flat.reshape(-1, 3), polygons


def of(obj, material, level=0):
    vertices, polygons = shown(obj, level)
    used = sorted({corner for polygon in polygons.get(material, ()) for corner in polygon})
    return vertices[used]


def set_brows(obj, value):
    for channel in obj.data.blendshape_face.channels:
        channel.value = value if channel.name.startswith("brow") else 0


def hair_color(obj):
    return tuple(modifiers.get_input(obj.modifiers[GARMENT], "Hair Color"))[:3]


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("channel", ["", "browInnerUp", "browDown", "jawOpen", "mouthSmile"])
def test_no_expression_brings_skin_through_the_hair(whole_face, channel, level):
    for one in whole_face.data.blendshape_face.channels:
        one.value = float(bool(channel) and one.name.startswith(channel))
    vertices, polygons = shown(whole_face, level)
    skin = BVHTree.FromPolygons(vertices.tolist(), polygons["Face Skin Light"])
    hair = of(whole_face, "Face Hair", level)
    middle = np.array((0, 0.005, 0.035))
    covered = 0
    for place in hair:
        outwards = place - middle
        found = skin.ray_cast(middle, outwards)[0]
        depth = np.linalg.norm(outwards) - np.linalg.norm(np.array(found) - middle)
        covered += 1
        assert depth > 0.0002, place
    assert covered > 2000


def test_the_hairline_goes_with_the_forehead(whole_face):
    rest = of(whole_face, "Face Hair")
    set_brows(whole_face, 1)
    moved = np.linalg.norm(of(whole_face, "Face Hair") - rest, axis=1)
    is_forehead = rest[:, 1] < -0.075
    assert moved[is_forehead].max() > 1e-4
    assert moved[rest[:, 1] > 0.08].max() < 1e-4


def test_nothing_moves_shirt_and_shoulders(whole_face):
    rest = of(whole_face, "Face Cloth")
    skin = of(whole_face, "Face Skin Light")
    for channel in whole_face.data.blendshape_face.channels:
        channel.value = 1
    np.testing.assert_array_equal(of(whole_face, "Face Cloth"), rest)
    low = skin[:, 2] < -0.155
    assert low.sum() > 50
    np.testing.assert_array_equal(of(whole_face, "Face Skin Light")[low], skin[low])


def test_the_shirt_hides_where_the_skin_ends(whole_face):
    vertices, polygons = shown(whole_face, 2)
    edges = {}
    for polygon in polygons["Face Skin Light"]:
        for pair in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            key = tuple(sorted(pair))
            edges[key] = edges.get(key, 0) + 1
    end = {corner for key, count in edges.items() if count == 1 for corner in key}
    end = [corner for corner in end if vertices[corner][2] < -0.12]
    assert len(end) > 50
    shirt = BVHTree.FromPolygons(vertices.tolist(), polygons["Face Cloth"])
    for corner in end:
        place = vertices[corner]
        outwards = (place[0], place[1] - 0.034, 0)
        assert shirt.ray_cast(place, outwards)[0]
        assert shirt.ray_cast(place, (0, 0, 1))[0]


def test_hair_is_a_part(whole_face):
    assert parts.has_part(whole_face, "HAIR")
    with_hair = len(shown(whole_face)[0])
    bpy.ops.blendshape_face.part(part="HAIR")
    without = len(shown(whole_face)[0])
    assert 1000 < with_hair - without < 3000
    assert not len(of(whole_face, "Face Hair"))
    assert "Hair Color" not in whole_face.modifiers[GARMENT].node_group.interface.items_tree
    bpy.ops.blendshape_face.part(part="HAIR")
    assert len(shown(whole_face)[0]) == with_hair
    bpy.ops.blendshape_face.part(part="HEAD")
    assert not len(of(whole_face, "Face Hair"))
    assert not len(of(whole_face, "Face Cloth"))


def test_settings_of_the_eyes_stay_when_hair_comes_and_goes(whole_face):
    modifiers.set_input(whole_face.modifiers[GARMENT], "Pupil", 0.007)
    for _ in range(2):
        bpy.ops.blendshape_face.part(part="HAIR")
        pupil = modifiers.get_input(whole_face.modifiers[GARMENT], "Pupil")
        assert pupil == pytest.approx(0.007)


def test_hair_has_the_color_of_the_look_until_a_user_chooses_one(whole_face):
    for name in ("LIGHT", "DEEP", "PORCELAIN"):
        bpy.ops.blendshape_face.look(look=name)
        assert hair_color(whole_face) == pytest.approx(looks.LOOKS[name].tone.hair)
    modifiers.set_input(whole_face.modifiers[GARMENT], "Hair Color", (0.5, 0.1, 0.2, 1))
    bpy.ops.blendshape_face.look(look="TAN")
    assert hair_color(whole_face) == pytest.approx((0.5, 0.1, 0.2))
    whole_face.blendshape_face_garment.view_level = 1
    assert hair_color(whole_face) == pytest.approx((0.5, 0.1, 0.2))
    mesh = whole_face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    assert tuple(mesh.attributes["hair_color"].data[0].color)[:3] == pytest.approx((0.5, 0.1, 0.2))


def test_research_looks_have_no_hair(whole_face):
    bpy.ops.blendshape_face.look(look="CLAY")
    assert not parts.has_part(whole_face, "HAIR")
    bpy.ops.blendshape_face.look(look="CONTOURS")
    assert not parts.has_part(whole_face, "HAIR")
    # Who wants hair on clay puts it on; it stays there.
    bpy.ops.blendshape_face.part(part="HAIR")
    assert hair_color(whole_face) == pytest.approx(looks.LOOKS["CLAY"].tone.hair)
    bpy.ops.blendshape_face.look(look="WIREFRAME")
    assert parts.has_part(whole_face, "HAIR")
    bpy.ops.blendshape_face.look(look="BROWN")
    bpy.ops.blendshape_face.look(look="CLAY")
    bpy.ops.blendshape_face.look(look="BROWN")
    assert hair_color(whole_face) == pytest.approx(looks.LOOKS["BROWN"].tone.hair)


def test_a_bald_face_stays_bald_from_one_tone_to_the_next(whole_face):
    bpy.ops.blendshape_face.part(part="HAIR")
    bpy.ops.blendshape_face.look(look="TAN")
    assert not parts.has_part(whole_face, "HAIR")


def test_choices_of_before_there_was_hair_are_read(whole_face):
    bpy.ops.blendshape_face.part(part="HAIR")
    bald = parts.choice_of(whole_face)
    vertices = len(shown(whole_face)[0])
    whole_face.modifiers[GARMENT].node_group["face_choice"] = [1, 1, 1, 0, 2]
    assert parts.choice_of(whole_face) == bald
    bpy.ops.blendshape_face.part(part="HAIR")
    assert parts.has_part(whole_face, "EYES")
    assert len(shown(whole_face)[0]) > vertices + 1000
