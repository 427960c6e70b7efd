"""A folder of recordings becomes NLA strips, one after another."""

from contextlib import contextmanager
from functools import partial

import bpy
import pytest
from blendshape_face import cli
from blendshape_face.animation import import_folder as animation_import_folder
from blendshape_face.animation import keying
from blendshape_face.data.takes import ReadOptions
from blendshape_face.face.objects import faces_in
from blendshape_face.operators import _background

from tests.blender.meshes import SIX, add_character, choose


def import_folder(path, **options):
    return bpy.ops.blendshape_face.import_folder(directory=str(path), **options)


@pytest.fixture
def folder(tmp_path):
    """take1, take2 and take10: ten frames at 24 fps of jawOpen at 0.1, 0.2 and 1."""
    made = tmp_path / "takes"
    made.mkdir()
    for number in (10, 2, 1):
        rows = [f"{frame / 24},{number / 10},0.5" for frame in range(10)]
        text = "\n".join(["time,jawOpen,browInnerUp", *rows])
        (made / f"take{number}.csv").write_text(text)
    return made


def strips_of(owner):
    tracks = owner.animation_data.nla_tracks
    return [strip for track in tracks for strip in track.strips]


def jaw_at(obj, frame):
    bpy.context.scene.frame_set(frame)
    if obj.data.shape_keys:
        return obj.data.shape_keys.key_blocks["jawOpen"].value
    return obj.data.blendshape_face.channels["jawOpen"].value


@pytest.mark.parametrize("gap", [0, 5])
def test_a_character_plays_all_takes_of_a_folder(scene, folder, gap):
    scene.render.fps = 24
    hero = add_character(SIX)
    assert import_folder(folder, gap=gap) == {"FINISHED"}
    strips = strips_of(hero.data.shape_keys)
    assert [strip.name for strip in strips] == ["take1", "take2", "take10"]
    starts = [round(strip.frame_start) for strip in strips]
    assert starts == [1, 11 + gap, 21 + 2 * gap]
    for start, value in zip(starts, (0.1, 0.2, 1.0), strict=True):
        for frame in (start, start + 9):
            assert jaw_at(hero, frame) == pytest.approx(value, abs=1e-6)
    assert scene.frame_end >= starts[2] + 9
    assert hero.data.shape_keys.animation_data.action is None


def test_a_face_plays_them_too(face, scene, folder):
    scene.render.fps = 24
    assert import_folder(folder) == {"FINISHED"}
    assert len(strips_of(face.data)) == 3
    assert jaw_at(face, 5) == pytest.approx(0.1, abs=1e-6)
    assert jaw_at(face, 15) == pytest.approx(0.2, abs=1e-6)
    assert face.data.blendshape_face.take.filepath.endswith("take10.csv")


def test_selected_files_alone(scene, folder):
    hero = add_character(SIX)
    files = [{"name": "take2.csv"}, {"name": "take1.csv"}]
    assert import_folder(folder, files=files) == {"FINISHED"}
    names = [strip.name for strip in strips_of(hero.data.shape_keys)]
    assert names == ["take2", "take1"]


def test_what_is_no_recording_is_named(scene, folder):
    (folder / "notes.txt").write_text("buy milk\n")
    (folder / "broken.json").write_text("{")
    hero = add_character(SIX)
    hair = add_character(["Wind"], "Hair")
    choose(hair, hero)
    reading = hero.data.blendshape_face.take.read_options()
    paths = animation_import_folder.recordings_in(folder)
    report = animation_import_folder.import_strips(
        bpy.context,
        animation_import_folder.read_recordings(paths, reading),
        reading,
        animation_import_folder.BakeOptions(),
    )
    for name in ("left out notes.txt", "left out broken.json", "left out Hair", "Hero: 3 strips"):
        assert name in report


def report_on(path):
    """What the user is told of a folder."""
    reading = ReadOptions()
    paths = animation_import_folder.recordings_in(path)
    return animation_import_folder.import_strips(
        bpy.context,
        animation_import_folder.read_recordings(paths, reading),
        reading,
        animation_import_folder.BakeOptions(media=True),
    )


def test_sounds_that_cannot_be_added_are_counted_and_told(scene, folder):
    for name in ("take1", "take10"):
        (folder / f"{name}.wav").write_bytes(b"no sound")
    add_character(SIX)
    report = report_on(folder)
    assert "Hero: 3 strips" in report
    assert "left out sounds or videos: 2, such as take1.wav: " in report


def test_sounds_that_are_added_are_not_told(scene, folder):
    add_character(SIX)
    assert "left out" not in report_on(folder)


def test_keying_a_folder_tells_its_progress(scene, folder, monkeypatch):
    told = []

    @contextmanager
    def progress(total, least):
        told.append((total, least))
        yield told.append

    monkeypatch.setattr(keying, "progress", progress)
    add_character(SIX)
    report_on(folder)
    # Once for all, not a strip at a time.
    (total, _least), *steps = told
    assert sum(steps) == total
    # Many strips take long, however short they are.
    assert total > 3 * 1000


