"""Shape keys for a character from a face that lies over it, and what stays as it was."""

from dataclasses import replace

import bpy
import numpy as np
import pytest
from mathutils import Matrix

from tests.elsewhere import elsewhere

"""ICT-FaceKit's head with its own expressions (MIT), which is not part of this repository."""
FACE_PART, SOCKETS, INNER = slice(0, 9409), slice(11248, 14062), slice(14062, 24591)

PLACE = Matrix.LocRotScale((3, 2, 1), Matrix.Rotation(0.7, 3, "X").to_quaternion(), (1.5,) * 3)
OWN_AXES = Matrix.LocRotScale(
    (1, -2, 5), Matrix.Rotation(1.7, 3, "Z").to_quaternion(), (0.5, 2, -1)
)


@pytest.fixture
def basis(face, module):
    return module("face.properties").model_of(face.data).blender_basis()


@pytest.fixture
def skin(module):
    """The face's triangles without the fillings of its openings."""
    topology = module("data.anatomy.topology").topology()
    return topology.triangles[topology.area < 2]


def mesh_object(vertices, triangles, name="Hero"):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(vertices).tolist(), [], triangles)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(obj)
    return obj


@pytest.fixture
def twin(face, basis, skin):
    """A character that is the face's own skin, in axes of its own."""
    obj = mesh_object(basis.rest[:468], skin.tolist())
    face.matrix_world = PLACE
    obj.matrix_world = OWN_AXES
    obj.data.transform(OWN_AXES.inverted() @ PLACE)
    obj.data.flip_normals()  # its axes are mirrored
    return obj


@pytest.fixture
def monkey(face):
    bpy.ops.mesh.primitive_monkey_add(size=0.177, location=(0, -0.0154, -0.0015))
    return bpy.context.object


def transfer(character, face, **options):
    for obj in bpy.context.selected_objects:
        obj.select_set(False)
    face.select_set(True)
    character.select_set(True)
    bpy.context.view_layer.objects.active = character
    return bpy.ops.blendshape_face.transfer_shapes(**options)


def coordinates(data):
    flat = np.empty(3 * len(data), np.float32)
    data.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def displacements(obj):
    keys = obj.data.shape_keys
    rest = coordinates(keys.reference_key.data)
    return {
        key.name: coordinates(key.data) - rest
        for key in keys.key_blocks
        if key != keys.reference_key
    }


def explained(found, truth):
    return 1 - ((found - truth) ** 2).sum() / (truth**2).sum()


def inventory():
    """Names of all there is in the file."""
    return {
        kind: sorted(block.name for block in getattr(bpy.data, kind))
        for kind in ("objects", "meshes", "scenes", "collections", "materials", "actions")
    }


def test_a_character_like_the_face_moves_as_the_face(twin, face, basis):
    assert transfer(twin, face) == {"FINISHED"}
    found = displacements(twin)
    channels = [channel.name for channel in face.data.blendshape_face.channels]
    assert list(found) == channels[1:-3]  # _neutral moves nothing; head pose is left out
    to_character = np.array((OWN_AXES.inverted() @ PLACE).to_3x3())
    for name, moved in found.items():
        truth = basis.shapes[channels.index(name), :468] @ to_character.T
        assert explained(moved, truth) > 0.95, name
    key = twin.data.shape_keys.key_blocks["jawOpen"]
    assert key.value == 0
    assert key.relative_key.name == "Basis"
    np.testing.assert_array_equal(
        coordinates(twin.data.vertices), coordinates(key.relative_key.data)
    )


def test_seams_do_not_tear(twin, face):
    corners = np.array([polygon.vertices for polygon in twin.data.polygons])
    vertices = coordinates(twin.data.vertices)[corners.ravel()]
    split = mesh_object(vertices, np.arange(len(vertices)).reshape(-1, 3).tolist())
    split.matrix_world = OWN_AXES
    transfer(twin, face)
    transfer(split, face)
    whole = displacements(twin)
    for name, moved in displacements(split).items():
        np.testing.assert_allclose(moved, whole[name][corners.ravel()], atol=1e-6)


