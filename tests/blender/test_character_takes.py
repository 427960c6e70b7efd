"""What characters do becomes recordings again; projects that are moved; folders of takes."""

import shutil

import bpy
import numpy as np
import pytest
from blendshape_face.data import takes
from blendshape_face.data.rigs import Link
from blendshape_face.data.rigs.retarget import channels_behind, retarget

from tests.blender.meshes import SIX, add_character, choose


def import_take(path, **options):
    assert bpy.ops.blendshape_face.import_take(filepath=str(path), **options) == {"FINISHED"}


@pytest.mark.parametrize("kind", ["LIVELINK", "MEDIAPIPE", "PYFEAT"])
@pytest.mark.parametrize("prefix", ["", "Head."])
def test_a_character_s_animation_is_a_recording_again(scene, sample_take, tmp_path, kind, prefix):
    add_character([*(prefix + name for name in SIX), "Ears"])
    taken = takes.read_take(sample_take)
    scene.render.fps, scene.render.fps_base = round(taken.fps), round(taken.fps) / taken.fps
    import_take(sample_take)
    path = tmp_path / "again.csv"
    frames = {"frame_start": 1, "frame_end": len(taken.times)}
    assert bpy.ops.blendshape_face.export_take(filepath=str(path), format=kind, **frames) == {
        "FINISHED"
    }
    again = takes.read_take(path)
    for name in SIX:
        wanted = taken.values[:, taken.names.index(name)]
        shown = again.values[:, again.names.index(name)]
        np.testing.assert_allclose(shown, wanted, atol=2e-3)


def test_gains_and_offsets_are_undone(scene, sample_take, tmp_path):
    hero = add_character(["A", "B"])
    for source, target, gain, offset in (
        ("jawOpen", "A", 2.0, 0.25),
        ("jawOpen", "B", -1.0, 0.0),
        ("mouthPucker", "B", 0.5, 0.5),
    ):
        link = hero.data.blendshape_face.rig.links.add()
        link.source, link.target, link.gain, link.offset = source, target, gain, offset
    import_take(sample_take)
    scene.frame_set(60)
    path = tmp_path / "again.csv"
    assert bpy.ops.blendshape_face.export_take(filepath=str(path)) == {"FINISHED"}
    assert scene.frame_current == 60
    jaw = takes.read_take(path).values[:, takes.read_take(path).names.index("jawOpen")]
    choose(add_character(["jawOpen"], "Plain"))
    scene.frame_set(1)
    import_take(sample_take)
    for frame in (1, 100, 300):
        scene.frame_set(frame)
        plain = bpy.context.object.data.shape_keys.key_blocks["jawOpen"].value
        assert jaw[frame - 1] == pytest.approx(plain, abs=1e-5)


def test_a_character_without_links_is_no_recording(scene, tmp_path):
    add_character(["Wind"], "Hair")
    path = tmp_path / "none.csv"
    with pytest.raises(RuntimeError, match="bear no names that are known"):
        bpy.ops.blendshape_face.export_take(filepath=str(path))
    assert not path.exists()


def test_what_several_channels_drive_plays_the_same_again():
    links = [Link("browDownLeft", "angry", 0.25), Link("browDownRight", "angry", 0.25)]
    values = np.linspace(0, 1, 7)[:, None]
    channels, found = channels_behind([*links, Link("jawOpen", "gone")], ("angry",), values)
    assert channels == ("browDownLeft", "browDownRight")
    again = retarget(links, channels, found)
    np.testing.assert_allclose(again.values, values, atol=1e-6)


@pytest.fixture
def project(tmp_path, sample_take):
    """A folder with a recording below it, as a project has it."""
    folder = tmp_path / "project"
    (folder / "takes").mkdir(parents=True)
    shutil.copy(sample_take, folder / "takes" / "a.csv")
    return folder


def save(path, **options):
    assert bpy.ops.wm.save_as_mainfile(filepath=str(path), **options) == {"FINISHED"}


def bake_again():
    return bpy.ops.blendshape_face.bake_again(mode="REPLACE")


def kept():
    return bpy.context.object.data.blendshape_face.take.filepath


@pytest.mark.parametrize("saved_first", [True, False])
def test_a_moved_project_keeps_its_takes(scene, project, tmp_path, saved_first):
    add_character(SIX)
    if saved_first:
        save(project / "hero.blend")
    import_take(project / "takes" / "a.csv")
    save(project / "hero.blend")
    assert kept() == "//takes/a.csv"
    moved = tmp_path / "elsewhere" / "project"
    shutil.move(project, moved)
    bpy.ops.wm.open_mainfile(filepath=str(moved / "hero.blend"))
    assert bake_again() == {"FINISHED"}


def test_a_file_that_is_saved_elsewhere_keeps_its_take(scene, project, tmp_path):
    add_character(SIX)
    import_take(project / "takes" / "a.csv")
    save(project / "hero.blend")
    (tmp_path / "other" / "deep").mkdir(parents=True)
    save(tmp_path / "other" / "deep" / "hero.blend")
    assert kept() == "//../../project/takes/a.csv"
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert bake_again() == {"FINISHED"}


def test_a_copy_leaves_the_open_file_as_it_was(scene, project, tmp_path):
    add_character(SIX)
    import_take(project / "takes" / "a.csv")
    copy = tmp_path / "copy.blend"
    save(copy, copy=True)
    assert kept() == str(project / "takes" / "a.csv")
    save(project / "hero.blend")
    save(copy, copy=True)
    assert kept() == "//takes/a.csv"
    bpy.ops.wm.open_mainfile(filepath=str(copy))
    assert kept() == "//project/takes/a.csv"
    assert bake_again() == {"FINISHED"}


def test_a_file_that_could_not_be_saved_keeps_its_take(scene, project, tmp_path):
    add_character(SIX)
    import_take(project / "takes" / "a.csv")
    save(project / "hero.blend")
    with pytest.raises(RuntimeError):
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "nowhere" / "hero.blend"))
    assert kept() == "//takes/a.csv"


def test_paths_stay_absolute_where_the_user_wants_them_so(scene, project):
    add_character(SIX)
    paths = bpy.context.preferences.filepaths
    paths.use_relative_paths = False
    try:
        save(project / "hero.blend")
        import_take(project / "takes" / "a.csv")
        save(project / "hero.blend")
        assert kept() == str(project / "takes" / "a.csv")
    finally:
        paths.use_relative_paths = True
