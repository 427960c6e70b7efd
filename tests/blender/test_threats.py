"""SECURITY.md's table as far as it is about Blender: scripts of files, names, links, network."""

import csv

import bpy
import pytest
from blendshape_face import cli
from blendshape_face.blender import process
from blendshape_face.data import errors
from blendshape_face.data import stimuli as data_stimuli
from blendshape_face.studio import film_folder, film_of_copy, render_settings
from blendshape_face.studio import stimuli as studio_stimuli

from tests.watch import watched

DESIGN = 'basic = ["surprise"]\nsize = 32\nsamples = 1\n'
NAMES = ('"]; import os', "../../x", "=1+1", "jawOpen", "$(touch pwned)")


@pytest.fixture
def scripted(face, scene, tmp_path):
    """A .blend with a script that Blender runs on opening where it may, and the file it makes."""
    marker = tmp_path / "pwned"
    code = f"open({str(marker)!r}, 'w').close()"
    text = bpy.data.texts.new("start.py")
    text.from_string(code)
    text.use_module = True
    driver = face.driver_add("location", 0).driver
    driver.expression = f"{code} or 0"
    scene.frame_end = 2
    assert bpy.ops.blendshape_face.studio(resolution=(32, 32)) == {"FINISHED"}
    render_settings.use_engine(scene, "CYCLES", 1)
    path = tmp_path / "scripted.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    marker.unlink(missing_ok=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    return path, marker