def test_all_else_stays(monkey, face):
    monkey.modifiers.new("Mine", "SUBSURF")
    monkey.data.materials.append(bpy.data.materials.new("Fur"))
    monkey.shape_key_add(name="Basis")
    wide = monkey.shape_key_add(name="Wide")
    wide.data[0].co.x += 1
    wide.value = 0.5
    wide.keyframe_insert("value", frame=1)
    face.data.blendshape_face.channels["jawOpen"].value = 0.7
    bpy.context.view_layer.update()
    before, vertices = inventory(), coordinates(monkey.data.vertices)
    shown, place = coordinates(face.data.vertices), face.matrix_world.copy()
    assert transfer(monkey, face) == {"FINISHED"}
    assert inventory() == before
    keys = monkey.data.shape_keys
    assert [key.name for key in keys.key_blocks[:2]] == ["Basis", "Wide"]
    assert keys.key_blocks["Wide"].value == 0.5
    assert keys.animation_data.action
    assert displacements(monkey)["Wide"][0, 0] == pytest.approx(1)
    assert [modifier.name for modifier in monkey.modifiers] == ["Mine"]
    assert not monkey.vertex_groups
    np.testing.assert_array_equal(coordinates(monkey.data.vertices), vertices)
    np.testing.assert_array_equal(coordinates(face.data.vertices), shown)
    assert face.matrix_world == place
    assert bpy.context.object == monkey


def test_far_vertices_stay(monkey, face):
    transfer(monkey, face)
    found = displacements(monkey)
    largest = np.max([np.linalg.norm(moved, axis=1) for moved in found.values()], axis=0)
    vertices = coordinates(monkey.data.vertices)
    assert not largest[vertices[:, 1] > 0.05].any()
    jaw = found["jawOpen"]
    assert jaw[:, 2].min() < -0.015
    assert np.abs(jaw[vertices[:, 2] > 0.03]).max() < 0.001


def test_flat_eyes_stay_and_lashes_follow(face, basis, skin):
    opening = basis.rest[468] + np.array([(0, 0.002, 0), (0.005, 0.002, 0), (0, 0.002, 0.003)])
    lash = basis.rest[[160, 159, 158]]
    lash += np.array([(0, -0.001, 0.001), (0, -0.006, 0.003), (0, 0, 0.001)], np.float32)
    vertices = np.concatenate([basis.rest[:468], opening, lash])
    triangles = [*skin.tolist(), [468, 469, 470], [471, 472, 473]]
    obj = mesh_object(vertices, triangles)
    transfer(obj, face)
    found = displacements(obj)
    assert not any(moved[468:471].any() for moved in found.values())
    lid = found["eyeBlinkRight"][159]
    assert lid[2] < -0.005
    np.testing.assert_allclose(found["eyeBlinkRight"][471:].mean(axis=0), lid, atol=0.003)


def test_keys_of_the_same_name_are_kept_unless_told(monkey, face):
    monkey.shape_key_add(name="Basis")
    mine = monkey.shape_key_add(name="jawOpen")
    mine.value = 0.25
    with pytest.raises(RuntimeError, match="has shape keys jawOpen already; choose Replace"):
        transfer(monkey, face)
    assert len(monkey.data.shape_keys.key_blocks) == 2
    assert not displacements(monkey)["jawOpen"].any()
    assert transfer(monkey, face, replace=True) == {"FINISHED"}
    first = displacements(monkey)
    assert next(iter(first)) == "jawOpen"
    assert first["jawOpen"].any()
    assert monkey.data.shape_keys.key_blocks["jawOpen"].value == 0.25
    transfer(monkey, face, replace=True)
    for name, moved in displacements(monkey).items():
        np.testing.assert_array_equal(moved, first[name])


def test_shapes_start_from_the_rest_not_from_what_is_shown(monkey, face):
    transfer(monkey, face)
    plain = displacements(monkey)["mouthSmileLeft"]
    for key in list(monkey.data.shape_keys.key_blocks)[1:]:
        monkey.shape_key_remove(key)
    monkey.shape_key_add(name="Far").data.foreach_set(
        "co", (coordinates(monkey.data.vertices) + 5).ravel()
    )
    monkey.data.shape_keys.key_blocks["Far"].value = 1
    transfer(monkey, face)
    np.testing.assert_allclose(displacements(monkey)["mouthSmileLeft"], plain, atol=1e-6)


def test_undo_takes_the_keys_away(monkey, face):
    bpy.ops.ed.undo_push(message="before")
    name = monkey.name
    transfer(monkey, face)
    bpy.ops.ed.undo_push(message="after")
    bpy.ops.ed.undo()
    assert bpy.data.objects[name].data.shape_keys is None


def test_fit_brings_the_face_onto_the_character(twin, face):
    right = np.array(face.matrix_world)
    off = Matrix.LocRotScale((3.004, 2.006, 1.005), Matrix.Rotation(0.75, 3, "X"), (1.6,) * 3)
    face.matrix_world = off
    assert transfer(twin, face, fit=True) == {"FINISHED"}
    np.testing.assert_allclose(np.array(face.matrix_world), right, atol=0.002)


def far_away(character, face):
    face.location.x += 10
    return f"{character.name}: is out of reach"


