"""A face leaves for other programs, and comes back from each file as it moved here."""

from dataclasses import replace
from pathlib import Path

import addon_utils
import bpy
import numpy as np
import pytest
from blendshape_face.blender.actions import fcurves
from blendshape_face.data import model as data_model
from blendshape_face.data import takes
from blendshape_face.data.takes import writers
from blendshape_face.export import keyed_frames
from blendshape_face.export.formats import FORMATS
from blendshape_face.face import repair, shape_keys

FRAMES = range(1, 31)
TOLERANCE = 1e-6
"""Meters, for coordinates of up to 1: float32 here, and FBX's centimeters on top."""
KEYED = ("glb", "gltf", "fbx", "usdc", "usda")


def export(path: Path, **options) -> set[str]:
    return bpy.ops.blendshape_face.export_face(filepath=str(path), **options)


def world(obj: bpy.types.Object) -> np.ndarray:
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    flat = np.empty(3 * len(evaluated.data.vertices), np.float32)
    evaluated.data.vertices.foreach_get("co", flat)
    matrix = np.array(evaluated.matrix_world)
    return flat.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]


def over_time(obj: bpy.types.Object, frames=FRAMES) -> np.ndarray:
    """(frames, vertices, 3) in the world."""
    shown = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        shown.append(world(obj))
    return np.array(shown)


def bring_back(path: Path) -> bpy.types.Object:
    bpy.ops.wm.read_homefile(use_empty=True)
    # A file without rate takes the scene's: as it was.
    bpy.context.scene.render.fps = 24
    file = str(path)
    if path.suffix in (".glb", ".gltf"):
        bpy.ops.import_scene.gltf(filepath=file)
    elif path.suffix == ".fbx":
        bpy.ops.import_scene.fbx(filepath=file, anim_offset=0)
    elif path.suffix.startswith(".usd"):
        bpy.ops.wm.usd_import(filepath=file)
    elif path.suffix == ".abc":
        bpy.ops.wm.alembic_import(filepath=file, as_background_job=False)
    elif path.suffix == ".obj":
        bpy.ops.wm.obj_import(filepath=file)
    elif path.suffix == ".ply":
        bpy.ops.wm.ply_import(filepath=file)
    meshes = [obj for obj in bpy.data.objects if obj.type == "MESH"]
    # glTF's importer makes one more to draw bones with.
    (obj,) = [obj for obj in meshes if obj.data.shape_keys] or meshes
    if obj.data.shape_keys:
        for key in obj.data.shape_keys.key_blocks[1:]:  # importers leave 0 to 1, and cut at that
            key.slider_min, key.slider_max = -10, 10
    return obj


