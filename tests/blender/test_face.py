"""The face in the scene: sliders, animation, undo, copies, and what can go wrong."""

import subprocess
import sys
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face.face import mesh as face_mesh
from blendshape_face.face import properties, stored_model
from blendshape_face.face.objects import objects_of

TOLERANCE = 2e-7  # meters; float32 at the size of a face


def channel(obj, name):
    return obj.data.blendshape_face.channels[name]


def test_add_makes_a_whole_face(face, positions, expected):
    mesh = face.data
    assert len(mesh.vertices) == 478
    assert len(mesh.polygons) == 906
    names = [slot.name for slot in face.material_slots]
    assert names[:4] == ["Face Skin Light", "Face Eyes", "Face Irises", "Face Mouth"]
    assert len(set(names)) == len(names)
    assert {polygon.material_index for polygon in mesh.polygons} == set(range(4))
    assert all(polygon.use_smooth for polygon in mesh.polygons)
    assert len(mesh.uv_layers) == 1
    assert {"lips", "jaw", "brow.L", "iris.R"} <= {group.name for group in face.vertex_groups}
    assert not mesh.validate()
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    assert mesh.vertices[1].normal.y < -0.5  # the nose looks at the viewer


def test_channels_follow_the_models_columns(face):
    names = [c.name for c in face.data.blendshape_face.channels]
    assert len(names) == 55
    assert names[0] == "_neutral"
    assert names[-3:] == ["Pitch", "Yaw", "Roll"]
    value = channel(face, "jawOpen")
    value.value = -3.5
    assert value.value == -3.5
    soft = value.bl_rna.properties["value"]
    assert (soft.soft_min, soft.soft_max) == (0, 1)
    assert value.bl_rna.properties["angle"].subtype == "ANGLE"


def test_a_slider_moves_the_mesh_once(face, positions, expected, monkeypatch):
    writes = []
    show = face_mesh._show
    monkeypatch.setattr(face_mesh, "_show", lambda *args: writes.append(args) or show(*args))
    channel(face, "mouthSmileLeft").value = 0.8
    assert len(writes) == 1
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    bpy.context.view_layer.update()
    np.testing.assert_allclose(positions(face, evaluated=True), expected(face), atol=TOLERANCE)
    assert len(writes) == 1


def test_a_bulk_edit_ends_in_one_write(face, positions, expected, monkeypatch):
    writes = []
    show = face_mesh._show
    monkeypatch.setattr(face_mesh, "_show", lambda *args: writes.append(args) or show(*args))
    with properties.batch_edit(face.data) as channels:
        for item in channels:
            item.value = 0.3
    assert len(writes) == 1
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def test_a_bulk_edit_within_another_leaves_the_write_to_it(face, positions, expected, monkeypatch):
    writes = []
    show = face_mesh._show
    monkeypatch.setattr(face_mesh, "_show", lambda *args: writes.append(args) or show(*args))
    batch_edit = properties.batch_edit
    with batch_edit(face.data) as channels:
        channels["jawOpen"].value = 0.3
        with batch_edit(face.data):
            channels["browInnerUp"].value = 0.4
        assert not writes
        channels["mouthPucker"].value = 0.5
        assert not writes
    assert len(writes) == 1
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    channel(face, "jawOpen").value = 0.6
    assert len(writes) == 2


def test_a_bulk_edit_that_fails_is_over(face, positions, expected):
    batch_edit = properties.batch_edit

    def fail() -> None:
        with batch_edit(face.data), batch_edit(face.data) as channels:
            channels["jawOpen"].value = 0.3
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    channel(face, "jawOpen").value = 0.6
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def test_pose_sliders_show_degrees_and_set_radians(face):
    pitch = channel(face, "Pitch")
    pitch.angle = 0.5
    assert pitch.value == pytest.approx(0.5)