def flat(character, face):
    face.scale = (1, 1, 0)
    return "Face: is scaled to nothing"


def absolute(character, face):
    character.shape_key_add(name="Basis")
    character.data.shape_keys.use_relative = False
    return "its shape keys are absolute"


def points_only(character, face):
    character.data = bpy.data.meshes.new("points")
    character.data.from_pydata([(0, 0, 0)], [], [])
    return "has no faces"


def without_model(character, face):
    face.data.blendshape_face.model = None
    return "lost its model"


@pytest.mark.parametrize("spoil", [far_away, flat, absolute, points_only, without_model])
def test_what_cannot_work_is_said_and_changes_nothing(monkey, face, spoil):
    message = spoil(monkey, face)
    before, keys = inventory(), monkey.data.shape_keys
    with pytest.raises(RuntimeError, match=message):
        transfer(monkey, face)
    assert inventory() == before
    assert monkey.data.shape_keys == keys


def test_a_face_that_cannot_be_bound_is_said(monkey, face, basis, module, tmp_path):
    model = module("face.properties").model_of(face.data)
    collapsed = model.intercept.copy().reshape(3, 478)
    collapsed[:, 200:250] = collapsed[:, :1]
    path = tmp_path / "collapsed.npz"
    replace(model, intercept=collapsed.ravel()).save(path)
    bpy.context.view_layer.objects.active = face
    bpy.ops.blendshape_face.load_model(filepath=str(path))
    before = inventory()
    with pytest.raises(RuntimeError, match="folded or has empty triangles"):
        transfer(monkey, face)
    assert inventory() == before


def test_needs_a_face_and_a_mesh(monkey, face):
    with pytest.raises(RuntimeError, match="Select one face, then the mesh"):
        transfer(face, monkey)
    bpy.ops.object.select_all(action="DESELECT")
    with pytest.raises(RuntimeError, match="Select one face, then the mesh"):
        transfer(monkey, monkey)


class TestHead:
    @pytest.fixture
    def head(self, face):
        with np.load(elsewhere("face/ict_facekit.npz")) as archive:
            neutral, polygons = archive["neutral"], archive["polygons"]
        corners = [list(dict.fromkeys(polygon)) for polygon in polygons.tolist()]
        return mesh_object(to_blender(neutral), corners)

    @pytest.mark.parametrize(
        ("offset", "fit", "mean", "least"),
        [((0, 0, 0), False, 0.95, 0.85), ((0.004, -0.006, 0.008), True, 0.95, 0.83)],
        ids=["placed", "fitted"],
    )
    def test_shapes_are_close_to_its_own(self, head, face, offset, fit, mean, least):
        face.location = np.add((0, -0.0162, 0.016), offset)
        transfer(head, face, fit=fit)
        found = displacements(head)
        shares = {name: explained(found[name][FACE_PART], own) for name, own in own_shapes(found)}
        assert np.mean(list(shares.values())) > mean
        assert min(shares.values()) > least
        largest = np.max([np.linalg.norm(moved, axis=1) for moved in found.values()], axis=0)
        assert not largest[INNER].any()  # gums, teeth, eyeballs
        assert largest[SOCKETS].any()  # they are sewn to lips and lids

    def test_the_lips_part(self, head, face):
        """Vertices of one lip that hang on the other would stay behind as the jaw opens."""
        face.location = (0, -0.0162, 0.016)
        transfer(head, face)
        found = displacements(head)["jawOpen"][FACE_PART]
        own = dict(own_shapes(["jawOpen"]))["jawOpen"]
        middle = np.abs(coordinates(head.data.vertices)[FACE_PART, 0]) < 0.02
        front = coordinates(head.data.vertices)[FACE_PART, 1] < -0.09
        lower = middle & front & (own[:, 2] < -0.025)
        upper = middle & front & (np.linalg.norm(own, axis=1) < 0.002)
        assert np.mean(found[lower, 2] < -0.015) > 0.97
        assert np.mean(np.linalg.norm(found[upper], axis=1) < 0.006) > 0.97


def to_blender(centimeters):
    return np.stack([centimeters[..., 0], -centimeters[..., 2], centimeters[..., 1]], -1) / 100


def own_shapes(names):
    """Each channel with the displacement that ICT-FaceKit has for it, of the face part."""
    with np.load(elsewhere("face/ict_facekit.npz")) as archive:
        known, shapes = archive["expression_names"].tolist(), archive["expressions"]
    for name in names:
        short = name.replace("Left", "_L").replace("Right", "_R")
        parts = [key for key in (name, short, f"{name}_L", f"{name}_R") if key in known]
        total = sum(shapes[known.index(key), FACE_PART].astype(np.float32) for key in set(parts))
        yield name, to_blender(total)