def worst_error(path: Path, live: np.ndarray) -> float:
    """Meters between a file's vertices and the live ones, over all frames and coordinates."""
    obj = bring_back(path)
    gltf = path.suffix in (".glb", ".gltf")  # its clock starts at 0
    back = over_time(obj, range(len(live)) if gltf else range(1, len(live) + 1))
    if gltf:  # seams of materials and UVs are split; frames that tell touching lips apart
        some = [0, len(live) // 2, -1]
        ours, theirs = (np.concatenate(list(shown[some]), axis=1) for shown in (live, back))
        distances = np.linalg.norm(theirs[:, None] - ours, axis=2)
        nearest = distances.argmin(axis=1)
        assert set(nearest) == set(range(live.shape[1]))
        live = live[:, nearest]
    return float(np.abs(back - live).max())


def inventory() -> dict[str, list[str]]:
    kinds = ("objects", "meshes", "actions", "shape_keys", "materials", "node_groups", "scenes")
    return {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in kinds}


def stage() -> tuple:
    scene, layer = bpy.context.scene, bpy.context.view_layer
    return (
        (scene.frame_current, scene.frame_subframe, scene.frame_start, scene.frame_end),
        layer.objects.active,
        [obj for obj in layer.objects if obj.select_get()],
    )


@pytest.fixture
def talking(face, scene, sample_take, tmp_path_factory):
    """A second of the bundled recording, exaggerated and turning the object, moved and scaled."""
    scene.render.fps = 24
    take = takes.read_take(sample_take, 24)
    take.values[:] = 3 * take.values - 0.2
    take.head[:] *= -2
    recording = tmp_path_factory.mktemp("take") / "exaggerated.csv"
    writers.write_mediapipe(recording, take)
    bpy.ops.blendshape_face.import_take(filepath=str(recording), turn_object=True)
    face.location, face.scale = (0.1, -0.2, 0.3), (1.5, 1.2, 1.0)
    scene.frame_start, scene.frame_end = FRAMES.start, FRAMES[-1]
    scene.frame_set(5, subframe=0.25)
    return face


@pytest.fixture
def live(talking, scene):
    """(frames, 478, 3) of the live face, and the scene where it was."""
    channels = talking.data.blendshape_face.channels
    values = []
    for frame in FRAMES:
        scene.frame_set(frame)
        values.append([channel.value for channel in channels])
    assert np.max(values) > 1.2
    assert np.min(np.array(values)[:, -3:]) < -0.05
    shown = over_time(talking)
    assert np.ptp(shown, axis=0).max() > 0.01
    scene.frame_set(5, subframe=0.25)
    return shown


@pytest.mark.parametrize("suffix", [*KEYED, "abc"])
def test_a_live_face_comes_back_on_every_frame(live, tmp_path, suffix):
    before, staged = inventory(), stage()
    path = tmp_path / f"face.{suffix}"
    assert export(path) == {"FINISHED"}
    assert inventory() == before
    assert stage() == staged
    names = {channel.name for channel in bpy.data.meshes["Face"].blendshape_face.channels}
    assert worst_error(path, live) < TOLERANCE
    assert "Face" in {obj.name for obj in bpy.data.objects}
    if suffix in KEYED:
        (keys,) = bpy.data.shape_keys
        assert {key.name for key in keys.key_blocks[1:]} == names


@pytest.mark.parametrize("suffix", ["glb", "fbx", "usdc"])
def test_a_model_that_clips_its_inputs_comes_back(talking, arkit_npz, tmp_path, suffix):
    model = data_model.FaceModel.load(arkit_npz)
    ceiling = np.full(len(model.feature_columns), 0.3, np.float32)
    replace(model, feature_p99=ceiling).save(tmp_path / "clipped.npz")
    repair.switch_model(talking, tmp_path / "clipped.npz")
    live = over_time(talking)
    export(tmp_path / f"face.{suffix}")
    assert worst_error(tmp_path / f"face.{suffix}", live) < TOLERANCE


@pytest.mark.parametrize("suffix", ["glb", "fbx", "usdc", "abc"])
def test_drivers_strips_parents_and_constraints_arrive(face, scene, tmp_path, suffix):
    """What an exporter would have to evaluate by itself."""
    channels = face.data.blendshape_face.channels
    jaw = channels["jawOpen"]
    for frame, value in ((1, 0.0), (30, 1.5)):
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)
    animation = face.data.animation_data
    animation.nla_tracks.new().strips.new("Jaw", 1, animation.action)
    animation.action = None
    channels["mouthSmileLeft"].driver_add("value").driver.expression = "frame / 20 - 0.3"
    face.driver_add("location", 2).driver.expression = "frame / 100"
    parent = bpy.data.objects.new("Parent", None)
    scene.collection.objects.link(parent)
    for frame, angle in ((1, 0.0), (30, 2.0)):
        parent.rotation_euler.z = angle
        parent.keyframe_insert("rotation_euler", frame=frame)
    face.parent = parent
    face.constraints.new("LIMIT_LOCATION").use_max_z = True
    face.constraints[0].max_z = 0.2
    scene.frame_start, scene.frame_end = 1, 30
    live = over_time(face)
    before = inventory()
    path = tmp_path / f"face.{suffix}"
    assert export(path) == {"FINISHED"}
    assert inventory() == before
    assert worst_error(path, live) < TOLERANCE


