"""Converted faces in renders, caches and Blenders without the extension."""

import os
import subprocess
import sys

import bpy
import numpy as np
import pytest

from tests.blender.baking import EXACT, channel, to_shape_keys

# What leaves Blender


@pytest.fixture
def talking(face, scene, module):
    """A face whose jaw drops and whose head turns between frames 1 and 3, in the studio."""
    for name, end in (("jawOpen", 1.0), ("Yaw", 0.4), ("mouthSmileLeft", 0.8)):
        for frame, value in ((1, 0.0), (3, end)):
            channel(face, name).value = value
            channel(face, name).keyframe_insert("value", frame=frame)
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.seed = 2, 7
    scene.cycles.use_denoising = False
    scene.render.resolution_x = scene.render.resolution_y = 64
    scene.render.image_settings.file_format = "PNG"
    scene.frame_start, scene.frame_end = 1, 3
    module("studio").set_up(scene, face)
    scene.frame_set(1)
    return face


def render(scene, path):
    """(frames, values): the scene's frames as their PNG files have them."""
    scene.render.filepath = str(path)
    bpy.ops.render.render(animation=True)
    return pictures(scene, path)


def pictures(scene, path):
    shots = []
    for frame in range(scene.frame_start, scene.frame_end + 1, scene.frame_step):
        image = bpy.data.images.load(f"{path}{frame:04}.png")
        shots.append(np.array(image.pixels[:]))
        bpy.data.images.remove(image)
    return np.array(shots)


ONE_STEP = 1.01 / 255
"""Of a pixel: live and baked vertices differ by 1e-7 m, which now and then rounds otherwise."""


def test_a_blender_without_the_extension_renders_the_same(talking, scene, tmp_path):
    scene.frame_step = 2
    live = render(scene, tmp_path / "live_")
    to_shape_keys()
    baked = render(scene, tmp_path / "baked_")
    file = tmp_path / "face.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    script = f"""
import bpy, os
bpy.ops.wm.open_mainfile(filepath={str(file)!r})
assert not hasattr(bpy.types.Mesh, "blendshape_face")
bpy.context.scene.render.filepath = {str(tmp_path / "farm_")!r}
bpy.ops.render.render(animation=True)
print("RENDERED", flush=True)
os._exit(0)
"""
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert "RENDERED" in done.stdout, done.stderr
    assert "Traceback" not in done.stderr
    farm = pictures(scene, tmp_path / "farm_")
    assert np.abs(farm[0] - farm[1]).max() > 0.2
    np.testing.assert_array_equal(farm, baked)
    np.testing.assert_allclose(live, baked, atol=ONE_STEP)


def test_motion_blur_is_that_of_the_live_face(talking, scene, tmp_path):
    scene.frame_start = scene.frame_end = 2
    sharp = render(scene, tmp_path / "sharp_")
    scene.render.use_motion_blur = True
    scene.render.motion_blur_shutter = 1.5
    live = render(scene, tmp_path / "live_")
    to_shape_keys()
    baked = render(scene, tmp_path / "baked_")
    assert np.abs(live - sharp).mean() > 0.002
    np.testing.assert_allclose(live, baked, atol=ONE_STEP)


@pytest.mark.parametrize("kind", ["abc", "usdc"])
def test_caches_are_those_of_the_live_face(talking, scene, film, tmp_path, kind):
    for modifier in talking.modifiers:
        if modifier.type == "SUBSURF":
            modifier.render_levels = 0
    live = film(talking, range(1, 4))
    paths = [str(tmp_path / f"{name}.{kind}") for name in ("live", "baked")]
    for path in paths:
        if path == paths[1]:
            to_shape_keys()
        if kind == "abc":
            bpy.ops.wm.alembic_export(filepath=path, start=1, end=3, as_background_job=False)
        else:
            bpy.ops.wm.usd_export(filepath=path, export_animation=True)
    for path in paths:
        bpy.ops.wm.read_homefile(use_empty=True)
        if kind == "abc":
            bpy.ops.wm.alembic_import(filepath=path, as_background_job=False)
        else:
            bpy.ops.wm.usd_import(filepath=path)
        imported = next(obj for obj in bpy.data.objects if obj.type == "MESH")
        np.testing.assert_allclose(film(imported, range(1, 4)), live, atol=EXACT)
