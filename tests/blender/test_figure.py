"""Figures of a face in the scene: real pictures, in both formats, and nothing left behind."""

import base64
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import bpy
import numpy as np
import pytest
from blendshape_face import cli
from blendshape_face.studio import figures, photographs, render_settings

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def opening(face, tmp_path, small_figures):
    """A bare face whose jaw opens over 5 frames, pictured small and fast."""
    scene = bpy.context.scene
    scene.render.fps, scene.frame_end = 30, 5
    take = tmp_path / "take.csv"
    rows = [f"{frame},{frame / 4},{frame / 8}" for frame in range(5)]
    take.write_text("frame,jawOpen,browInnerUp\n" + "\n".join(rows) + "\n")
    assert bpy.ops.blendshape_face.import_take(filepath=str(take)) == {"FINISHED"}
    for modifier in list(face.modifiers):
        face.modifiers.remove(modifier)
    return face


def make(path, **options):
    return bpy.ops.blendshape_face.figure(filepath=str(path), **options)


def pixels_of(path):
    image = bpy.data.images.load(str(path))
    pixels = np.empty((image.size[1], image.size[0], 4), np.float32)
    image.pixels.foreach_get(pixels.ravel())
    bpy.data.images.remove(image)
    return np.round(pixels[::-1, :, :3] * 255).astype(int)


def pictures_of(path, tmp_path):
    pictures = []
    for image in ET.parse(path).getroot().iter(f"{SVG}image"):
        (content,) = (value for key, value in image.items() if key.endswith("href"))
        file = tmp_path / "picture.png"
        file.write_bytes(base64.b64decode(content.partition(",")[2]))
        pictures.append(pixels_of(file))
    return pictures


def contents():
    kinds = ("scenes", "objects", "collections", "cameras", "lights", "worlds", "curves", "meshes")
    return {kind: [item.name for item in getattr(bpy.data, kind)] for kind in kinds}


def test_pictures_that_will_be_grainy_are_told(opening, scene, tmp_path, capfd):
    has_denoiser = render_settings.has_denoiser(scene.cycles)
    words = "" if has_denoiser else "This Blender has no denoiser"
    assert photographs.grain_of_photographs(scene, opening).startswith(words)
    assert make(tmp_path / "figure.svg", pictures=1) == {"FINISHED"}
    assert ("no denoiser" in capfd.readouterr().out) != has_denoiser
    # The pictures of the scene's own camera are the user's.
    bpy.ops.blendshape_face.studio()
    assert photographs.grain_of_photographs(scene, opening) == ""


def test_svg_of_a_take(opening, tmp_path):
    scene = bpy.context.scene
    scene.frame_set(2)
    shown = np.array([v.co.z for v in opening.data.vertices])
    before, engine = contents(), scene.render.engine
    path = tmp_path / "figure.svg"
    assert make(path, pictures=3) == {"FINISHED"}
    pictures = pictures_of(path, tmp_path)
    assert len(pictures) == 3
    assert all(np.abs(a - b).mean() > 0.5 for a, b in pairwise(pictures))
    assert all(picture.std() > 10 for picture in pictures)
    labels = [text.text for text in ET.parse(path).getroot().iter(f"{SVG}text")]
    assert {"jawOpen", "browInnerUp", "frame 1", "frame 3", "frame 5"} <= set(labels)
    # The scene is as it was, and so is what the face shows.
    assert contents() == before
    assert (scene.frame_current, scene.render.engine, scene.camera) == (2, engine, None)
    np.testing.assert_array_equal([v.co.z for v in opening.data.vertices], shown)


