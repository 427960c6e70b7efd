"""Measured meshes in the scene: where they are on each frame, how far from the face, and gone."""

import csv

import bpy
import numpy as np
import pytest
from blendshape_face import cli
from blendshape_face.animation import import_take, measured_take, sampling
from blendshape_face.data.meshes.placing import place
from blendshape_face.data.takes import ReadOptions
from blendshape_face.data.takes.options import MeshOptions
from blendshape_face.face import measured as measured_mesh
from blendshape_face.face import person
from blendshape_face.studio import figures

from tests.unit import mesh_files as files

FPS = 25


@pytest.fixture
def keyed(scene, tmp_path):
    """A new face that plays a recording of meshes alone, from frame 1 on."""
    scene.render.fps = FPS
    path = tmp_path / "clip.landmarks.npz"
    np.savez(path, landmarks=files.shares(), times=files.times(), size=files.SIZE)
    reading = ReadOptions(mesh=MeshOptions(neutral="model"))
    import_take.import_take(bpy.context, path, reading)
    return bpy.context.object


def evaluated(obj):
    """(478, 3) of an object as the present frame has it."""
    mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.attributes["position"].data.foreach_get("vector", flat)
    return flat.reshape(-1, 3)


def expected(face):
    """(FRAMES, 478, 3) measured, head pose taken off."""
    rest = person.face_basis(face.data).rest.astype(float)
    return place(files.meshes(), rest, "").meshes


def test_a_file_of_meshes_keys_a_face_of_mediapipes_scale(keyed):
    face = keyed.data.blendshape_face
    assert face.model.name.startswith("mediapipe")
    for index in (0, 6, files.FRAMES - 1):
        bpy.context.scene.frame_set(1 + index)
        assert face.channels["jawOpen"].value == pytest.approx(files.JAW[index], abs=0.01)
        assert face.channels["Yaw"].value == pytest.approx(files.HEAD[index, 1], abs=0.01)


def test_the_mesh_is_played_in_sync_without_python(keyed, scene):
    assert bpy.ops.blendshape_face.show_measured() == {"FINISHED"}
    measured = measured_mesh.measured_of(keyed)
    meshes = expected(keyed)
    for index in (0, 1, 7, files.FRAMES - 1):
        scene.frame_set(1 + index)
        np.testing.assert_allclose(evaluated(measured), meshes[index], atol=2e-5)
    scene.frame_set(4, subframe=0.25)
    between = 0.75 * meshes[3] + 0.25 * meshes[4]
    np.testing.assert_allclose(evaluated(measured), between, atol=2e-5)
    # Before and after it stays.
    for frame, index in ((-5, 0), (99, -1)):
        scene.frame_set(frame)
        np.testing.assert_allclose(evaluated(measured), meshes[index], atol=2e-5)
    assert measured.parent == keyed
    assert tuple(measured.location) == pytest.approx((0.22, 0, 0))


