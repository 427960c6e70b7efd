"""Faces that are other people: on the mesh, in the garment, by the panel's buttons."""

import bpy
import numpy as np
import pytest
from blendshape_face.data.anatomy import topology
from blendshape_face.data.anatomy.garment.head_shell import shell
from blendshape_face.data.person import basis, chance, files, traits
from blendshape_face.data.person import person as people
from blendshape_face.face import parts, person, person_properties, properties, shape_keys
from mathutils.bvhtree import BVHTree

GARMENT = "Face: Garment"
OVAL = list(topology.OVAL)
CLOSE = 2e-6
"""Meters: float32 in sums of a few dozen."""


def somebody(seed=7):
    return chance.random_person(seed)


def group_of(obj):
    return obj.modifiers[GARMENT].node_group


def shown(obj):
    """(n, 3) vertices of the dressed face."""
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def head_of(obj):
    """(n, 3) vertices of the dressed face that go with its head: first the head's own, without the
    oval.
    """
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flags = np.empty(len(mesh.vertices), bool)
    mesh.attributes["on_head"].data.foreach_get("value", flags)
    of_face = np.empty(len(mesh.polygons), bool)
    mesh.attributes["heat_skin"].data.foreach_get("value", of_face)
    corners = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    sizes = np.array([polygon.loop_total for polygon in mesh.polygons])
    # Next to the oval vertices of the face bend with the head.
    flags[corners[np.repeat(of_face, sizes)]] = False
    return shown(obj)[flags]


def check_head(moved, wanted, places):
    """Whether the head's own vertices, which come first, moved as they should, from `places`.

    Near the seam they bend with the face.
    """
    own = slice(len(wanted))
    difference = np.linalg.norm(moved[own] - wanted, axis=1)
    oval = shell().rest[-len(OVAL) :]
    apart = np.linalg.norm(places[own, None] - oval, axis=2).min(axis=1)
    assert difference[apart > 0.025].max() < 1e-5
    assert difference.max() < 2e-3


def predicted(obj, who):
    """(478, 3) by the pure model."""
    mesh = obj.data
    model = properties.model_of(mesh).blender_basis()
    values = [channel.value for channel in mesh.blendshape_face.channels]
    return basis.person_basis(model, who).positions(np.array(values, np.float32)).reshape(-1, 3)


def garments():
    return [mesh for mesh in bpy.data.meshes if mesh.name.startswith("Face Garment")]


def duplicate(obj):
    copy = obj.copy()
    copy.data = obj.data.copy()
    bpy.context.collection.objects.link(copy)
    return copy


def test_the_face_is_the_person_and_moves(face, positions):
    who = somebody()
    person_properties.set_person(face.data, who)
    assert face.data.blendshape_face.person.name == "Person 7"
    np.testing.assert_allclose(positions(face), predicted(face, who), atol=CLOSE)
    face.data.blendshape_face.channels["eyeBlinkLeft"].value = 1
    np.testing.assert_allclose(positions(face), predicted(face, who), atol=CLOSE)
    rest = np.empty(3 * 478, np.float32)
    face.data.attributes["rest"].data.foreach_get("vector", rest)
    model = properties.model_of(face.data).blender_basis()
    wanted = basis.person_basis(model, who).rest
    np.testing.assert_allclose(rest.reshape(-1, 3), wanted, atol=CLOSE)


def test_the_mean_person_is_the_model_itself(face):
    mesh = face.data
    before = person.face_basis(mesh)
    person_properties.set_person(mesh, somebody())
    assert person.face_basis(mesh) is not before
    person_properties.set_person(mesh, people.Person())
    assert person.face_basis(mesh) is before


def test_animation_moves_the_person(face, film, positions):
    who = somebody()
    person_properties.set_person(face.data, who)
    jaw = face.data.blendshape_face.channels["jawOpen"]
    for frame, value in ((1, 0), (11, 1)):
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)
    shots = film(face, [1, 11])
    jaw.value = 1
    np.testing.assert_allclose(shots[1], predicted(face, who), atol=CLOSE)