def test_reset_of_a_region_and_of_all(face, positions, expected):
    for name in ("jawOpen", "browInnerUp", "Yaw"):
        channel(face, name).value = 0.5
    assert bpy.ops.blendshape_face.reset(region="jaw") == {"FINISHED"}
    assert channel(face, "jawOpen").value == 0
    assert channel(face, "browInnerUp").value == 0.5
    assert bpy.ops.blendshape_face.reset() == {"FINISHED"}
    assert not any(c.value for c in face.data.blendshape_face.channels)
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def key(obj, name, frames):
    for frame, value in frames.items():
        channel(obj, name).value = value
        channel(obj, name).keyframe_insert("value", frame=frame)


def test_keys_nla_and_subframes_reach_the_mesh(face, scene, positions, expected):
    rest = positions(face)[152, 2]
    key(face, "jawOpen", {1: 0.0, 11: 1.0})
    for frame, subframe in ((1, 0.0), (6, 0.0), (6, 0.5), (11, 0.0), (3, 0.25)):
        scene.frame_set(frame, subframe=subframe)
        np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
        np.testing.assert_allclose(positions(face, evaluated=True), expected(face), atol=TOLERANCE)
    animation = face.data.animation_data
    action, animation.action = animation.action, None
    animation.nla_tracks.new().strips.new("strip", 100, action)
    scene.frame_set(110)
    assert positions(face)[152, 2] < rest
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def test_drivers_reach_the_mesh_without_a_frame_change(face, scene, positions, expected):
    lever = bpy.data.objects.new("Lever", None)
    scene.collection.objects.link(lever)
    driver = channel(face, "jawOpen").driver_add("value").driver
    variable = driver.variables.new()
    variable.type = "TRANSFORMS"
    variable.targets[0].id = lever
    variable.targets[0].transform_type = "LOC_X"
    driver.expression = variable.name
    lever.location.x = 0.6
    bpy.context.view_layer.update()
    assert channel(face, "jawOpen").value == pytest.approx(0.6)
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def test_scenes_without_faces_pay_nothing(scene, monkeypatch):
    calls = []
    monkeypatch.setattr(face_mesh, "follow", calls.append)
    for index in range(20):
        mesh = bpy.data.meshes.new(f"Mesh {index}")
        scene.collection.objects.link(bpy.data.objects.new(mesh.name, mesh))
    scene.frame_set(1)
    calls.clear()
    for frame in range(2, 12):
        scene.frame_set(frame)
    assert not calls


def test_undo_restores_values_and_mesh(face, positions, expected):
    bpy.ops.ed.undo_push(message="rest")
    channel(face, "jawOpen").value = 0.5
    bpy.ops.ed.undo_push(message="half")
    channel(face, "jawOpen").value = 1.0
    bpy.ops.ed.undo_push(message="open")
    bpy.ops.ed.undo()
    again = bpy.data.objects["Face"]
    assert channel(again, "jawOpen").value == 0.5
    np.testing.assert_allclose(positions(again), expected(again), atol=TOLERANCE)
    bpy.ops.ed.redo()
    again = bpy.data.objects["Face"]
    assert channel(again, "jawOpen").value == 1.0
    np.testing.assert_allclose(positions(again), expected(again), atol=TOLERANCE)


def test_copies_are_independent_and_linked_copies_share(face, scene, positions, expected):
    key(face, "jawOpen", {1: 0.0, 11: 1.0})
    bpy.ops.object.duplicate(linked=True)
    linked = bpy.context.object
    bpy.ops.object.duplicate(linked=False)
    copy = bpy.context.object
    assert linked.data == face.data != copy.data
    channel(copy, "mouthPucker").value = 0.7
    scene.frame_set(11)
    for obj in (face, copy):
        np.testing.assert_allclose(positions(obj), expected(obj), atol=TOLERANCE)
    assert np.abs(positions(copy) - positions(face)).max() > 1e-3


