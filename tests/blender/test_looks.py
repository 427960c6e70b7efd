"""Looks: what skin is colored by, the presets, and lines on the edges."""

import json
import re

import bpy
import numpy as np
import pytest
from blendshape_face.blender import modifiers
from blendshape_face.data import looks
from blendshape_face.face import looks as face_looks

from tools.paths import ROOT
from tools.rooms import ROOMS

TONES = tuple(tone.title.upper() for tone in looks.TONES)
LINES = "Face: Lines"


def look(name):
    assert bpy.ops.blendshape_face.look(look=name) == {"FINISHED"}


def mask(mesh, name):
    attribute = mesh.attributes[name]
    size = 3 if attribute.data_type == "FLOAT_VECTOR" else 1
    values = np.empty(len(attribute.data) * size, np.float32)
    attribute.data.foreach_get("vector" if size == 3 else "value", values)
    return values.reshape(-1, size)


def edges_of(mesh):
    pairs = np.empty(2 * len(mesh.edges), np.int32)
    mesh.edges.foreach_get("vertices", pairs)
    return pairs.reshape(-1, 2)


@pytest.fixture
def render(face, scene, tmp_path):
    """A small picture of the face, (64, 64, 3), in display colors; the backdrop is black."""
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location, camera.rotation_euler = (0, -0.6, 0), (np.pi / 2, 0, 0)
    camera.data.lens, camera.data.clip_start = 85, 0.01
    lamp = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.rotation_euler, lamp.data.energy = (np.pi / 2, 0, 0), 2
    for obj in (camera, lamp):
        scene.collection.objects.link(obj)
    scene.camera = camera
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising = 2, False
    face.blendshape_face_garment.render_level = 0
    scene.view_settings.view_transform = "Standard"
    scene.render.resolution_x = scene.render.resolution_y = 64
    scene.render.image_settings.file_format = "PNG"

    def shoot():
        scene.render.filepath = str(tmp_path / "look.png")
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(scene.render.filepath)
        pixels = np.array(image.pixels[:]).reshape(64, 64, 4)[..., :3]
        bpy.data.images.remove(image)
        return pixels

    return shoot


# What is painted


@pytest.mark.parametrize("name", ["skin_lips", "skin_lids", "skin_flush", "skin_shade"])
def test_masks_are_soft(face, name):
    mesh = face.data
    values = mask(mesh, name)[:, 0]
    assert values.min() == 0
    assert 0.5 < values.max() <= 1
    pairs = edges_of(mesh)
    steps = np.abs(values[pairs[:, 0]] - values[pairs[:, 1]])
    assert 0 < steps.max() < 1
    oval = [10, 152, 234, 454, 67, 297, 365, 136]
    assert not values[oval].any()


def test_masks_are_where_they_belong(face):
    lips, lids, flush = (
        mask(face.data, name)[:, 0] for name in ("skin_lips", "skin_lids", "skin_flush")
    )
    np.testing.assert_allclose(lips[[61, 291, 0, 17]], 0.5, atol=1e-6)
    assert (lips[[13, 14]] > 0.55).all()
    assert (lips[[164, 18, 57, 287]] < 0.47).all()
    np.testing.assert_allclose(lids[[33, 133, 159, 145, 263, 362, 386, 374]], 1, atol=1e-6)
    assert (flush[[50, 280, 4]] > 0.5).all()
    assert flush[9] < 0.2


def test_brows_run_from_the_nose_to_the_temple(face):
    along, across, presence = mask(face.data, "skin_brow").T
    for lower, upper in (((55, 65, 52, 53, 46), (107, 66, 105, 63, 70)), ((285, 276), (336, 300))):
        assert (presence[list(lower + upper)] == 1).all()
        assert (np.diff(along[list(lower)]) > 0).all()
        assert (across[list(lower)] < 0).all()
        assert (across[list(upper)] > 0).all()
    assert not presence[[4, 13, 152, 10, 50]].any()