def test_trait_sliders_are_the_weights(face):
    stored = face.data.blendshape_face.person
    stored.jaw_width = 1.5
    assert stored.jaw_width == pytest.approx(1.5, abs=1e-5)
    wanted = traits.with_traits(people.Person(), {"jaw_width": 1.5})
    np.testing.assert_allclose(stored.weights, wanted.weights, atol=1e-6)
    stored.nose_length = -2
    assert stored.nose_length == pytest.approx(-2, abs=1e-5)
    assert traits.traits_of(person.person_of(face.data))["nose_length"] == pytest.approx(
        -2, abs=1e-5
    )


def test_a_mode_is_a_slider(face, positions):
    before = positions(face)
    face.data.blendshape_face.person.weights[0] = 2
    assert np.abs(positions(face) - before).max() > 1e-3


def test_the_head_goes_with_the_person(whole_face, positions):
    before = head_of(whole_face)
    mean = positions(whole_face)
    who = somebody()
    person_properties.set_person(whole_face.data, who)
    moved = head_of(whole_face) - before
    rest = properties.model_of(whole_face.data).blender_basis().rest
    wanted = people.head_offsets(who, rest)[: -len(OVAL)]
    check_head(moved, wanted, before)
    assert np.abs(positions(whole_face) - mean).max() > 1e-3


@pytest.mark.parametrize("level", [1, 2])
def test_a_finer_head_is_the_same_head(whole_face, level):
    """The finer one is smoothed: it is the coarse one's within what smoothing does."""
    whole_face.blendshape_face_garment.view_level = level
    before = head_of(whole_face)
    who = somebody()
    person_properties.set_person(whole_face.data, who)
    moved = head_of(whole_face) - before
    rest = properties.model_of(whole_face.data).blender_basis().rest
    coarse = people.head_offsets(who, rest)[: -len(OVAL)]
    # The vertices of a level come first in the next one.
    difference = moved[: len(coarse)] - coarse
    assert np.sqrt((difference**2).sum(axis=1).mean()) < 2e-4
    assert np.linalg.norm(difference, axis=1).max() < 2e-3


def of(obj, material):
    """(n, 3) vertices, and the polygons that are of a material."""
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    polygons = []
    for polygon in mesh.polygons:
        if mesh.materials[polygon.material_index].name == material:
            polygons.append(tuple(polygon.vertices))
    return shown(obj), polygons


@pytest.mark.parametrize("seed", [2, 7])
def test_shirt_and_shoulders_go_with_the_neck(whole_face, seed):
    """The skin ends under the shirt, and they are as far from each other as the mean person's."""

    def to_shirt(obj):
        vertices, shirt = of(obj, "Face Cloth")
        _, skin = of(obj, "Face Skin Light")
        tree = BVHTree.FromPolygons(vertices.tolist(), shirt)
        low = np.unique([corner for polygon in skin for corner in polygon])[below]
        return np.array([tree.find_nearest(vertices[corner])[3] for corner in low])

    vertices, skin = of(whole_face, "Face Skin Light")
    numbers = np.unique([corner for polygon in skin for corner in polygon])
    below = vertices[numbers, 2] < -0.15
    assert below.sum() > 50
    before = to_shirt(whole_face)
    rest = shown(whole_face)
    person_properties.set_person(whole_face.data, chance.random_person(seed, spread=2))
    moved = (shown(whole_face) - rest)[numbers[below]]
    assert np.linalg.norm(moved, axis=1).min() > 2e-3
    np.testing.assert_allclose(to_shirt(whole_face), before, rtol=0.35, atol=1e-4)


@pytest.mark.parametrize("seed", [2, 7])
def test_no_persons_skin_comes_through_the_hair(whole_face, seed):
    person_properties.set_person(whole_face.data, chance.random_person(seed, spread=2))
    vertices, polygons = of(whole_face, "Face Skin Light")
    tree = BVHTree.FromPolygons(vertices.tolist(), polygons)
    _, hair = of(whole_face, "Face Hair")
    strands = vertices[np.unique(hair)]
    depths = []
    for place in strands:
        found, normal, _, _ = tree.find_nearest(place.tolist())
        depths.append((place - np.array(found)) @ np.array(normal))
    # Where it ends at the nape nothing is seen of it: there are no strands any more.
    assert min(depths) > -0.001
    assert max(depths) < 0.03