@pytest.mark.parametrize("suffix", ["glb", "fbx", "usdc", "abc"])
def test_a_mesh_with_keys_and_an_armature_comes_back(scene, tmp_path, suffix):
    """A character: keys with a driver, a muted key, a bone that turns."""
    bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=2, radius=0.1)
    head = bpy.context.object
    head.name = "Head"
    for name, axis in (("Basis", 0), ("wide", 0), ("long", 2), ("muted", 1)):
        key = head.shape_key_add(name=name, from_mix=False)
        for point in key.points:
            point.co[axis] *= 1.0 if name == "Basis" else 1.5
    keys = head.data.shape_keys
    keys.key_blocks["wide"].driver_add("value").driver.expression = "frame / 40"
    keys.key_blocks["long"].value = 0.5
    keys.key_blocks["muted"].value, keys.key_blocks["muted"].mute = 1, True
    bpy.ops.object.armature_add()
    rig = bpy.context.object
    bone = rig.pose.bones[0]
    bone.rotation_mode = "XYZ"
    for frame, angle in ((1, 0.0), (30, 1.0)):
        bone.rotation_euler.x = angle
        bone.keyframe_insert("rotation_euler", frame=frame)
    head.parent = rig
    head.vertex_groups.new(name=bone.name).add(range(len(head.data.vertices)), 1, "REPLACE")
    head.modifiers.new("Armature", "ARMATURE").object = rig
    bpy.context.view_layer.objects.active = head
    rig.select_set(False)
    head.select_set(True)
    scene.frame_start, scene.frame_end = 1, 30
    live = over_time(head)
    assert np.ptp(live, axis=0).max() > 0.02
    before = inventory()
    path = tmp_path / f"head.{suffix}"
    assert export(path) == {"FINISHED"}
    assert inventory() == before
    assert worst_error(path, live) < TOLERANCE


@pytest.mark.parametrize("suffix", ["glb", "fbx", "usdc", "abc"])
def test_a_baked_face_comes_back(face, scene, tmp_path, suffix):
    shape_keys.to_shape_keys(face)
    jaw = face.data.shape_keys.key_blocks["jawOpen"]
    for frame, value in ((1, -0.3), (30, 1.7)):
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)
    scene.frame_start, scene.frame_end = 1, 30
    live = over_time(face)
    before = inventory()
    assert export(tmp_path / f"face.{suffix}") == {"FINISHED"}
    assert inventory() == before
    assert worst_error(tmp_path / f"face.{suffix}", live) < TOLERANCE


def test_fbx_keys_nothing_that_stands_still(face, scene, tmp_path):
    jaw = face.data.blendshape_face.channels["jawOpen"]
    for frame, value in ((1, 0.0), (30, 1.0)):
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)
    scene.frame_end = 30
    export(tmp_path / "face.fbx")
    back = bring_back(tmp_path / "face.fbx")
    assert back.animation_data is None
    (curve,) = fcurves(back.data.shape_keys)
    assert curve.data_path == 'key_blocks["jawOpen"].value'
    assert len(curve.keyframe_points) == 30


@pytest.mark.parametrize("suffix", ["glb", "fbx", "usdc"])
def test_faces_that_share_a_mesh_keep_their_names(talking, scene, tmp_path, suffix):
    twin = talking.copy()
    twin.name = "Twin"
    scene.collection.objects.link(twin)
    bpy.ops.object.select_all(action="SELECT")
    assert export(tmp_path / f"faces.{suffix}") == {"FINISHED"}
    assert {talking.name, twin.name, talking.data.name} == {"Face", "Twin"}
    bpy.ops.wm.read_homefile(use_empty=True)
    importer = {"glb": bpy.ops.import_scene.gltf, "fbx": bpy.ops.import_scene.fbx}
    importer.get(suffix, bpy.ops.wm.usd_import)(filepath=str(tmp_path / f"faces.{suffix}"))
    assert {"Face", "Twin"} <= {obj.name for obj in bpy.data.objects}
    assert sum(obj.type == "MESH" and bool(obj.data.shape_keys) for obj in bpy.data.objects) == 2