def test_edit_mode_is_explained_and_caught_up_with(face, positions, expected):
    bpy.ops.object.mode_set(mode="EDIT")
    assert "Edit Mode" in face_mesh.problem(face.data)
    channel(face, "jawOpen").value = 1.0
    with pytest.raises(RuntimeError, match="Switch to Object Mode"):
        bpy.ops.blendshape_face.import_take(filepath="take.csv")
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.context.view_layer.update()
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def sort_vertices():
    bpy.ops.mesh.sort_elements(type="RANDOMIZE", elements={"VERT"}, seed=3)


def delete_one():
    bpy.ops.mesh.delete(type="VERT")


@pytest.mark.parametrize("spoil", [sort_vertices, delete_one])
def test_spoiled_vertices_are_explained_and_mended(face, positions, expected, spoil):
    channel(face, "jawOpen").value = 0.4
    channel(face, "browInnerUp").keyframe_insert("value", frame=1)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    spoil()
    bpy.ops.object.mode_set(mode="OBJECT")
    assert "rebuild" in face_mesh.problem(face.data)
    spoilt = positions(face)
    channel(face, "jawOpen").value = 0.6
    np.testing.assert_array_equal(positions(face), spoilt)
    slots = len(face.material_slots)
    assert bpy.ops.blendshape_face.mend() == {"FINISHED"}
    assert face_mesh.problem(face.data) == ""
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    assert len(face.material_slots) == slots
    assert face.data.animation_data.action


def test_shape_keys_are_explained_and_left_alone(face):
    face.shape_key_add(name="Basis")
    assert "Shape keys" in face_mesh.problem(face.data)
    with pytest.raises(RuntimeError, match="remove the shape keys"):
        bpy.ops.blendshape_face.mend()
    assert face.data.shape_keys


def link_from(folder):
    """The face of another file, active in the scene of a new one."""
    library = str(folder / "library.blend")
    bpy.ops.wm.save_as_mainfile(filepath=library)
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.objects = ["Face"]
    bpy.context.scene.collection.objects.link(wanted.objects[0])
    bpy.context.view_layer.objects.active = wanted.objects[0]
    return wanted.objects[0]


@pytest.fixture
def linked(face, tmp_path):
    return link_from(tmp_path)


def override_of(linked):
    override = linked.override_create(remap_local_usages=True)
    bpy.context.view_layer.objects.active = override
    return override


def with_overridden_mesh(linked):
    override = override_of(linked)
    override.data.override_create(remap_local_usages=True)
    return override


@pytest.mark.parametrize(
    ("made_of", "what"),
    [
        (lambda linked: linked, "is linked"),
        (override_of, "is linked"),
        (with_overridden_mesh, "is a library override"),
    ],
)
def test_faces_of_other_files_are_explained_and_mended(linked, made_of, what, positions, expected):
    """Blender drops what is written into their vertices, without a word."""
    face = made_of(linked)
    still = positions(face)
    channel(face, "jawOpen").value = 0.7
    np.testing.assert_array_equal(positions(face), still)
    assert face_mesh.problem(face.data).endswith(f" {what}: Mend Face makes it local")
    with pytest.raises(RuntimeError, match="Mend Face makes it local"):
        bpy.ops.blendshape_face.reset()
    assert bpy.ops.blendshape_face.mend() == {"FINISHED"}
    face = bpy.context.object
    channel(face, "jawOpen").value = 0.4
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    assert bpy.ops.blendshape_face.reset() == {"FINISHED"}
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)


def test_a_face_of_a_linked_collection_is_made_local_by_blender(face, scene, tmp_path):
    collection = bpy.data.collections.new("Cast")
    scene.collection.children.link(collection)
    collection.objects.link(face)
    scene.collection.objects.unlink(face)
    library = str(tmp_path / "library.blend")
    bpy.ops.wm.save_as_mainfile(filepath=library)
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.collections = ["Cast"]
    bpy.context.scene.collection.children.link(wanted.collections[0])
    bpy.context.view_layer.objects.active = wanted.collections[0].objects[0]
    with pytest.raises(RuntimeError, match="Cast is linked: use Object > Relations > Make Local"):
        bpy.ops.blendshape_face.mend()
    assert len(bpy.data.meshes) == len([mesh for mesh in bpy.data.meshes if mesh.library])