def test_png_has_pictures_and_curves_in_their_colors(opening, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "DPI", 120)  # a curve is two pixels wide
    path = tmp_path / "figure.png"
    make(path, channels="browInnerUp, jawOpen, Yaw", every=2, width="single")
    pixels = pixels_of(path)
    assert pixels.shape[1] == round(89 / 25.4 * 120)
    for color in ((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x9E, 0x73)):
        assert (np.abs(pixels - color).max(axis=-1) < 30).sum() > 100
    top = pixels[: pixels.shape[0] // 6]
    assert (top.min(axis=-1) < 100).mean() > 0.5  # dark studio
    ink = (pixels.max(axis=-1) < 110)[pixels.shape[0] // 2 :]
    assert ink.sum() > 100  # axes and letters


def test_the_scenes_camera_where_it_sees_the_face(opening, tmp_path):
    scene = bpy.context.scene
    scene.render.engine, scene.cycles.samples = "CYCLES", 1
    scene.render.resolution_x, scene.render.resolution_y = 200, 100
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location, camera.rotation_euler.x = (0, -0.8, 0), np.pi / 2
    scene.collection.objects.link(camera)
    scene.camera = camera
    bpy.context.view_layer.update()
    make(tmp_path / "a.svg", pictures=2)
    shapes = {picture.shape for picture in pictures_of(tmp_path / "a.svg", tmp_path)}
    assert all(width == pytest.approx(2 * height, abs=1) for height, width, _ in shapes)
    assert (scene.render.resolution_x, scene.camera) == (200, camera)
    camera.location.y = -20  # too far to see an expression
    bpy.context.view_layer.update()
    make(tmp_path / "b.svg", pictures=2)
    shapes = {picture.shape for picture in pictures_of(tmp_path / "b.svg", tmp_path)}
    assert all(height == width for height, width, _ in shapes)
    assert scene.camera == camera


def test_a_studio_that_does_not_see_the_face_stays_as_it_is(opening, tmp_path):
    bpy.ops.blendshape_face.studio(resolution=(64, 64))
    opening.location.x = 5
    scene = bpy.context.scene
    bpy.context.view_layer.update()
    before, place = contents(), scene.camera.matrix_world.copy()
    assert make(tmp_path / "a.svg", pictures=1) == {"FINISHED"}
    bpy.context.view_layer.update()
    assert scene.camera.matrix_world == place
    assert contents() == before
    (picture,) = pictures_of(tmp_path / "a.svg", tmp_path)
    assert picture.std() > 10  # it shows the face all the same


def test_errors_come_before_the_pictures(opening, tmp_path):
    with pytest.raises(RuntimeError, match="jawShut: is no channel of this face"):
        make(tmp_path / "a.svg", channels="jawShut")
    with pytest.raises(RuntimeError, match="are none: let the end follow the start"):
        make(tmp_path / "a.svg", frame_start=4, frame_end=2)
    assert not (tmp_path / "a.svg").exists()


@pytest.mark.usefixtures("small_figures")
def test_command(scene, sample_take, tmp_path, capsys):
    take = tmp_path / "short.csv"
    lines = sample_take.read_text().splitlines(keepends=True)
    take.write_text("".join(lines[:4]))
    path = tmp_path / "figure.svg"
    arguments = ["figure", str(take), "--output", str(path), "--channels", "jawOpen,mouthSmileLeft"]
    assert cli.main([*arguments, "--frames", "1,3"]) == 0
    assert re.search(
        r"figure\.svg: 2 pictures and the curves of jawOpen, mouthSmileLeft, 183 x \d+ mm",
        capsys.readouterr().out,
    )
    assert len(pictures_of(path, tmp_path)) == 2
    arguments[3] = str(tmp_path / "figure.pdf")
    assert cli.main(arguments) == 1
    assert "figure.pdf: a figure is .svg or .png" in capsys.readouterr().err
    assert cli.main([*arguments, "--pictures", "0"]) == 1
    assert "argument --pictures: '0' is no whole number from 1 to" in capsys.readouterr().err


def test_a_gap_in_the_recording_is_a_gap_in_the_curve(scene, monkeypatch, tmp_path):
    monkeypatch.setattr(figures, "DPI", 24)
    monkeypatch.setattr(photographs, "_SAMPLES", 1)
    rows = [f"{k},{'' if 8 <= k < 14 else k % 3 / 2}" for k in range(30)]
    take, path = tmp_path / "gap.csv", tmp_path / "gap.svg"
    take.write_text("\n".join(["frame,jawOpen", *rows]))
    command = ["figure", str(take), "--output", str(path), "--channels", "jawOpen"]
    assert cli.main([*command, "--pictures", "1"]) == 0
    lines = [
        line
        for line in ET.parse(path).getroot().iter(f"{SVG}polyline")
        if len(line.get("points").split()) > 5
    ]
    assert [len(line.get("points").split()) for line in lines] == [8, 16]


def test_no_file_is_an_error(face):
    for path, message in (("", "Choose a file"), ("/proc/none/f.svg", "No such file")):
        with pytest.raises(RuntimeError, match=message):
            bpy.ops.blendshape_face.figure(filepath=path, pictures=1)