def test_masks_survive_smoothing(face):
    face.blendshape_face_garment.view_level = 1
    smooth = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    assert len(smooth.vertices) > 2000
    values = mask(smooth, "skin_lips")[:, 0]
    assert ((values > 0.45) & (values < 0.55)).sum() > 100


# Presets


def test_a_look_sets_the_skins_material_and_nothing_else(face):
    others = [slot.material for slot in face.material_slots][1:]
    for name in (*TONES, "CLAY"):
        look(name)
        assert face.material_slots[0].material.name == f"Face Skin {name.title()}"
        assert [slot.material for slot in face.material_slots][1:] == others
        assert LINES not in face.modifiers
    bpy.ops.blendshape_face.look(look="DEEP")
    assert len([m for m in bpy.data.materials if m.name.startswith("Face Skin")]) == len(TONES) + 1


def test_faces_wear_looks_of_their_own(face):
    look("TAN")
    bpy.ops.blendshape_face.add()
    other = bpy.context.object
    look("CONTOURS")
    assert face.material_slots[0].material.name == "Face Skin Tan"
    assert LINES not in face.modifiers
    assert face_looks.look_of(face) == "TAN"
    assert face_looks.look_of(other) == "CONTOURS"
    face.material_slots[0].material = bpy.data.materials.new("Mine")
    assert face_looks.look_of(face) == ""


def test_changes_to_a_material_are_kept(face):
    look("OLIVE")
    group = next(n for n in face.active_material.node_tree.nodes if n.type == "GROUP")
    group.inputs["Lips"].default_value = (0, 0, 1, 1)
    look("CLAY")
    look("OLIVE")
    group = next(n for n in face.active_material.node_tree.nodes if n.type == "GROUP")
    assert tuple(group.inputs["Lips"].default_value) == (0, 0, 1, 1)


def test_a_linked_face_is_explained(face, scene, tmp_path):
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "library.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(str(tmp_path / "library.blend"), link=True) as (_, wanted):
        wanted.objects = ["Face"]
    linked = bpy.data.objects["Face"]
    bpy.context.scene.collection.objects.link(linked)
    bpy.context.view_layer.objects.active = linked
    with pytest.raises(RuntimeError, match="Make Local"):
        bpy.ops.blendshape_face.look(look="DEEP")


def test_tones_render_from_light_to_deep(face, render):
    means = {}
    for name in (*TONES, "CLAY"):
        look(name)
        means[name] = render()[24:44, 24:40].mean(axis=(0, 1))
    brightness = [means[name].mean() for name in TONES]
    assert (np.diff(brightness) < -0.03).all(), brightness
    for name in TONES:
        red, green, blue = means[name]
        assert red > green > blue, name
    assert np.ptp(means["CLAY"]) < 0.1


def test_lips_and_brows_are_colored_without_edges(face, render):
    look("LIGHT")
    painted = render()
    for name in ("skin_lips", "skin_brow"):
        face.data.attributes.remove(face.data.attributes[name])
    plain = render()
    change = np.abs(painted - plain).max(axis=2)
    assert (change > 0.1).sum() > 20
    assert (change[:8] < 0.05).all()