def test_only_objects_of_scenes_share_a_face(linked):
    """The sidebar counts them: what an override is made of is in no scene."""
    override = override_of(linked)
    assert override.data.users == 2
    assert objects_of(override.data) == [override]
    copy = override.copy()
    bpy.context.scene.collection.objects.link(copy)
    assert len(objects_of(override.data)) == 2


def test_load_model_changes_the_sliders(face, positions, expected, au_npz):
    channel(face, "Pitch").value = 0.2
    assert bpy.ops.blendshape_face.load_model(filepath=str(au_npz)) == {"FINISHED"}
    names = [c.name for c in face.data.blendshape_face.channels]
    # The eyes of such a face look by channels of their own.
    assert len(names) == 20 + 8 + 3
    assert names[0] == "AU01"
    assert channel(face, "Pitch").value == pytest.approx(0.2)
    channel(face, "AU12").value = 0.9
    np.testing.assert_allclose(positions(face), expected(face), atol=TOLERANCE)
    assert [text.name for text in bpy.data.texts] == [f"{au_npz.stem}.npz"]


def test_load_model_makes_a_face_when_none_is_active(scene, au_npz):
    assert bpy.ops.blendshape_face.load_model(filepath=str(au_npz)) == {"FINISHED"}
    assert len(bpy.context.object.data.blendshape_face.channels) == 31


def test_load_model_refuses_bad_files(face, sample_take):
    with pytest.raises(RuntimeError, match=r"mediapipe_wolfgang\.csv: is not an NPZ"):
        bpy.ops.blendshape_face.load_model(filepath=str(sample_take))
    assert len(face.data.blendshape_face.channels) == 55


def test_the_model_travels_inside_the_file(face, package, au_npz, tmp_path):
    """Another process without the NPZ opens the file, and its sliders move the face."""
    model = tmp_path / "mine.npz"
    model.write_bytes(au_npz.read_bytes())
    bpy.ops.blendshape_face.load_model(filepath=str(model))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "face.blend"))
    model.unlink()
    script = f"""
import bpy, os
bpy.ops.preferences.addon_enable(module={package!r})
bpy.ops.wm.open_mainfile(filepath={str(tmp_path / "face.blend")!r})
mesh = bpy.data.objects["Face"].data
before = mesh.vertices[61].co.copy()
mesh.blendshape_face.channels["AU12"].value = 1
moved = (mesh.vertices[61].co - before).length
print("MOVED", len(mesh.blendshape_face.channels), moved, flush=True)
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    moved = next(line for line in done.stdout.splitlines() if line.startswith("MOVED")).split()
    assert moved[1] == "31"
    assert float(moved[2]) > 1e-4


def test_a_spoiled_packed_model_is_explained(face):
    text = face.data.blendshape_face.model
    body = text.as_string()
    text.from_string(body[:5000])
    stored_model.forget()
    assert "edited" in face_mesh.problem(face.data)
    channel(face, "jawOpen").value = 1.0  # moves nothing, fails nothing
    text.from_string(body)
    assert face_mesh.problem(face.data) == ""


def test_faces_share_one_packed_model(face):
    bpy.ops.blendshape_face.add()
    assert bpy.context.object.data.blendshape_face.model == face.data.blendshape_face.model
    assert len(bpy.data.texts) == 1


def test_saved_faces_open_as_they_were(face, tmp_path, positions, expected):
    channel(face, "jawOpen").value = 0.8
    path = str(Path(tmp_path) / "face.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=path)
    again = bpy.data.objects["Face"]
    np.testing.assert_allclose(positions(again), expected(again), atol=TOLERANCE)
    channel(again, "jawOpen").value = 0.1
    np.testing.assert_allclose(positions(again), expected(again), atol=TOLERANCE)


def test_a_loaded_file_leaves_nothing_of_the_former_one_in_memory(face):
    channel(face, "jawOpen").value = 0.8
    remembered = face_mesh._shown
    assert len(remembered)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert not len(remembered)