@pytest.fixture
def design(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(DESIGN, "utf-8")
    return data_stimuli.plan_stimuli(data_stimuli.read_design(path))


@pytest.mark.parametrize(
    "command",
    [
        ["export", "{blend}", "--output", "{folder}/face.npz"],
        ["render", "{blend}", "--output", "{folder}/film.mp4"],
        ["bake-all", "{takes}", "--onto", "{blend}", "--object", "Face", "--output", "{folder}"],
    ],
    ids=lambda command: command[0],
)
def test_scripts_of_a_blend_do_not_run(command, scripted, sample_take, tmp_path):
    blend, marker = scripted
    takes = tmp_path / "takes"
    takes.mkdir()
    lines = sample_take.read_text().splitlines()[:4]
    (takes / "take.csv").write_text("\n".join(lines) + "\n")
    places = {"blend": blend, "folder": tmp_path / "out", "takes": takes}
    assert cli.main([word.format(**places) for word in command]) == 0
    assert not marker.exists()


def test_that_script_would_run(scripted):
    blend, marker = scripted
    bpy.ops.wm.open_mainfile(filepath=str(blend), use_scripts=True)
    assert marker.exists()


def test_a_scene_that_lies_in_a_films_folder_runs_no_scripts(scripted, tmp_path, monkeypatch):
    """*Render Film* goes on with it as with its own, but lets it do nothing else."""
    blend, marker = scripted
    film = tmp_path / "film.mp4"
    bpy.ops.wm.open_mainfile(filepath=str(blend), use_scripts=False)
    folder = film_folder.folder_for(film)
    folder.mkdir()
    (folder / "0001.png").write_bytes(b"cut off")
    film_folder.scene_copy(folder).write_bytes(blend.read_bytes())
    asked = []
    real = process.command_for_script

    def noted(*words, **options):
        asked.append(options)
        return real(*words, **options)

    monkeypatch.setattr("blendshape_face.studio.worker.command_for_script", noted)
    going_on = film_of_copy.start_film(bpy.context.scene, film)
    going_on.wait()
    assert asked == [{"as_user": True, "is_open_file": False}]
    assert not marker.exists()


def test_another_blender_runs_scripts_of_other_files_only_as_preferences_say(monkeypatch, tmp_path):
    monkeypatch.setattr(process, "is_python_module", lambda: False)
    files = bpy.context.preferences.filepaths
    script = tmp_path / "script.py"
    assert not files.use_scripts_auto_execute
    command = process.command_for_script(script, "render", as_user=True, is_open_file=False)
    assert "--disable-autoexec" in command
    files.use_scripts_auto_execute = True
    try:
        command = process.command_for_script(script, "render", as_user=True, is_open_file=False)
        assert "--enable-autoexec" in command
    finally:
        files.use_scripts_auto_execute = False


def test_names_in_recordings_are_only_names(scene, tmp_path):
    """They become names of data-blocks, never paths, expressions or files."""
    path = tmp_path / "$(touch pwned);'.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["timestamp_ms", "face_id", *NAMES])
        for row in range(4):
            writer.writerow([33 * row, "../../../x", *[0.1 * row] * len(NAMES)])
    # Once before, so that no module is loaded while it is watched.
    assert bpy.ops.blendshape_face.import_take(filepath=str(path)) == {"FINISHED"}
    with watched() as seen:
        assert bpy.ops.blendshape_face.import_take(filepath=str(path)) == {"FINISHED"}
    assert not [event for event in seen if event.startswith(("writes", "os.system", "subprocess"))]
    assert [child.name for child in tmp_path.iterdir()] == [path.name]
    assert not list(drivers())


def test_names_of_shape_keys_are_only_names(scene, sample_take):
    mesh = bpy.data.meshes.new("Head")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    head = bpy.data.objects.new("Head", mesh)
    scene.collection.objects.link(head)
    bpy.context.view_layer.objects.active = head
    head.select_set(True)
    for name in ("Basis", 'x"].value; import os; ["eyeBlinkLeft', "jawOpen"):
        head.shape_key_add(name=name)
    assert bpy.ops.blendshape_face.import_take(filepath=str(sample_take)) == {"FINISHED"}
    scene.frame_set(100)
    assert not list(drivers())


def drivers():
    """Of every data-block in the file."""
    for block in bpy.data.user_map():
        animation = getattr(block, "animation_data", None)
        if animation:
            yield from animation.drivers


def test_drivers_need_no_python(face, scene, module):
    """Blender evaluates them itself: they work where scripts may not run."""
    media = module("blender.media")
    curve = face.driver_add("location", 0)
    curve.driver.expression = media._offset(1, 100, 0.8, 125)
    assert curve.driver.is_simple_expression


def test_a_manifest_removes_nothing_outside_of_its_folder(scene, design, tmp_path):
    folder = tmp_path / "set"
    studio_stimuli.begin_set(design, folder)
    treasure = tmp_path / "treasure.png"
    treasure.write_bytes(b"mine")
    manifest = folder / "manifest.csv"
    first, *rows = manifest.read_text("utf-8").splitlines()
    names = ("../treasure.png", str(treasure), "..\\treasure.png")
    forged = [rows[0].replace(rows[0].partition(",")[0], name, 1) for name in names]
    manifest.write_text("\n".join([first, *forged]) + "\n", "utf-8")
    studio_stimuli.begin_set(design, folder, replace=True)
    assert treasure.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["manifest.csv", "design.toml", "surprise_100.png"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_set_is_not_written_through_links(scene, design, tmp_path, name, is_there):
    """Nor where a link leads nowhere yet: writing would make the file that it names."""
    outside = tmp_path / "outside"
    if is_there:
        outside.write_bytes(b"mine")
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / name).symlink_to(outside)
    with pytest.raises(errors.FaceError, match="is a link to another place"):
        studio_stimuli.begin_set(design, folder)
    assert outside.exists() == is_there
    assert [path.name for path in folder.iterdir()] == [name]


def test_a_picture_is_not_rendered_through_a_link(scene, design, tmp_path, monkeypatch):
    monkeypatch.setattr("os.getpid", lambda: 4711)
    outside = tmp_path / "outside"
    folder = tmp_path / "set"
    missing = studio_stimuli.begin_set(design, folder)
    (folder / "unfinished-4711.png").symlink_to(outside)
    studio_stimuli.make(design.design, missing, folder)
    assert (folder / missing[0].file).is_file()
    assert not outside.exists()


def test_nothing_reaches_the_network_unasked(scene, package, sample_take, tmp_path):
    """Turning on, adding, importing, saving, opening, rendering: no socket."""
    path = tmp_path / "file.blend"
    with watched() as seen:
        bpy.ops.preferences.addon_disable(module=package)
        bpy.ops.preferences.addon_enable(module=package)
        bpy.ops.blendshape_face.add()
        bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
        bpy.ops.wm.save_as_mainfile(filepath=str(path))
        bpy.ops.wm.open_mainfile(filepath=str(path))
        bpy.ops.blendshape_face.export_face(filepath=str(tmp_path / "face.npz"))
    network = ("socket.", "http.", "urllib.", "ftplib.", "subprocess.", "os.system")
    assert [event for event in seen if event.startswith(network)] == []
