"""What leaves Blender: renders, motion blur, caches, films."""

import os
import subprocess
import sys
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face import cli, studio


def tiny_render(scene):
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 2
    scene.cycles.use_denoising = False
    scene.render.resolution_x = scene.render.resolution_y = 48
    scene.render.image_settings.file_format = "PNG"


def picture(path: Path) -> np.ndarray:
    image = bpy.data.images.load(str(path))
    pixels = np.empty(4 * image.size[0] * image.size[1], np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(-1, 4)[:, :3]


@pytest.fixture
def talking(face, scene):
    """A face whose jaw drops between frames 1 and 3, in the studio."""
    jaw = face.data.blendshape_face.channels["jawOpen"]
    for frame, value in ((1, 0.0), (3, 1.0)):
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)
    tiny_render(scene)
    scene.frame_start, scene.frame_end = 1, 3
    studio.set_up(scene, face)
    scene.frame_set(1)
    return face


def test_renders_differ_as_the_animation_says(talking, scene, tmp_path):
    scene.render.filepath = str(tmp_path / "film_")
    bpy.ops.render.render(animation=True)
    film = [picture(tmp_path / f"film_000{frame}.png") for frame in (1, 2, 3)]
    assert np.abs(film[0] - film[2]).max() > 0.2
    scene.frame_set(3)
    scene.render.filepath = str(tmp_path / "still.png")
    bpy.ops.render.render(write_still=True)
    assert np.abs(picture(tmp_path / "still.png") - film[2]).mean() < 0.01
    assert np.abs(picture(tmp_path / "still.png") - film[0]).mean() > 0.01


def test_motion_blur_is_there(talking, scene, tmp_path):
    scene.frame_set(2)
    pictures = []
    for blur in (False, True):
        scene.render.use_motion_blur = blur
        scene.render.motion_blur_shutter = 2.0
        scene.render.filepath = str(tmp_path / f"blur_{blur}.png")
        bpy.ops.render.render(write_still=True)
        pictures.append(picture(tmp_path / f"blur_{blur}.png"))
    assert np.abs(pictures[0] - pictures[1]).mean() > 0.002


def chin_over_time(scene, obj):
    heights = []
    for frame in (1, 2, 3):
        scene.frame_set(frame)
        evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
        heights.append(min(vertex.co.z for vertex in evaluated.data.vertices))
    return np.array(heights)


@pytest.mark.parametrize("kind", ["abc", "usdc"])
def test_caches_move_as_the_face_does(talking, scene, tmp_path, kind):
    for modifier in talking.modifiers:
        if modifier.type == "SUBSURF":
            modifier.render_levels = 0
    live = chin_over_time(scene, talking)
    assert live[0] - live[2] > 0.02
    path = str(tmp_path / f"face.{kind}")
    if kind == "abc":
        bpy.ops.wm.alembic_export(filepath=path, start=1, end=3, as_background_job=False)
    else:
        bpy.ops.wm.usd_export(filepath=path, export_animation=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    if kind == "abc":
        bpy.ops.wm.alembic_import(filepath=path, as_background_job=False)
    else:
        bpy.ops.wm.usd_import(filepath=path)
    imported = next(obj for obj in bpy.data.objects if obj.type == "MESH")
    np.testing.assert_allclose(chin_over_time(bpy.context.scene, imported), live, atol=1e-6)


def run_cli(*arguments):
    return cli.main([str(argument) for argument in arguments])


def test_bake_command_makes_scene_and_film(scene, sample_take, tmp_path, capfd):
    output, film = tmp_path / "new" / "take.blend", tmp_path / "new" / "take.mp4"
    code = run_cli("bake", sample_take, "--output", output, "--render", film, "--turn-head",
        "--start", "10", "--seconds", "0.13", "--size", "64", "--samples", "1",
    )  # fmt: skip
    said = capfd.readouterr()
    assert code == 0, said.err
    assert "472 samples, 19.7 s at 23.976 fps" in said.out
    assert "Frame 3 of 3" in said.out
    assert film.stat().st_size > 1000
    bpy.ops.wm.open_mainfile(filepath=str(output))
    scene = bpy.context.scene
    assert (scene.frame_start, scene.frame_end) == (1, 472)
    assert scene.render.fps / scene.render.fps_base == pytest.approx(23.976, abs=1e-3)
    jaw = bpy.data.objects["Face"].data.blendshape_face.channels["jawOpen"]
    scene.frame_set(300)
    assert jaw.value != 0


@pytest.mark.parametrize(
    "arguments", [(), ("bake",), ("fly",), ("bake", "nowhere.csv", "--output", "x.blend")]
)
def test_wrong_commands_say_one_line_and_return_1(scene, capfd, arguments):
    assert run_cli(*arguments) == 1
    said = capfd.readouterr().err.strip()
    assert said.startswith("blender --command blendshape_face")
    assert "\n" not in said


def test_export_from_a_recording_and_from_a_file(scene, sample_take, tmp_path, capfd):
    npz, blend = tmp_path / "face.npz", tmp_path / "face.blend"
    assert run_cli("bake", sample_take, "--output", blend) == 0
    assert run_cli("export", sample_take, "--output", npz) == 0
    with np.load(npz) as written:
        from_recording = written["vertices"]
    assert run_cli("export", blend, "--output", npz) == 0
    with np.load(npz) as written:
        np.testing.assert_allclose(written["vertices"], from_recording, atol=1e-7)
    assert from_recording.shape == (472, 478, 3)
    assert run_cli("export", sample_take, "--output", tmp_path / "face.xyz") == 1
    assert "its ending is none of .glb" in capfd.readouterr().err


def test_help_returns_0(scene, capfd):
    assert run_cli("bake", "--help") == 0
    assert "--output" in capfd.readouterr().out


def test_a_file_opens_in_a_blender_without_the_extension(talking, tmp_path):
    """The mesh is there as it was saved, and nothing fails."""
    path = tmp_path / "face.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    script = (
        f"import bpy, os; bpy.ops.wm.open_mainfile(filepath={str(path)!r}); "
        "print('VERTICES', len(bpy.data.objects['Face'].data.vertices), flush=True); os._exit(0)"
    )
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert "VERTICES 478" in done.stdout
    assert "Traceback" not in done.stderr