def test_reading_a_folder_tells_its_progress_and_can_be_stopped(folder):
    paths = animation_import_folder.recordings_in(folder)
    shares = []
    read = animation_import_folder.read_recordings
    assert len(read(paths, ReadOptions(progress=shares.append)).takes) == len(paths)
    assert shares[0] == 0
    assert max(shares) == pytest.approx(1, abs=0.01)
    assert {index / len(paths) for index in range(len(paths))} <= set(shares)
    nothing = animation_import_folder.Recordings([], [])
    stopped = _background.Reading("takes", ReadOptions(), partial(read, paths * 1000), nothing)
    stopped.cancel()
    assert stopped.result() is nothing


def test_a_folder_that_cannot_be_played_changes_nothing(scene, folder, tmp_path):
    hero = add_character(SIX)
    (tmp_path / "none").mkdir()
    with pytest.raises(RuntimeError, match="holds no file that ends in"):
        import_folder(tmp_path / "none")
    with pytest.raises(RuntimeError, match="is no folder"):
        import_folder(tmp_path / "nowhere")
    (folder / "take5.csv").write_text("time,mouthLeft\n0,1\n0.1,1\n")
    with pytest.raises(RuntimeError, match=r"take5.csv: holds none of the channels"):
        import_folder(folder)
    assert hero.data.shape_keys.animation_data is None
    assert not bpy.data.actions


def test_a_later_strip_does_not_hide_the_former_one(scene, folder):
    scene.render.fps = 24
    hero = add_character(SIX)
    for frame, name in ((1, "take1"), (30, "take10")):
        scene.frame_set(frame)
        path = str(folder / f"{name}.csv")
        assert bpy.ops.blendshape_face.import_take(filepath=path, mode="STRIP") == {"FINISHED"}
    assert jaw_at(hero, 5) == pytest.approx(0.1, abs=1e-6)
    assert jaw_at(hero, 35) == pytest.approx(1, abs=1e-6)


@pytest.fixture
def bake_all(scene, capfd):
    """Runs the command; returns its exit code, what it printed and its errors."""

    def run(*arguments):
        code = cli.main(["bake-all", *(str(argument) for argument in arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.parametrize("by_name", [True, False])
def test_each_take_is_a_file_with_the_character(folder, bake_all, tmp_path, by_name):
    bystander = add_character(SIX, "Bystander")
    hero = add_character(SIX)
    if by_name:
        choose(bystander)
    (tmp_path / "characters").mkdir()
    source = tmp_path / "characters" / "hero.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(source))
    untouched = source.read_bytes()
    (folder / "notes.txt").write_text("buy milk\n")
    output = tmp_path / "scenes"
    named = ("--object", hero.name) if by_name else ()
    code, said, error = bake_all(folder, "--output", output, "--onto", source, *named)
    assert (code, error) == (0, "")
    assert "left out notes.txt" in said
    assert source.read_bytes() == untouched
    for name, value in (("take1", 0.1), ("take2", 0.2), ("take10", 1.0)):
        bpy.ops.wm.open_mainfile(filepath=str(output / f"{name}.blend"))
        assert jaw_at(bpy.data.objects["Hero"], 5) == pytest.approx(value, abs=1e-6)
        assert not bpy.data.objects["Bystander"].data.shape_keys.animation_data
        assert [action.name for action in bpy.data.actions] == [name]
        kept = bpy.data.objects["Hero"].data.blendshape_face.take
        assert kept.filepath == f"//../takes/{name}.csv"


def test_each_take_is_a_file_with_a_new_face(folder, bake_all, tmp_path):
    output = tmp_path / "scenes"
    assert bake_all(folder, "--output", output)[0] == 0
    bpy.ops.wm.open_mainfile(filepath=str(output / "take10.blend"))
    (face,) = faces_in(bpy.context.view_layer)
    assert jaw_at(face, 5) == pytest.approx(1, abs=1e-6)


def test_what_cannot_be_baked_at_once_writes_nothing(folder, bake_all, tmp_path):
    output = tmp_path / "scenes"
    add_character(SIX)
    source = tmp_path / "take1.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(source))
    for arguments, why in (
        (("--object", "Hero"), "name it with --onto"),
        (("--onto", tmp_path / "none.blend"), "is not there"),
        (("--onto", source, "--object", "Nobody"), "the scene has no 'Nobody'"),
    ):
        code, _said, error = bake_all(folder, "--output", output, *arguments)
        assert code == 1
        assert why in error
    code, _said, error = bake_all(folder, "--output", tmp_path, "--onto", source)
    assert "would be written over" in error
    (folder / "take1.json").write_text("{}")
    code, _said, error = bake_all(folder, "--output", output)
    assert "several files are called take1" in error
    assert not list(tmp_path.rglob("scenes/*"))
