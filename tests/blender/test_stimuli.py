"""Stimulus sets in a real Blender: the same each time, without a trace, from each of the doors."""

import os
import resource
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face import cli
from blendshape_face.data import errors
from blendshape_face.data import stimuli as data_stimuli
from blendshape_face.data.stimuli.plan import plan_stimuli
from blendshape_face.data.stimuli.reading import read_design
from blendshape_face.face import properties
from blendshape_face.studio import stimuli as studio_stimuli
from blendshape_face.studio import worker as studio_worker
from blendshape_face.studio.stimuli.chosen import chosen_design, count_of

DESIGN = """\
basic = ["surprise"]
intensities = [0.5, 1.0]
size = 32
samples = 2
"""
FILM = """\
basic = ["surprise"]
stills = false
size = 64
samples = 1
[films]
onset = 0.3
hold = 0.1
offset = 0
fps = 10
"""


@pytest.fixture
def design(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(DESIGN, "utf-8")
    return path


@pytest.fixture
def make():
    """Make a design's set in this very Blender; returns how many stimuli were missing."""

    def run(design: Path, folder: Path, replace: bool = False, stop_after: int | None = None):
        plan = plan_stimuli(read_design(design))
        missing = studio_stimuli.begin_set(plan, folder, replace)
        studio_stimuli.make(plan.design, missing[:stop_after], folder)
        return len(missing)

    return run


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def picture(path: Path) -> np.ndarray:
    image = bpy.data.images.load(str(path))
    pixels = np.empty(4 * image.size[0] * image.size[1], np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(-1, 4)[:, :3]


def present() -> set[tuple[str, str]]:
    return {(type(data).__name__, data.name) for data in bpy.data.user_map()}


def run_cli(*arguments):
    return cli.main([str(argument) for argument in arguments])


def test_a_set_made_again_is_the_same_to_the_byte(scene, make, design, tmp_path):
    assert make(design, tmp_path / "whole") == 2
    whole = files(tmp_path / "whole")
    assert sorted(whole) == [
        "design.toml",
        "manifest.csv",
        "surprise_050.png",
        "surprise_100.png",
    ]
    half, full = (picture(tmp_path / "whole" / name) for name in sorted(whole)[2:])
    assert half.shape == (32 * 32, 3)
    assert np.abs(half - full).max() > 0.05
    # Stopped and taken up again; what was there is kept.
    parts = tmp_path / "parts"
    assert make(design, parts, stop_after=1) == 2
    made = parts / "surprise_050.png"
    since = made.stat().st_mtime_ns
    assert sorted(files(parts)) == ["design.toml", "manifest.csv", made.name]
    assert make(design, parts) == 1
    assert made.stat().st_mtime_ns == since
    assert files(parts) == whole
    assert make(design, parts) == 0


def test_people_are_shown_and_do_not_depend_on_those_before(scene, make, tmp_path):
    text = f"{DESIGN}[identities]\ncount = 2\nseed = 4\n"
    path = tmp_path / "people.toml"
    path.write_text(text.replace("[0.5, 1.0]", "[1.0]"), "utf-8")
    both = tmp_path / "both"
    assert make(path, both) == 2
    names = ["person4_surprise_100.png", "person5_surprise_100.png"]
    one, other = (picture(both / name) for name in names)
    assert np.abs(one - other).max() > 0.05
    path.write_text(path.read_text("utf-8").replace("count = 2\nseed = 4", "count = 1\nseed = 5"))
    alone = tmp_path / "alone"
    assert make(path, alone) == 1
    assert (alone / names[1]).read_bytes() == (both / names[1]).read_bytes()


def test_the_head_turns_and_the_camera_stays(scene, design, tmp_path):
    design.write_text(
        'basic = ["neutral"]\nsize = 16\nsamples = 1\n[poses]\nyaw = [0, 40]\npitch = [0, 20]',
        "utf-8",
    )
    plan = plan_stimuli(read_design(design))
    missing = studio_stimuli.begin_set(plan, tmp_path / "set")
    noses, cameras = [], []

    def look():
        stage = bpy.data.scenes["Stimuli"]
        face = next(obj for obj in stage.objects if properties.is_face(obj))
        noses.append(np.array(face.matrix_basis @ face.data.vertices[1].co))
        camera = stage.camera
        cameras.append(str((camera.matrix_basis, camera.parent.matrix_basis, camera.data.lens)))

    studio_stimuli.make(plan.design, missing, tmp_path / "set", look)
    front, right, up, both = noses  # of the subject, who looks along -Y
    length = np.hypot(*front[:2])
    assert right - front == pytest.approx(
        [-length * np.sin(np.radians(40)), length * (1 - np.cos(np.radians(40))), 0], abs=1e-3
    )
    assert up[2] > front[2] + 0.02
    assert up[0] == pytest.approx(front[0], abs=1e-6)
    assert both[0] < front[0] - 0.02
    assert len(set(cameras)) == 1


def test_a_folder_of_another_set_is_refused_or_replaced(scene, make, design, tmp_path):
    folder = tmp_path / "set"
    make(design, folder, stop_after=0)
    (folder / "surprise_050.png").write_bytes(b"a picture")
    (folder / "notes.txt").write_text("mine", "utf-8")
    former = files(folder)
    design.write_text(DESIGN.replace("[0.5, 1.0]", "[1.0]"), "utf-8")
    with pytest.raises(errors.FaceError, match="another set, with surprise_050"):
        make(design, folder)
    assert files(folder) == former
    assert make(design, folder, replace=True, stop_after=0) == 1
    assert sorted(files(folder)) == ["design.toml", "manifest.csv", "notes.txt"]


def test_nothing_stays_in_the_open_file(face, scene, make, design, tmp_path):
    face.data.blendshape_face.channels["jawOpen"].value = 0.4
    scene.frame_set(7)
    before, active = present(), bpy.context.object
    make(design, tmp_path / "set", stop_after=1)
    assert present() == before
    assert (bpy.context.scene, bpy.context.object, scene.frame_current) == (scene, active, 7)
    assert face.data.blendshape_face.channels["jawOpen"].value == pytest.approx(0.4)
    assert face.rotation_euler[2] == 0
    assert scene.camera is None


def test_nothing_stays_after_a_failure_either(scene, design, tmp_path):
    plan = plan_stimuli(read_design(design))
    missing = studio_stimuli.begin_set(plan, tmp_path / "set")
    before = present()

    def stop():
        raise RuntimeError("no room")

    with pytest.raises(errors.FaceError, match="set: no room"):
        studio_stimuli.make(plan.design, missing, tmp_path / "set", stop)
    assert present() == before
    assert len(list((tmp_path / "set").glob("*.png"))) == 1
    assert not list((tmp_path / "set").glob("unfinished*"))


def test_films_move_as_the_manifest_says(scene, make, design, tmp_path):
    design.write_text(FILM, "utf-8")
    before = present()
    make(design, tmp_path / "one")
    make(design, tmp_path / "two")
    assert present() == before
    film = tmp_path / "one" / "surprise_100.mp4"
    assert film.read_bytes() == (tmp_path / "two" / "surprise_100.mp4").read_bytes()
    assert ",5,10,0.300000,0.100000,0.000000,minimum jerk," in (
        (tmp_path / "one" / "manifest.csv").read_text("utf-8")
    )
    clip = bpy.data.movieclips.load(str(film))
    assert (clip.frame_duration, clip.fps, tuple(clip.size)) == (5, 10, (64, 64))
    bpy.data.movieclips.remove(clip)
    shots = frames_of(film, 5, tmp_path)
    change = [np.abs(shot - shots[0]).mean() for shot in shots]
    assert change[0] < change[1] < change[2] < change[3]
    assert change[4] == pytest.approx(change[3], abs=0.003)


def frames_of(film: Path, count: int, folder: Path) -> list[np.ndarray]:
    """A film's frames, by Blender's sequencer."""
    scene = bpy.data.scenes.new("Frames")
    editor = scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences  # Blender 5, 4
    strips.new_movie("film", str(film), 1, 1)
    scene.render.resolution_x = scene.render.resolution_y = 64
    scene.frame_start, scene.frame_end, scene.render.fps = 1, count, 10
    scene.view_settings.view_transform = "Standard"
    scene.render.filepath = str(folder / "frame_")
    bpy.ops.render.render(animation=True, scene=scene.name)
    bpy.data.scenes.remove(scene)
    return [picture(folder / f"frame_{frame:04d}.png") for frame in range(1, count + 1)]


def test_each_model_makes_its_own_face(scene, make, design, au_npz, tmp_path):
    text = f'basic = ["surprise"]\nsize = 16\nsamples = 1\nmodels = ["arkit", {str(au_npz)!r}]'
    design.write_text(text, "utf-8")
    folder = tmp_path / "set"
    assert make(design, folder) == 2
    names = ["arkit_surprise_100.png", "au_to_mesh_made_up_surprise_100.png"]
    assert sorted(files(folder)) == [
        names[0],
        "au_to_mesh_made_up.npz",
        names[1],
        "design.toml",
        "manifest.csv",
    ]
    first, second = (picture(folder / name) for name in names)
    assert np.abs(first - second).max() > 0.03


def test_the_command_makes_a_set_and_says_how_long_it_takes(scene, design, tmp_path, capfd):
    folder = tmp_path / "new" / "set"
    assert run_cli("stimuli", design, "--output", folder, "--samples", "1") == 0
    said = capfd.readouterr().out
    assert "Stimulus 2 of 2, 0 s left" in said
    assert "2 stimuli, 2 of them made now, " in said
    assert ",32,1,0,CYCLES," in (folder / "manifest.csv").read_text("utf-8")
    assert run_cli("stimuli", design, "--output", folder, "--samples", "1") == 0
    assert "2 stimuli, 0 of them made now" in capfd.readouterr().out
    assert run_cli("stimuli", design, "--output", folder) == 1
    assert "holds another set" in capfd.readouterr().err
    assert run_cli("stimuli", design, "--output", folder, "--size", "1") == 1
    assert "argument --size: '1' is no whole number from 16 to 8192" in capfd.readouterr().err


def test_the_operator_makes_a_file_s_set(face, scene, make, design, tmp_path):
    before = present()
    folder = tmp_path / "set"
    told = {"filepath": str(design), "directory": str(folder)}
    assert bpy.ops.blendshape_face.stimuli(**told) == {"FINISHED"}
    assert present() == before
    make(design, tmp_path / "here")
    assert files(folder) == files(tmp_path / "here")


def test_the_panel_s_set_is_by_the_active_face_s_model(face, scene, au_npz, tmp_path):
    assert bpy.ops.blendshape_face.load_model(filepath=str(au_npz)) == {"FINISHED"}
    chosen = scene.blendshape_face_stimuli
    chosen.expressions, chosen.intensities, chosen.yaw = {"fear"}, "50", "0"
    chosen.size, chosen.samples, chosen.directory = 16, 1, str(tmp_path / "set")
    assert bpy.ops.blendshape_face.stimuli() == {"FINISHED"}
    made = files(tmp_path / "set")
    assert sorted(made) == [
        "au_to_mesh_made_up.npz",
        "design.toml",
        "fear_050.png",
        "manifest.csv",
    ]
    assert made["au_to_mesh_made_up.npz"] == au_npz.read_bytes()


def test_the_panel_s_design(face, scene, tmp_path):
    face.name = "My Face!"
    face.data.blendshape_face.channels["jawOpen"].value = 0.3
    face.data.blendshape_face.channels["Yaw"].value = 0.5
    chosen = scene.blendshape_face_stimuli
    chosen.expressions, chosen.this_face, chosen.films = {"anger", "neutral"}, True, True
    chosen.intensities, chosen.yaw, chosen.onset = "50; 12.5", "-30, 0", 0.4
    ready = data_stimuli.basic_expressions()
    design = chosen_design(chosen, face, tmp_path)
    assert design == data_stimuli.Design(
        expressions=(
            ready["neutral"],
            ready["anger"],
            data_stimuli.Expression("My_Face", {"jawOpen": 0.3}),
        ),
        intensities=(0.5, 0.125),
        yaw=(-30.0, 0.0),
        stills=False,
        films=data_stimuli.Films(0.4, 1.0, 0.5),
    )
    assert not list(tmp_path.iterdir())  # the face's model is a bundled one
    # Neutral once, each of the others at both intensities, at each angle.
    stimuli = plan_stimuli(design).stimuli
    assert count_of(chosen, has_face=True) == len(stimuli) == 10
    chosen.intensities = "50; many"
    assert count_of(chosen, has_face=True) == 0


def test_the_button_counts_what_a_file_asks_for(scene, design):
    chosen = scene.blendshape_face_stimuli
    chosen.filepath = str(design)
    planned = plan_stimuli(data_stimuli.read_design(design)).stimuli
    assert count_of(chosen, has_face=False) == len(planned) > 0
    # Written anew, a millisecond later at least.
    formerly = design.stat().st_mtime_ns
    design.write_text("basic = ['anger']\nintensities = [1.0]", "utf-8")
    os.utime(design, ns=(formerly, formerly + 1_000_000))
    assert count_of(chosen, has_face=False) == 1
    design.unlink()
    assert count_of(chosen, has_face=False) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[expressions.a]\njawOpn = 1", "there is no channel 'jawOpn'; did you mean jawOpen?"),
        ("basic = ['joy']", "'joy' is none of neutral"),
    ],
)
def test_a_wrong_design_makes_nothing(face, scene, design, tmp_path, text, message):
    design.write_text(text, "utf-8")
    before = present()
    with pytest.raises(RuntimeError, match=r"mine\.toml") as caught:
        bpy.ops.blendshape_face.stimuli(filepath=str(design), directory=str(tmp_path / "set"))
    assert message in str(caught.value)
    assert not (tmp_path / "set").exists()
    assert present() == before