def test_the_mesh_survives_saving_and_follows_the_out_point(keyed, scene, tmp_path):
    take = keyed.data.blendshape_face.take
    take.trim = True
    take.start = files.STEP * 2
    take.end = files.STEP * 6
    bpy.ops.blendshape_face.show_measured(over=True)
    measured = measured_mesh.measured_of(keyed)
    assert tuple(measured.location) == (0, 0, 0)
    frames = measured_mesh.frames_of(measured)
    assert frames.first == 1
    np.testing.assert_allclose(frames.meshes, expected(keyed)[2:7], atol=2e-5)
    path = str(tmp_path / "kept.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    (face,) = (obj for obj in bpy.data.objects if obj.name == "Face")
    measured = measured_mesh.measured_of(face)
    bpy.context.scene.frame_set(3)
    np.testing.assert_allclose(evaluated(measured), frames.meshes[2], atol=2e-5)


def test_the_readout_is_the_distance_to_the_face(keyed, scene):
    bpy.ops.blendshape_face.show_measured()
    measured = measured_mesh.measured_of(keyed)
    scene.frame_set(6)
    near = measured_mesh.distance_now(keyed, measured, bpy.context.evaluated_depsgraph_get())
    assert near.rms < 0.0008
    keyed.data.blendshape_face.channels["mouthPucker"].value = 1
    now = measured_mesh.distance_now(keyed, measured, bpy.context.evaluated_depsgraph_get())
    shown = np.empty(3 * 478, np.float32)
    keyed.data.attributes["position"].data.foreach_get("vector", shown)
    apart = np.linalg.norm(shown.reshape(-1, 3) - expected(keyed)[5], axis=1)
    assert now.rms == pytest.approx(np.sqrt((apart**2).mean()), abs=1e-5)
    assert now.worst == pytest.approx(apart.max(), abs=2e-5)
    assert now.landmark == apart.argmax()


def test_colors_compare_with_the_measured_mesh(keyed, scene):
    bpy.ops.blendshape_face.show_measured()
    measured = measured_mesh.measured_of(keyed)
    for part in ("HEAD", "MOUTH", "EYES", "SMOOTH", "HAIR"):
        if any(part.title() in modifier.name for modifier in keyed.modifiers):
            bpy.ops.blendshape_face.part(part=part)
    done = bpy.ops.blendshape_face.heat_map(reference="OTHER", other=measured.name)
    assert done == {"FINISHED"}
    scene.frame_set(6)
    now = measured_mesh.distance_now(keyed, measured, bpy.context.evaluated_depsgraph_get())
    mesh = keyed.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    heat = np.empty(len(mesh.vertices), np.float32)
    mesh.attributes["heat"].data.foreach_get("value", heat)
    if now.landmark < 468:
        assert heat.max() == pytest.approx(now.worst * 1000, abs=0.05)
    # Its own object stays when the view goes.
    assert bpy.ops.blendshape_face.remove_view() == {"FINISHED"}
    assert measured_mesh.measured_of(keyed) == measured


def test_deviations_are_written_and_told(keyed, tmp_path):
    bpy.ops.blendshape_face.show_measured()
    path = tmp_path / "deviations.csv"
    assert bpy.ops.blendshape_face.export_deviations(filepath=str(path)) == {"FINISHED"}
    rows = list(csv.DictReader(path.open()))
    assert [int(row["frame"]) for row in rows] == list(range(1, files.FRAMES + 1))
    assert max(float(row["rms_mm"]) for row in rows) < 0.8
    assert float(rows[1]["time"]) == pytest.approx(files.STEP)
    first, found = measured_take.deviations_of(bpy.context, keyed)
    assert first == 1
    assert found.explained > 0.98
    frame = int(rows[5]["frame"])
    bpy.context.scene.frame_set(frame)
    now = measured_mesh.distance_now(
        keyed, measured_mesh.measured_of(keyed), bpy.context.evaluated_depsgraph_get()
    )
    assert float(rows[5]["rms_mm"]) == pytest.approx(now.rms * 1000, abs=0.01)


def test_models_are_compared(keyed):
    compared = measured_take.models_compared(keyed)
    assert [one.name for one in compared] == ["mediapipe", "arkit"]
    assert compared[0].solved.deviations.explained > compared[1].solved.deviations.explained
    assert bpy.ops.blendshape_face.compare_models() == {"FINISHED"}


def test_the_own_form_is_the_persons(keyed):
    bpy.ops.blendshape_face.show_measured(own_form=True)
    frames = measured_mesh.frames_of(measured_mesh.measured_of(keyed))
    np.testing.assert_allclose(frames.meshes, expected(keyed), atol=2e-5)


def test_a_second_one_takes_the_place_of_the_first_and_removing_leaves_nothing(keyed):
    objects = set(bpy.data.objects)
    meshes = set(bpy.data.meshes)
    for _ in range(2):
        bpy.ops.blendshape_face.show_measured()
    assert len(bpy.data.objects) == len(objects) + 2
    assert bpy.ops.blendshape_face.remove_measured() == {"FINISHED"}
    assert set(bpy.data.objects) == objects
    assert set(bpy.data.meshes) == meshes


def test_undo_takes_the_mesh_away(keyed):
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.blendshape_face.show_measured()
    bpy.ops.ed.undo_push(message="shown")
    bpy.ops.ed.undo()
    assert not any(measured_mesh.is_measured(obj) for obj in bpy.data.objects)


def test_a_recording_without_meshes_is_refused_and_leaves_nothing(scene, sample_take):
    import_take.import_take(bpy.context, sample_take, ReadOptions())
    objects = set(bpy.data.objects)
    with pytest.raises(RuntimeError, match="holds no meshes"):
        bpy.ops.blendshape_face.show_measured()
    assert set(bpy.data.objects) == objects
    with pytest.raises(RuntimeError, match="no measured mesh yet"):
        bpy.ops.blendshape_face.export_deviations(filepath="deviations.csv")


def test_a_recording_that_is_gone_is_told(keyed):
    keyed.data.blendshape_face.take.filepath = "/nowhere/clip.npz"
    with pytest.raises(RuntimeError, match=r"clip\.npz: is no longer at"):
        bpy.ops.blendshape_face.show_measured()


def command_line(*arguments):
    return cli.main([str(argument) for argument in arguments])


def test_compare_and_inspect_on_the_command_line(scene, tmp_path, capfd):
    path = tmp_path / "clip.csv"
    path.write_bytes(files.detectorv2(files.pixels(), "jawOpen"))
    table = tmp_path / "out" / "best.csv"
    assert command_line("compare", path, "--fps", "25", "--output", table) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].split() == [
        "model",
        "channels",
        "rank",
        "rms",
        "mm",
        "worst",
        "mm",
        "explained",
    ]
    assert lines[1].startswith("mediapipe ")
    assert lines[2].startswith("arkit ")
    assert len(list(csv.DictReader(table.open()))) == files.FRAMES
    assert command_line("inspect", path, "--meshes", "--neutral", "model") == 0
    said = capfd.readouterr().out
    assert "neutral as given" in said
    assert command_line("inspect", path) == 0
    assert "Meshes:" not in capfd.readouterr().out
    path.write_text("time,jawOpen\n0,1\n1,0\n")
    assert command_line("compare", path) == 1
    assert "holds no meshes" in capfd.readouterr().err


