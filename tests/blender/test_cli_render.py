"""`render`: films from recordings and scenes, and going on after a break."""

import json
import sys
import time
import wave
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face import cli
from blendshape_face.blender import sequencer
from blendshape_face.data import errors
from blendshape_face.face.objects import faces_in
from blendshape_face.face.parts import choice_of
from blendshape_face.studio import film, render_settings, skin_light, worker

FRAMES = 6
TINY = ("--size", "64", "--samples", "1")


FRAMES_OF_EFFECT = (
    {"frame_start": 1, "length": 9}
    if bpy.app.version >= (5,)
    else {"frame_start": 1, "frame_end": 10}
)


@pytest.fixture
def take(sample_take, tmp_path):
    """A recording of six frames."""
    lines = sample_take.read_text().splitlines()[: FRAMES + 1]
    path = tmp_path / "take.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def render(scene, capfd):
    """Runs the command; returns its exit code, what it printed and its errors."""

    def run(*arguments):
        code = cli.main(["render", *(str(argument) for argument in arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def read_film(path):
    clip = bpy.data.movieclips.load(str(path))
    return clip.frame_duration, tuple(clip.size)


def pixels(path):
    image = bpy.data.images.load(str(path), check_existing=False)
    return np.array(image.pixels).reshape(image.size[1], image.size[0], 4)[..., :3]


def first_picture(film):
    clip = bpy.data.images.load(str(film))
    clip.source = "MOVIE"
    return np.array(clip.pixels).reshape(clip.size[1], clip.size[0], -1)[..., :3]


def times(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.png")}


def test_a_film_of_a_recording(render, take, tmp_path):
    film = tmp_path / "new" / "film.mp4"
    code, said, error = render(take, "--output", film, "--size", "64x48", "--samples", "1")
    assert code == 0, error
    assert f"Frame {FRAMES} of {FRAMES}" in said
    assert "Model: mediapipe" in said
    assert read_film(film) == (FRAMES, (64, 48))
    assert [path.name for path in film.parent.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize(
    "command",
    [
        ("inspect",),
        ("bake", "--output", "face.blend"),
        ("bake", "--output", "face.blend", "--render", "film.mp4", "--seconds", "0.05", *TINY),
        ("render", "--output", "film.mp4", "--seconds", "0.05", *TINY),
        ("figure", "--output", "figure.svg", "--pictures", "1"),
        ("export", "--output", "face.npz"),
    ],
)
def test_a_command_parses_its_recording_once(scene, take, tmp_path, monkeypatch, capfd, command):
    from blendshape_face import cli
    from blendshape_face.data.takes.readers import mediapipe
    from blendshape_face.studio import figures, photographs

    read = mediapipe.read
    read_files = []

    def count_and_read(file, options):
        read_files.append(file.path)
        return read(file, options)

    monkeypatch.setattr(mediapipe, "read", count_and_read)
    monkeypatch.setattr(figures, "DPI", 24)
    monkeypatch.setattr(photographs, "_SAMPLES", 1)
    monkeypatch.chdir(tmp_path)
    name, *options = command
    assert cli.main([name, take.name, *options]) == 0, capfd.readouterr().err
    assert read_files == [Path(take.name)]


def test_any_scene_becomes_a_film(face, scene, tmp_path):
    """As an operator would do it: without options of a command line."""
    from blendshape_face import studio
    from blendshape_face.studio.film import make_film
    from blendshape_face.studio.render_settings import use_engine

    studio.set_up(scene, face)
    use_engine(scene, "CYCLES", 1)
    scene.render.resolution_x = scene.render.resolution_y = 64
    path, folder = tmp_path / "film.mp4", tmp_path / "kept"
    told = []
    for _run in range(2):
        make_film(
            scene, path, range(3, 5), {"scene": "Mine"}, folder, lambda *there: told.append(there)
        )
        assert read_film(path) == (2, (64, 64))
    assert told == [(0, 2), (1, 2), (2, 2), (2, 2)]
    assert sorted(times(folder)) == ["0003.png", "0004.png"]
    assert json.loads((folder / "film.json").read_text())["scene"] == "Mine"


def test_after_a_break_only_what_is_missing_is_rendered(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "kept"
    command = (take, "--output", film, "--keep-frames", folder, *TINY)
    assert render(*command)[0] == 0
    before = times(folder)
    assert len(before) == FRAMES
    (folder / "0002.png").unlink()
    half = folder / "0004.png"
    half.write_bytes(half.read_bytes()[:-30])
    spoiled = folder / "0005.png"
    content = bytearray(spoiled.read_bytes())
    content[len(content) // 2] ^= 0xFF
    spoiled.write_bytes(content)
    film.unlink()
    code, said, _ = render(*command)
    assert code == 0
    assert f"{FRAMES - 3} of {FRAMES} frames are there already" in said
    after = times(folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"0002.png", "0004.png", "0005.png"}
    assert pixels(half).shape == (64, 64, 3)
    assert read_film(film) == (FRAMES, (64, 64))
    assert render(*command)[0] == 0  # nothing to do but the film
    assert times(folder) == after


def test_a_part_of_the_take(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "kept"
    part = ("--start", "0.08", "--seconds", "0.09")  # at 23.976 fps
    assert render(take, "--output", film, "--keep-frames", folder, *TINY, *part)[0] == 0
    assert sorted(times(folder)) == ["0003.png", "0004.png"]
    assert read_film(film)[0] == 2


def test_a_preview_renders_every_other_frame_and_keeps_time(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "kept"
    command = ("--output", film, "--keep-frames", folder, "--preview", "--size", "64x48")
    code, said, error = render(take, *command)
    assert code == 0, error
    assert "preview: 64x48 pixels, samples: 1, every 2nd frame" in said
    assert sorted(times(folder)) == ["0001.png", "0003.png", "0005.png"]
    assert read_film(film) == (FRAMES, (64, 48))
    # Its faces are coarser than the film's, whatever size and samples that has.
    code, _, error = render(take, *command[:4], "--size", "64x48", "--samples", "1")
    assert code == 1
    assert "of other preview" in error


def test_a_preview_of_a_scene_keeps_its_aspect(render, face, scene, tmp_path):
    bpy.ops.blendshape_face.studio(resolution=(640, 320))
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.frame_end = 1
    blend, film = tmp_path / "scene.blend", tmp_path / "film.mp4"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    code, _, error = render(blend, "--output", film, "--preview")
    assert code == 0, error
    assert read_film(film)[1] == (240, 120)
    scene = bpy.context.scene
    assert scene.render.engine == "CYCLES"
    (face,) = faces_in(scene.view_layers[0])
    assert choice_of(face).render_level == choice_of(face).view_level == 0


def test_few_samples_leave_out_light_below_the_skin(face, scene, tmp_path, monkeypatch):
    skin = face.material_slots[0].material
    (shader,) = [node for node in skin.node_tree.nodes if node.type == "BSDF_PRINCIPLED"]
    weight = shader.inputs["Subsurface Weight"]
    usual = weight.default_value
    assert usual > 0
    for engine, samples, expected in (
        ("CYCLES", skin_light.FEW - 1, 0),
        ("CYCLES", skin_light.FEW, usual),
        (render_settings.EEVEE, 1, usual),
    ):
        render_settings.use_engine(scene, engine, samples)
        with skin_light.plain_for_few_samples(scene):
            assert weight.default_value == expected
        assert weight.default_value == usual
    # A film that fails leaves the skin as it was, too.
    seen = []

    def fail(*_args):
        seen.append(weight.default_value)
        raise errors.FaceError("stopped")

    monkeypatch.setattr(film, "_render_missing", fail)
    render_settings.use_engine(scene, "CYCLES", 1)
    with pytest.raises(errors.FaceError, match="stopped"):
        film.make_film(scene, tmp_path / "film.mp4", range(1, 2), {})
    assert seen == [0]
    assert weight.default_value == usual


def test_pictures_of_another_film_are_not_taken_over(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "kept"
    command = (take, "--output", film, "--keep-frames", folder)
    assert render(*command, *TINY)[0] == 0
    before = times(folder)
    code, _, error = render(*command, "--size", "64", "--samples", "2")
    assert code == 1
    assert "of other samples" in error
    lines = take.read_text().splitlines()
    take.write_text("\n".join([*lines[:-1], ""]))
    code, _, error = render(*command, *TINY)
    assert code == 1
    assert "of other take" in error
    assert times(folder) == before


def test_pictures_of_another_version_are_not_taken_over(render, take, tmp_path):
    folder = tmp_path / "kept"
    command = (take, "--output", tmp_path / "film.mp4", "--keep-frames", folder, *TINY)
    assert render(*command)[0] == 0
    record = folder / "film.json"
    made_from = json.loads(record.read_text())
    made_from["extension"] += ".1"
    record.write_text(json.dumps(made_from))
    code, _, error = render(*command)
    assert code == 1
    assert "of other extension" in error


def test_a_user_s_startup_file_does_not_change_the_pictures(render, take, tmp_path):
    bpy.context.scene.render.film_transparent = True
    bpy.ops.wm.save_homefile()
    try:
        assert render(take, "--output", tmp_path / "film.mp4", *TINY)[0] == 0
    finally:
        (Path(bpy.utils.user_resource("CONFIG")) / "startup.blend").unlink()
    assert not bpy.context.scene.render.film_transparent


def test_a_render_that_is_killed_goes_on(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "film.frames"
    command = (take, "--output", film, *TINY)
    rendering = worker.Worker("render", *(str(word) for word in command))
    while rendering.is_alive() and not folder.exists():
        time.sleep(0.001)
    rendering._process.kill()
    rendering.wait()
    if (record := folder / "film.json").exists():  # killed while it was written
        record.write_text(record.read_text()[:20])
    assert render(*command)[0] == 0
    assert read_film(film) == (FRAMES, (64, 64))
    assert [path.name for path in tmp_path.glob("film*")] == ["film.mp4"]


def test_a_folder_of_other_things_is_left_alone(render, take, tmp_path):
    folder = tmp_path / "film.frames"
    folder.mkdir()
    (folder / "0001.png").write_text("a holiday")
    code, _, error = render(take, "--output", tmp_path / "film.mp4", *TINY)
    assert code == 1
    assert "holds no pictures of a film" in error
    assert (folder / "0001.png").read_text() == "a holiday"


def test_notes_beside_the_pictures_stay(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "film.frames"
    folder.mkdir()
    assert render(take, "--output", film, "--keep-frames", folder, *TINY)[0] == 0
    (folder / "notes.txt").write_text("mine")
    assert render(take, "--output", film, *TINY)[0] == 0
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_the_film_looks_as_its_pictures_do(render, take, tmp_path):
    film, folder = tmp_path / "film.mp4", tmp_path / "kept"
    assert render(take, "--output", film, "--keep-frames", folder, *TINY)[0] == 0
    assert np.abs(first_picture(film) - pixels(folder / "0001.png")).mean() < 0.02


def test_turntable_shows_the_face_from_behind(render, take, tmp_path):
    folder = tmp_path / "kept"
    command = (take, "--output", tmp_path / "film.mp4", "--keep-frames", folder, *TINY)
    assert render(*command, "--turntable")[0] == 0
    first, *_, last = (pixels(folder / f"000{frame}.png") for frame in range(1, FRAMES + 1))
    assert np.abs(first - pixels(folder / "0004.png")).mean() > 0.02
    assert np.abs(first - last).mean() > 0.005
    assert json.loads((folder / "film.json").read_text())["turntable"] == [1, FRAMES]


needs_sound = pytest.mark.skipif(
    not bpy.app.build_options.audaspace, reason="this Blender was built without sound"
)


@needs_sound
def test_the_takes_sound_is_in_the_film(render, take, tmp_path):
    with wave.open(str(take.with_suffix(".wav")), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x40\x00\xc0" * 1000)
    film = tmp_path / "film.mp4"
    assert render(take, "--output", film, *TINY)[0] == 0
    assert bpy.data.sounds.load(str(film)).channels == "STEREO"
    take.with_suffix(".wav").unlink()
    assert render(take, "--output", film, *TINY)[0] == 0
    assert bpy.data.sounds.load(str(film)).channels == "INVALID"


def test_a_scene_with_a_camera_is_rendered_as_it_is(render, tmp_path):
    bpy.ops.blendshape_face.add()
    scene = bpy.context.scene
    scene.camera = bpy.data.objects.new("Mine", bpy.data.cameras.new("Mine"))
    scene.camera.location.z = 50
    scene.collection.objects.link(scene.camera)
    render_settings.use_engine(scene, "CYCLES", 1)
    scene.frame_start, scene.frame_end, scene.frame_step = 4, 5, 2
    scene.render.resolution_x, scene.render.resolution_y = 96, 64
    scene.render.resolution_percentage = 50
    scene.world = world = bpy.data.worlds.new("Bright")
    world.color = (0.8, 0.8, 0.8)
    if world.node_tree:  # Blender 5
        world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.8, 0.8, 0.8, 1)
    blend, film = tmp_path / "mine.blend", tmp_path / "film.mp4"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    code, _, error = render(blend, "--output", film)
    assert code == 0, error
    assert bpy.context.scene.camera.name == "Mine"
    assert "Face Studio" not in bpy.data.collections
    assert read_film(film) == (2, (48, 32))
    assert first_picture(film)[[2, 2, -3, -3], [2, -3, 2, -3]].min() > 0.5  # it fills the film


def test_a_scene_without_camera_gets_the_studio(render, tmp_path):
    bpy.ops.blendshape_face.add()
    bpy.context.scene.frame_end = 1
    blend, film = tmp_path / "mine.blend", tmp_path / "film.mp4"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    assert render(blend, "--output", film, *TINY)[0] == 0
    assert "Face Studio" in bpy.data.collections
    assert read_film(film)[0] == 1
    bpy.data.objects.remove(bpy.data.objects["Face"])
    bpy.ops.blendshape_face.remove_studio()
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    code, _, error = render(blend, "--output", film, *TINY)
    assert code == 1
    assert "neither a camera nor a face" in error


@pytest.mark.parametrize("command", ["render", "figure", "export"])
@pytest.mark.parametrize(
    "option", [("--model", "a.npz"), ("--turn-head",), ("--fps", "5"), ("--face", "7")]
)
def test_options_for_recordings_are_refused_with_a_blend(tmp_path, capfd, command, option):
    suffix = {"render": "mp4", "figure": "svg", "export": "glb"}[command]
    output = tmp_path / f"a.{suffix}"
    assert cli.main([command, "mine.blend", "--output", str(output), *option]) == 1
    assert f"{option[0]}: is for recordings; mine.blend is taken as it is" in capfd.readouterr().err


def test_a_film_that_was_cut_off_is_told(render, take, tmp_path):
    whole, cut = tmp_path / "film.mp4", tmp_path / "cut.mp4"
    assert render(take, "--output", whole, *TINY)[0] == 0
    film.check_film(whole, FRAMES)
    for size in (0, 1, 2):
        cut.write_bytes(whole.read_bytes()[: size * whole.stat().st_size // 3])
        with pytest.raises(errors.FaceError, match="is the disk full"):
            film.check_film(cut, FRAMES)


@needs_sound
def test_sounds_within_meta_strips_are_heard(scene, take):
    scene.sequence_editor_create()
    strips = sequencer.strips_of(scene)
    meta = strips.new_meta("Meta", 1, 1)
    assert not sequencer.has_sounds(strips)
    sequencer.strips_inside(meta).new_sound("Sound", str(take), 1, 1)
    color = sequencer.strips_inside(meta).new_effect("Color", "COLOR", 2, **FRAMES_OF_EFFECT)
    assert sequencer.has_sounds(strips)
    sequencer.mute_pictures(strips)
    assert color.mute
    assert not meta.mute


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (("--output", "film.avi"), "film.avi: its name must end in .mp4"),
        (("--output", "film.mp4", "--size", "65"), "even numbers"),
        (("--output", "film.mp4", "--size", "wide"), "no size such as"),
        (("--output", "film.mp4", "--size", "17x33"), "argument --size: '17x33' is no size"),
        (("--output", "film.mp4", "--size", "0"), "argument --size: '0' is no size"),
        (("--output", "film.mp4", "--engine", "pencil"), "invalid choice"),
        (("--output", "film.mp4", "--start", "nan"), "argument --start: 'nan' is no number from 0"),
        (("--output", "film.mp4", "--start", "-1"), "argument --start: '-1' is no number from 0"),
        (("--output", "film.mp4", "--start", "9999"), "--start: 9999 s is past the end, at 0.25 s"),
        (("--output", "film.mp4", "--seconds", "0"), "argument --seconds: '0' is no number from"),
        (("--output", "film.mp4", "--seconds", "-2"), "argument --seconds: '-2' is no number from"),
        (("--output", "film.mp4", "--samples", "-5"), "argument --samples: '-5' is no whole num"),
        (("--output", "film.mp4", "--fps", "nan"), "argument --fps: 'nan' is no number from 0.01"),
    ],
)
def test_wrong_options_are_named(render, take, wrong, reason):
    code, _, error = render(take, *wrong)
    assert code == 1
    assert reason in error


@pytest.mark.parametrize(
    "wrong",
    [
        ("inspect", "take.csv", "--fps", "nan"),
        ("bake", "take.csv", "--output", "a.blend", "--fps", "0"),
        ("bake", "take.csv", "--output", "a.blend", "--start", "inf"),
        ("bake", "take.csv", "--output", "a.txt"),
        ("bake", "take.csv", "--output", "a.blend", "--render", "a.mov"),
        ("export", "take.csv", "--output", "a.glb", "--fps", "-24"),
        ("figure", "take.csv", "--output", "a.svg", "--every", "0"),
        ("figure", "take.csv", "--output", "a.svg", "--columns", "1,2"),
        ("figure", "take.csv", "--output", "a.svg", "--frames", "1,x"),
        ("stimuli", "design.toml", "--output", "set", "--samples", "0"),
        ("stimuli", "design.toml", "--output", "set", "--size", "1e3"),
    ],
)
def test_every_command_names_the_wrong_option(scene, capfd, tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    assert cli.main(wrong) == 1
    assert f"argument {wrong[-2]}: " in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_bake_refuses_a_late_start_before_it_writes(scene, take, tmp_path, capfd):
    command = ("bake", str(take), "--output", str(tmp_path / "a.blend"), "--start", "9999")
    assert cli.main(command) == 1
    assert "--start: 9999 s is past the end, at 0.25 s" in capfd.readouterr().err
    assert not (tmp_path / "a.blend").exists()


def test_suffixes_in_capitals(render, take, tmp_path):
    scene, film = tmp_path / "TAKE.BLEND", tmp_path / "FILM.MP4"
    bpy.ops.blendshape_face.add()
    bpy.context.scene.frame_end = 1
    bpy.ops.wm.save_as_mainfile(filepath=str(scene))
    code, _, error = render(scene, "--output", film, *TINY)
    assert code == 0, error
    assert read_film(film)[0] == 1
    assert sorted(path.name for path in tmp_path.glob("F*")) == ["FILM.MP4"]


@pytest.mark.skipif(sys.platform != "linux", reason="hides the graphics driver as Linux allows it")
def test_eevee_without_a_graphics_driver_says_so(render, take, tmp_path, monkeypatch):
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_DIRS", str(tmp_path))
    code, _, error = render(take, "--output", tmp_path / "film.mp4", "--engine", "eevee", *TINY)
    assert code == 1
    assert "render with Cycles" in error