def test_a_wrong_choice_in_the_panel_says_so(scene, package, tmp_path):
    chosen = scene.blendshape_face_stimuli
    with pytest.raises(RuntimeError, match="save it, or choose another folder"):
        bpy.ops.blendshape_face.stimuli()
    chosen.directory, chosen.intensities = str(tmp_path / "set"), "half"
    with pytest.raises(RuntimeError, match="Intensities: 'half' must be numbers"):
        bpy.ops.blendshape_face.stimuli()
    assert not (tmp_path / "set").exists()


def test_a_worker_that_is_stopped_leaves_whole_files(scene, make, design, tmp_path):
    """What Esc does."""
    folder = tmp_path / "set"
    worker = studio_worker.Worker("stimuli", str(design), "--output", str(folder))
    while worker.is_alive() and not list(folder.glob("surprise*")):
        time.sleep(0.01)
    worker.stop()
    studio_stimuli.forget_unfinished(folder, worker.process)
    left = files(folder)
    assert {"design.toml", "manifest.csv", "surprise_050.png"} <= set(left)
    assert not list(folder.glob("unfinished*"))
    make(design, folder)
    assert left.items() <= files(folder).items()
    assert (folder / "surprise_100.png").exists()


def test_ctrl_c_ends_a_run_at_once(scene, design, tmp_path):
    """In Blender as a module Python would raise within a handler, and the film go on wrongly."""
    design.write_text(FILM.replace("hold = 0.1", "hold = 60"), "utf-8")
    folder = tmp_path / "set"
    worker = studio_worker.Worker("stimuli", str(design), "--output", str(folder))
    while worker.is_alive() and not list(folder.glob("unfinished*")):
        time.sleep(0.01)
    os.kill(worker.process, signal.SIGINT)
    worker.wait()
    assert sorted(path.suffix for path in folder.iterdir()) == [".csv", ".mp4", ".toml"]
    assert not (folder / "surprise_100.mp4").exists()