def test_modifiers_reach_meshes_and_leave_targets_alone(talking, tmp_path):
    talking.blendshape_face_garment.view_level = 1
    bpy.context.scene.frame_end = 3
    live = over_time(talking, range(1, 4))
    assert live.shape[1] > 478
    export(tmp_path / "face.abc")
    export(tmp_path / "face.fbx")
    assert worst_error(tmp_path / "face.abc", live) < TOLERANCE
    assert len(bring_back(tmp_path / "face.fbx").data.vertices) == 478


def test_alembic_moves_without_the_marker_too(talking, tmp_path):
    talking.modifiers.clear()
    live = over_time(talking)
    export(tmp_path / "face.abc")
    assert worst_error(tmp_path / "face.abc", live) < TOLERANCE


@pytest.mark.parametrize("suffix", ["obj", "ply"])
def test_the_expression_shown_now_and_one_a_frame(live, scene, tmp_path, suffix):
    scene.frame_set(5, subframe=0.25)
    shown, staged, before = world(bpy.data.objects["Face"]), stage(), inventory()
    assert export(tmp_path / f"now.{suffix}") == {"FINISHED"}
    assert export(tmp_path / f"take.{suffix}", sequence=True, frame_start=9, frame_end=11)
    assert stage() == staged
    assert inventory() == before
    files = sorted(path.name for path in tmp_path.glob(f"*.{suffix}"))
    assert files == [f"now.{suffix}", *(f"take_{frame:04d}.{suffix}" for frame in (9, 10, 11))]
    # OBJ has six decimals.
    np.testing.assert_allclose(world(bring_back(tmp_path / files[0])), shown, rtol=0, atol=1e-6)
    for name, expected in zip(files[1:], live[8:11], strict=True):
        back = world(bring_back(tmp_path / name))
        np.testing.assert_allclose(back, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("baked", [False, True])
def test_vertices_over_time(talking, scene, tmp_path, baked):
    live = over_time(talking)
    names = [channel.name for channel in talking.data.blendshape_face.channels]
    yaw = names.index("Yaw")
    values = []
    for frame in FRAMES:
        scene.frame_set(frame)
        values.append([channel.value for channel in talking.data.blendshape_face.channels])
    if baked:
        scene.frame_set(FRAMES.start)
        shape_keys.to_shape_keys(talking)
        bpy.ops.object.mode_set(mode="EDIT")
        bpy.ops.mesh.select_all(action="SELECT")
        bpy.ops.mesh.sort_elements(type="REVERSE", elements={"VERT"})
        bpy.ops.object.mode_set(mode="OBJECT")
        assert np.abs(world(talking) - live[0]).max() > 0.01
    staged, before = stage(), inventory()
    count = 1 if baked else len(FRAMES)
    options = {"frame_end": count}
    assert export(tmp_path / "face.npz", **options) == {"FINISHED"}
    assert export(tmp_path / "face.csv", **options) == {"FINISHED"}
    assert (stage(), inventory()) == (staged, before)
    with np.load(tmp_path / "face.npz") as file:
        vertices, shown = file["vertices"], file["values"]
        assert (vertices.shape, vertices.dtype) == ((count, 478, 3), np.float32)
        np.testing.assert_allclose(vertices, live[:count], rtol=0, atol=1e-6)
        np.testing.assert_allclose(file["times"], np.arange(count) / 24, rtol=1e-12)
        assert file["fps"] == 24
        assert file["channels"].tolist() == names
        np.testing.assert_allclose(shown, values[:count], rtol=0, atol=1e-6)
        turned = np.array(talking.matrix_world)
        scene.frame_set(FRAMES.start)
        np.testing.assert_allclose(file["matrices"][0], talking.matrix_world, rtol=0, atol=1e-6)
        assert baked or np.abs(file["matrices"][0] - turned).max() > 1e-3
    header = (tmp_path / "face.csv").read_text().splitlines()[0].split(",")
    table = np.loadtxt(tmp_path / "face.csv", np.float32, delimiter=",", skiprows=1, ndmin=2)
    assert header[:2] == ["time", names[0]]
    assert header[-3:] == ["x477", "y477", "z477"]
    assert table.shape == (count, 1 + len(names) + 3 * 478)
    np.testing.assert_array_equal(table[:, 1 + len(names) :].reshape(vertices.shape), vertices)
    np.testing.assert_array_equal(table[:, 1 + yaw], shown[:, yaw])


def test_the_format_sets_the_ending(talking, tmp_path):
    assert export(tmp_path / "take.v2", format="NPZ", frame_end=2) == {"FINISHED"}
    assert [path.name for path in tmp_path.iterdir()] == ["take.v2.npz"]


def refuse(path: Path, message: str, **options) -> None:
    before, staged = inventory(), stage()
    with pytest.raises(RuntimeError, match=message):
        export(path, **options)
    assert (stage(), inventory()) == (staged, before)


def test_impossible_paths_are_refused(talking, tmp_path):
    refuse(tmp_path / "nowhere" / "face.glb", "face.glb: cannot be written")
    refuse(tmp_path / "face.stl", r"face.stl: its ending is none of \.glb, ")
    (tmp_path / "folder.fbx").mkdir()
    refuse(tmp_path / "folder.fbx", "is a folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.fbx"]


def test_nothing_stays_after_an_exporter_failed(talking, tmp_path):
    (tmp_path / "face.bin").mkdir()  # where glTF puts its numbers
    refuse(tmp_path / "face.gltf", "face.gltf: .*Is a directory")


def test_what_cannot_be_exported_is_refused(talking, scene, tmp_path):
    path = tmp_path / "face.glb"
    refuse(path, "The frames 5 to 4 are none", frame_start=5, frame_end=4)
    refuse(path, "Frame -3: ", frame_start=-3)
    refuse(path, "a take in one file", sequence=True)
    twin = talking.copy()
    scene.collection.objects.link(twin)
    twin.select_set(True)
    refuse(tmp_path / "face.npz", "Select one face")
    bpy.data.objects.remove(twin)
    talking.hide_viewport = True
    for suffix in ("glb", "abc", "obj", "npz"):
        refuse(tmp_path / f"face.{suffix}", "Face is hidden")
    talking.hide_viewport = False
    bpy.ops.object.mode_set(mode="EDIT")
    refuse(path, "Switch to Object Mode")
    bpy.ops.object.mode_set(mode="OBJECT")
    talking.data.attributes.remove(talking.data.attributes["landmark"])
    refuse(path, "Face: Vertices were added, deleted or sorted")
    bpy.ops.object.empty_add()
    refuse(path, "Select a face or a mesh with shape keys")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("suffix", "name"), [("fbx", "io_scene_fbx"), ("glb", "io_scene_gltf2")])
def test_a_disabled_add_on_is_named(talking, tmp_path, suffix, name):
    addon_utils.disable(name)
    try:
        refuse(tmp_path / f"face.{suffix}", "is disabled: tick it in Edit > Preferences > Add-ons")
    finally:
        addon_utils.enable(name)
    assert export(tmp_path / f"face.{suffix}", frame_end=2) == {"FINISHED"}


@pytest.mark.parametrize("converted", [False, True])
def test_the_dialog_proposes_the_frames_with_keys(face, scene, sample_take, converted):
    scene.frame_set(31)
    assert keyed_frames([face]) is None
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    if converted:
        bpy.ops.blendshape_face.to_shape_keys()
    assert keyed_frames([face]) == (31, scene.frame_end)


def test_what_this_blender_cannot_write_is_said(live, tmp_path, monkeypatch):
    built = bpy.app.build_options
    # No Blender here lacks USD: the name of a library that this one does lack stands for it.
    lacking = next(name for name in dir(built) if getattr(built, name) is False)
    monkeypatch.setitem(FORMATS, "USD", FORMATS["USD"]._replace(library=lacking))
    refuse(tmp_path / "face.usdc", "this Blender was built without USD; choose another format")