def test_bake_all_takes_meshes_too(scene, tmp_path, capfd):
    folder = tmp_path / "takes"
    folder.mkdir()
    (folder / "meshes.csv").write_bytes(files.detectorv2(files.pixels()))
    np.savez(folder / "clip.npz", landmarks=files.pixels(), times=files.times())
    output = tmp_path / "scenes"
    assert command_line("bake-all", folder, "--neutral", "model", "--output", output) == 0
    assert sorted(path.name for path in output.iterdir()) == ["clip.blend", "meshes.blend"]
    said = capfd.readouterr().out
    assert said.count("51 of 52 channels") == 2


@pytest.mark.usefixtures("small_figures")
def test_figures_show_the_deviation(keyed, scene, tmp_path):
    bpy.ops.blendshape_face.show_measured()
    path = tmp_path / "figure.svg"
    options = figures.FigureOptions(pictures=1, channels=("jawOpen", "deviation"))
    report = figures.make_figure(bpy.context, keyed, path, 1, files.FRAMES, options)
    assert "the curves of jawOpen, deviation" in report
    assert "Deviation (mm)" in path.read_text()
    _, found = measured_take.deviations_of(bpy.context, keyed)
    sampled = figures._with_deviation(
        bpy.context,
        keyed,
        sampling.sample_face(
            keyed, scene, bpy.context.evaluated_depsgraph_get(), 0, files.FRAMES + 1
        ),
        0,
    )
    shown = sampled.values[:, sampled.names.index("deviation")]
    assert np.isnan(shown[[0, -1]]).all()
    np.testing.assert_allclose(shown[1:-1], found.rms * 1000, rtol=1e-4)