def test_no_seam_opens(whole_face):
    """Polygons at the oval stay as small as they were: face and head go together."""

    def longest(obj):
        mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
        edges = np.empty(2 * len(mesh.edges), np.int32)
        mesh.edges.foreach_get("vertices", edges)
        edges = edges.reshape(-1, 2)
        touching = edges[np.isin(edges, OVAL).any(axis=1)]
        vertices = shown(obj)
        return np.linalg.norm(np.subtract(*vertices[touching.T]), axis=1)

    before = longest(whole_face)
    for seed in range(5):
        person_properties.set_person(whole_face.data, somebody(seed))
        assert (longest(whole_face) < 1.6 * before + 1e-3).all()


def test_faces_of_the_mean_person_share_one_garment(whole_face):
    other = duplicate(whole_face)
    count = len(garments())
    assert group_of(other) == group_of(whole_face)
    person_properties.set_person(other.data, somebody())
    assert group_of(other) != group_of(whole_face)
    assert not parts.choice_of(other).is_bare
    assert parts.choice_of(other) == parts.choice_of(whole_face)
    # One for the viewport and one for renders.
    assert len(garments()) == count + 2


def test_dragging_leaves_no_copies_behind(whole_face):
    stored = whole_face.data.blendshape_face.person
    stored.face_width = 0.5
    blocks = (bpy.data.meshes, bpy.data.objects, bpy.data.node_groups)
    counts = [len(block) for block in blocks]
    for amount in np.linspace(-3, 3, 20):
        stored.face_width = amount
    assert [len(block) for block in blocks] == counts


def test_reset_gives_the_shared_garment_back(whole_face):
    shared = group_of(whole_face)
    before = shown(whole_face)
    blocks = (bpy.data.meshes, bpy.data.objects, bpy.data.node_groups)
    counts = [len(block) for block in blocks]
    assert bpy.ops.blendshape_face.random_person(seed=3) == {"FINISHED"}
    assert group_of(whole_face) != shared
    assert bpy.ops.blendshape_face.reset_person() == {"FINISHED"}
    assert group_of(whole_face) == shared
    assert [len(block) for block in blocks] == counts
    np.testing.assert_array_equal(shown(whole_face), before)


def test_copies_of_a_person_part_when_one_changes(whole_face):
    person_properties.set_person(whole_face.data, somebody(1))
    before = shown(whole_face)
    copy = duplicate(whole_face)
    assert group_of(copy) == group_of(whole_face)
    person_properties.set_person(copy.data, somebody(2))
    assert group_of(copy) != group_of(whole_face)
    np.testing.assert_array_equal(shown(whole_face), before)
    # Of the same mesh they stay the same.
    linked = copy.copy()
    bpy.context.collection.objects.link(linked)
    person_properties.set_person(copy.data, somebody(3))
    assert group_of(linked) == group_of(copy)
    np.testing.assert_array_equal(shown(linked), shown(copy))


def test_settings_and_parts_survive_a_change_of_person(whole_face, module):
    modifiers = module("blender.modifiers")
    modifier = whole_face.modifiers[GARMENT]
    modifiers.set_input(modifier, "Pupil", 0.006)
    person_properties.set_person(whole_face.data, somebody())
    assert modifiers.get_input(modifier, "Pupil") == pytest.approx(0.006)
    head = head_of(whole_face)
    parts.remove_part(whole_face, "EYES")
    # The former one of its own is gone.
    fitted = [group for group in bpy.data.node_groups if group.name.endswith("of Face")]
    assert fitted == [group_of(whole_face)]
    np.testing.assert_allclose(head_of(whole_face), head, atol=CLOSE)
    # Without a head there is nothing to fit.
    parts.remove_part(whole_face, "HEAD")
    parts.add_part(whole_face, "HEAD")
    np.testing.assert_allclose(head_of(whole_face), head, atol=CLOSE)