@pytest.mark.skipif(
    bpy.app.version < (5, 1), reason="glTF exporters to Blender 5.0 find no color inside a group"
)
def test_exports_have_the_skins_color(face, tmp_path):
    look("TAN")
    bpy.ops.export_scene.gltf(filepath=str(tmp_path / "face.gltf"), export_format="GLTF_SEPARATE")
    exported = json.loads((tmp_path / "face.gltf").read_text())["materials"]
    skin = next(material for material in exported if material["name"] == "Face Skin Tan")
    expected = looks.LOOKS["TAN"].tone.skin
    assert skin["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([*expected, 1])


# Lines


def line_vertices(face):
    evaluated = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    return len(evaluated.vertices)


def test_lines_are_drawn_on_the_edges_and_go_with_another_look(face, render):
    look("CLAY")
    without, clay = line_vertices(face), render()
    look("WIREFRAME")
    wires, wireframe = line_vertices(face), render()
    look("CONTOURS")
    chains, contours = line_vertices(face), render()
    assert wires > chains > without
    assert np.abs(wireframe - clay).mean() > 0.01
    assert np.abs(contours - clay).mean() > 0.005
    blue = (contours[..., 2] - contours[..., 0]) > 0.25
    assert blue.sum() > 30
    face.modifiers.remove(face.modifiers[LINES])
    assert not ((render()[..., 2] - render()[..., 0]) > 0.25).any()
    look("WIREFRAME")
    look("CLAY")
    assert LINES not in face.modifiers
    assert line_vertices(face) == without


def test_contours_are_mediapipes(face):
    """On the bare landmarks each contour edge becomes one tube."""
    look("CONTOURS")
    for modifier in list(face.modifiers):
        if modifier.name != LINES:
            face.modifiers.remove(modifier)
    set_input = modifiers.set_input
    set_input(face.modifiers[LINES], "Show Face", False)
    set_input(face.modifiers[LINES], "Thickness", 1e-5)
    evaluated = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    shown = np.array([vertex.co for vertex in evaluated.vertices])
    landmarks = np.array([vertex.co for vertex in face.data.vertices])
    near = np.linalg.norm(landmarks[:, None] - shown, axis=2).min(axis=1) < 5e-5
    expected = {*range(469, 473), *range(474, 478)}  # irises
    expected |= {10, 338, 152, 377, 454, 234}  # of the oval
    expected |= {61, 0, 291, 17, 78, 13, 308, 14, 33, 159, 133, 145, 263, 386, 362, 374}
    expected |= {46, 53, 52, 65, 55, 70, 63, 105, 66, 107, 276, 285, 300, 336}
    assert near[sorted(expected)].all()
    assert near.sum() == 40 + 32 + 20 + 36 + 8  # lips, lids, brows, oval, irises
    assert not near[[4, 50, 151, 199, 468, 473]].any()


@pytest.mark.parametrize("levels", [0, 1])
def test_contours_follow_the_face_and_its_parts(face, levels):
    face.blendshape_face_garment.view_level = levels
    look("CONTOURS")

    def lowest():
        evaluated = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
        color = evaluated.attributes["line_color"]
        values = np.empty(4 * len(color.data), np.float32)
        color.data.foreach_get("color", values)
        is_line = values.reshape(-1, 4)[:, 3] > 0
        z = np.array([vertex.co.z for vertex in evaluated.vertices])[is_line]
        return z.min(), is_line.sum()

    closed, count = lowest()
    face.data.blendshape_face.channels["jawOpen"].value = 1
    opened, now = lowest()
    assert opened < closed - 0.01
    assert now == count


def test_settings_of_lines_are_live(face, render):
    look("CONTOURS")
    lines, set_input = face.modifiers[LINES], modifiers.set_input
    thin = render()
    set_input(lines, "Thickness", 0.003)
    set_input(lines, "Color", (1.0, 0.0, 0.0, 1.0))
    thick = render()
    assert ((thick[..., 0] - thick[..., 1]) > 0.5).sum() > 100
    assert not ((thin[..., 0] - thin[..., 1]) > 0.5).any()
    set_input(lines, "Show Face", False)
    alone = render()
    assert (alone.max(axis=2) < 0.02).sum() > (thick.max(axis=2) < 0.02).sum() + 300


def test_a_look_where_the_user_removed_the_slots(face):
    face.data.materials.clear()
    assert bpy.ops.blendshape_face.look(look="OLIVE") == {"FINISHED"}
    assert face.data.materials[0].name == "Face Skin Olive"


def test_shaders_are_found_whatever_they_are_called(module, scene):
    """Blender names nodes in the language of its interface."""
    materials = module("blender.materials")
    material = materials.new_material("Any")
    shader = materials.shader_of(material)
    shader.name = "プリンシプルBSDF"
    assert materials.shader_of(material) == shader


def test_no_code_looks_for_nodes_by_names_that_blender_translates():
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] in ROOMS:
            assert not re.search(r"\bnodes\[\"", path.read_text(encoding="utf-8")), path