@contextmanager
def files_no_larger_than(size: int):
    """As on a full disk, what is written beyond is lost."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


@pytest.mark.parametrize(("text", "file"), [(DESIGN, "_100.png"), (FILM, "_100.mp4")])
def test_what_a_full_disk_cut_off_is_no_stimulus(scene, make, design, tmp_path, text, file):
    design.write_text(text, "utf-8")
    folder = tmp_path / "set"
    make(design, folder, stop_after=0)
    with (
        files_no_larger_than(1000),
        pytest.raises(errors.FaceError, match=r"set: .*full"),
    ):
        make(design, folder)
    assert sorted(files(folder)) == ["design.toml", "manifest.csv"]
    make(design, folder)
    assert (folder / f"surprise{file}").stat().st_size > 1000


def test_files_that_are_not_of_a_set_are_left_alone(scene, make, design, tmp_path):
    error = errors.FaceError
    for name in ("design.toml", "manifest.csv", "surprise_100.png"):
        folder = tmp_path / name[:6]
        folder.mkdir()
        (folder / name).write_text("subject,rating", "utf-8")
        (folder / "unfinished.docx").write_text("mine", "utf-8")
        former = files(folder)
        for replace in (False, True):
            with pytest.raises(error, match=f"holds {name}, which is not of a stimulus set"):
                make(design, folder, replace)
            assert files(folder) == former


def test_a_changed_record_is_no_design_for_its_own_folder(scene, make, design, tmp_path):
    folder = tmp_path / "set"
    make(design, folder, stop_after=0)
    record = folder / "design.toml"
    record.write_text(f"# mine\n{record.read_text('utf-8')}", "utf-8")
    assert make(record, folder, stop_after=0) == 2  # the same set
    assert record.read_text("utf-8").startswith("# mine")
    record.write_text(record.read_text("utf-8").replace("size = 32", "size = 16"), "utf-8")
    for replace in (False, True):
        with pytest.raises(errors.FaceError, match="save the changed design else"):
            make(record, folder, replace)
    assert record.read_text("utf-8").startswith("# mine")


def test_this_face_is_what_a_baked_face_shows(face, scene, tmp_path):
    face.data.blendshape_face.channels["jawOpen"].value = 0.3
    assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}
    face.data.shape_keys.key_blocks["jawOpen"].value = 0.6
    chosen = scene.blendshape_face_stimuli
    chosen.expressions, chosen.this_face = set(), True
    design = chosen_design(chosen, face, tmp_path)
    assert design.expressions[0].values == {"jawOpen": pytest.approx(0.6)}


@pytest.mark.parametrize("is_module", [True, False])
def test_another_blender_has_factory_settings(monkeypatch, tmp_path, is_module):
    """Options come before the file: Blender heeds them in their order."""
    from blendshape_face.blender import process

    monkeypatch.setattr(process, "is_python_module", lambda: is_module)
    script = tmp_path / "script.py"
    program, *options, separator, word = process.command_for_script(script, "render")
    assert (separator, word) == ("--", "render")
    assert options[-1] == str(script)
    if is_module:
        assert program == sys.executable
        return
    exit_code = options.index("--python-exit-code")
    assert options[exit_code + 1] == "1"
    assert exit_code < options.index("--python")
    assert {"--background", "--factory-startup"} <= set(options[:exit_code])
    as_user = process.command_for_script(script, "render", as_user=True)
    assert as_user[1:3] == ["--background", "--enable-autoexec"]
    assert "--factory-startup" not in as_user


def test_a_script_that_fails_is_told(monkeypatch, tmp_path):
    script = tmp_path / "script.py"
    script.write_text("raise ValueError('broken on purpose')", "utf-8")
    monkeypatch.setattr(studio_worker, "_SCRIPT", script)
    assert studio_worker.Worker("stimuli").error() == "ValueError: broken on purpose"


def test_a_worker_says_what_went_wrong(scene, tmp_path):
    worker = studio_worker.Worker("stimuli", "none.toml", "--output", str(tmp_path))
    assert worker.error() == "none.toml: cannot be read (No such file or directory)"