def test_a_file_keeps_the_person(whole_face, tmp_path, positions):
    who = somebody()
    person_properties.set_person(whole_face.data, who)
    before = shown(whole_face)
    path = str(tmp_path / "person.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    obj = bpy.data.objects["Face"]
    np.testing.assert_array_equal(shown(obj), before)
    stored = obj.data.blendshape_face.person
    np.testing.assert_allclose(stored.weights, who.weights, atol=1e-6)
    properties.refresh(obj.data)
    np.testing.assert_allclose(positions(obj), predicted(obj, who), atol=CLOSE)
    # It goes on from there.
    stored.jaw_width = 2
    assert np.abs(shown(obj) - before).max() > 1e-3


def test_undo_brings_the_person_back(whole_face, positions):
    bpy.context.preferences.edit.use_global_undo = True
    bpy.ops.ed.undo_push(message="before")
    before = shown(whole_face)
    assert bpy.ops.blendshape_face.random_person(seed=3) == {"FINISHED"}
    bpy.ops.ed.undo_push(message="person")
    bpy.ops.ed.undo()
    obj = bpy.data.objects["Face"]
    np.testing.assert_array_equal(shown(obj), before)
    # Sliders move the former person, not the one that was undone.
    obj.data.blendshape_face.channels["jawOpen"].value = 0.5
    np.testing.assert_allclose(positions(obj), predicted(obj, people.Person()), atol=CLOSE)
    obj.data.blendshape_face.channels["jawOpen"].value = 0
    bpy.ops.ed.undo_push(message="jaw")
    bpy.ops.ed.undo()
    bpy.ops.ed.redo()
    obj = bpy.data.objects["Face"]
    np.testing.assert_allclose(positions(obj), predicted(obj, people.Person()), atol=CLOSE)


def test_another_model_keeps_the_person(whole_face, module, positions):
    who = somebody()
    person_properties.set_person(whole_face.data, who)
    path = module("data.bundled").path_of("mediapipe")
    assert bpy.ops.blendshape_face.load_model(filepath=str(path)) == {"FINISHED"}
    np.testing.assert_allclose(positions(whole_face), predicted(whole_face, who), atol=CLOSE)
    before = head_of(whole_face)
    person_properties.set_person(whole_face.data, people.Person())
    rest = properties.model_of(whole_face.data).blender_basis().rest
    moved = before - head_of(whole_face)
    wanted = people.head_offsets(who, rest)[: -len(OVAL)]
    check_head(moved, wanted, before)


def test_shape_keys_are_the_persons_and_come_back(face, positions):
    who = somebody()
    person_properties.set_person(face.data, who)
    face.data.blendshape_face.channels["jawOpen"].value = 0.7
    before = positions(face)
    shape_keys.to_shape_keys(face)
    np.testing.assert_allclose(positions(face, evaluated=True), before, atol=CLOSE)
    shape_keys.to_live(face)
    np.testing.assert_allclose(positions(face), before, atol=CLOSE)


def test_a_converted_face_stays_who_it_is(face):
    person_properties.set_person(face.data, somebody())
    shape_keys.to_shape_keys(face)
    stored = face.data.blendshape_face.person
    before = list(stored.weights)
    with pytest.raises(RuntimeError, match="go back to live"):
        bpy.ops.blendshape_face.random_person(seed=1)
    stored.jaw_width = 2
    assert list(stored.weights) == before
    assert stored.name == "Person 7"


def test_in_edit_mode_nothing_changes(face):
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(RuntimeError, match="Edit Mode"):
        bpy.ops.blendshape_face.random_person(seed=1)
    bpy.ops.object.mode_set(mode="OBJECT")
    assert not person.is_somebody(face.data)


def test_buttons(face, tmp_path):
    stored = face.data.blendshape_face.person
    assert bpy.ops.blendshape_face.random_person(seed=5, spread=0.5) == {"FINISHED"}
    half = chance.random_person(5, 0.5).weights
    np.testing.assert_allclose(stored.weights, half, atol=1e-6)
    assert (stored.seed, stored.spread) == (5, 0.5)
    assert bpy.ops.blendshape_face.mirror_person() == {"FINISHED"}
    wanted = people.mirrored(people.Person("", half)).weights
    np.testing.assert_allclose(stored.weights, wanted, atol=1e-6)
    stored.name = "Ada"
    path = tmp_path / "ada.toml"
    assert bpy.ops.blendshape_face.save_person(filepath=str(path)) == {"FINISHED"}
    assert files.read_person(path).name == "Ada"
    assert bpy.ops.blendshape_face.reset_person() == {"FINISHED"}
    assert not any(stored.weights)
    assert stored.name == ""
    assert bpy.ops.blendshape_face.load_person(filepath=str(path)) == {"FINISHED"}
    np.testing.assert_allclose(stored.weights, wanted, atol=1e-4)
    assert stored.name == "Ada"


def test_random_people_may_have_a_tone(face, module):
    look_of = module("face.looks").look_of
    assert bpy.ops.blendshape_face.random_person(seed=5) == {"FINISHED"}
    assert look_of(face) == "LIGHT"
    shape = list(face.data.blendshape_face.person.weights)
    found = set()
    for seed in range(20):
        bpy.ops.blendshape_face.random_person(seed=seed, tone=True)
        assert look_of(face) == chance.random_tone(seed)
        found.add(look_of(face))
    assert len(found) == 6
    bpy.ops.blendshape_face.random_person(seed=5, tone=True)
    assert list(face.data.blendshape_face.person.weights) == shape


def write_pyfeat(path, meshes):
    """A file as Detectorv2 writes it, of faces (478, 3) at rest before a camera."""
    header = ["FaceRectWidth", "FaceRectHeight", "frame", "jawOpen"]
    for axis in "xyz":
        header += [f"mesh_{axis}_{index}" for index in range(478)]
    width = 500.0
    rows = [header]
    for frame, mesh in enumerate(meshes):
        x, y, z = 3000 * mesh.T
        numbers = [width, width, frame, 0, *(x + 900), *(400 - z), *(y / width)]
        rows.append([repr(float(number)) for number in numbers])
    path.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")


def test_likeness_of_a_recording(face, tmp_path, module, capfd):
    who = somebody()
    bundled = module("data.bundled")
    model = bundled.bundled(bundled.MEDIAPIPE).blender_basis()
    mesh = basis.person_basis(model, who).rest
    path = tmp_path / "ada.csv"
    write_pyfeat(path, [mesh, mesh])
    assert bpy.ops.blendshape_face.likeness(filepath=str(path)) == {"FINISHED"}
    told = capfd.readouterr().out
    assert "ada.csv, 2 frames" in told
    assert "mm (root mean square), at worst" in told
    found = person.person_of(face.data)
    assert found.name == "ada"
    # No tracker is trusted to the last: what it hardly shows is left to the mean.
    assert np.corrcoef(found.weights, who.weights)[0, 1] > 0.8
    write_pyfeat(path, [mesh])
    bpy.ops.blendshape_face.likeness(filepath=str(path))
    assert "one picture cannot tell depth" in capfd.readouterr().out


def test_a_likeness_of_nobody_changes_nothing(face, tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("frame,jawOpen\n0,1\n")
    with pytest.raises(RuntimeError, match=r"none\.csv, row 1: lacks FaceRectWidth"):
        bpy.ops.blendshape_face.likeness(filepath=str(path))
    assert not person.is_somebody(face.data)


def test_a_file_without_a_person_changes_nothing(face, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text("name = 'x'\n")
    bpy.ops.blendshape_face.random_person(seed=5)
    before = list(face.data.blendshape_face.person.weights)
    with pytest.raises(RuntimeError, match=r"wrong\.toml, modes"):
        bpy.ops.blendshape_face.load_person(filepath=str(path))
    assert list(face.data.blendshape_face.person.weights) == before


def test_a_take_is_planned_for_the_person(face, module):
    """What reduction may move in millimeters is told of this face."""
    person_properties.set_person(face.data, somebody())
    targets = module("animation.targets")
    options = module("animation.options").BakeOptions()
    assert targets.face_target(face, options).basis is person.face_basis(face.data)
