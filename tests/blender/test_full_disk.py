"""On a full disk a file is whole or not there, and Blender goes on."""

import os

import bpy
import numpy as np
import pytest
from blendshape_face import export as export_module
from blendshape_face.data.errors import FaceError
from blendshape_face.data.live import Received
from blendshape_face.data.live.frame import Frame
from blendshape_face.export import formats
from blendshape_face.export.alembic_size import alembic_size
from blendshape_face.live import recordings

from tests.full_disk import room_for

OLD = b"as it was"
SUFFIXES = [suffix for kind in formats.FORMATS.values() for suffix in kind.suffixes]


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def tree(folder):
    return {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*")}


@pytest.fixture
def talking(face, scene):
    scene.frame_start, scene.frame_end = 1, 3
    jaw = face.data.blendshape_face.channels["jawOpen"]
    for frame in (1, 3):
        jaw.value = frame / 3
        jaw.keyframe_insert("value", frame=frame)
    return face


def export(path, **options):
    return bpy.ops.blendshape_face.export_face(filepath=str(path), content="LANDMARKS", **options)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_export(talking, tmp_path, suffix):
    path = tmp_path / f"face{suffix}"
    path.write_bytes(OLD)
    before = tree(tmp_path)
    with room_for(2_000), pytest.raises(RuntimeError, match="face"):
        export(path)
    assert tree(tmp_path) == before
    assert path.read_bytes() == OLD
    assert export(path) == {"FINISHED"}
    assert path.stat().st_size > 2_000
    assert not [found for found in names_in(tmp_path) if "unfinished" in found]


@pytest.mark.parametrize("suffix", [".obj", ".ply"])
def test_a_sequence_is_whole_or_not_there(talking, tmp_path, suffix):
    path = tmp_path / f"face{suffix}"
    with room_for(2_000), pytest.raises(RuntimeError, match="cannot be written"):
        export(path, sequence=True)
    assert tree(tmp_path) == {}
    assert export(path, sequence=True) == {"FINISHED"}
    names = {f"face_{frame:04d}{suffix}" for frame in (1, 2, 3)}
    assert names <= set(names_in(tmp_path))


def test_room_for_an_alembic_is_never_too_little(talking, tmp_path, scene):
    channels = talking.data.blendshape_face.channels
    for channel in channels:
        for frame in (1, 40):
            channel.value = frame / 40
            channel.keyframe_insert("value", frame=frame)
    for last in (1, 40):
        scene.frame_end = last
        path = tmp_path / f"{last}.abc"
        assert export(path) == {"FINISHED"}
        assert path.stat().st_size < alembic_size(bpy.context, [talking], last)


def test_long_and_odd_paths(talking, tmp_path):
    deep = tmp_path
    for _ in range(5):
        deep = deep / ("d" * 220)
    deep.mkdir(parents=True)
    before = tree(tmp_path)
    # Blender's own properties of paths end at 1,023 bytes: scripts and the command line pass more.
    for suffix in (".obj", ".abc", ".glb"):
        with pytest.raises(FaceError, match="longer than"):
            export_module.export(bpy.context, [talking], deep / f"face{suffix}", whole=None)
    with pytest.raises(FaceError, match="no text"):
        export_module.export(bpy.context, [talking], tmp_path / "\udce9.obj", whole=None)
    assert tree(tmp_path) == before
    for name in ("лицо 顔 🙂.usdc", "a'b c#%20.gltf", "~x.abc", ".hidden.obj"):
        assert export(tmp_path / name) == {"FINISHED"}
        assert (tmp_path / name).stat().st_size > 2_000


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_loop_of_links_and_a_folder_that_vanished(talking, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    gone = tmp_path / "gone"
    for path in (tmp_path / "loop" / "face.obj", gone / "face.abc", gone / "face.usdc"):
        with pytest.raises(RuntimeError, match="cannot be written"):
            export(path)
    with pytest.raises(RuntimeError, match="cannot be written"):
        bpy.ops.blendshape_face.figure(filepath=str(gone / "figure.svg"), pictures=2)
    assert not gone.exists()


def test_recordings_rigs_and_people(talking, tmp_path):
    path = tmp_path / "take.csv"
    path.write_bytes(OLD)
    with room_for(200), pytest.raises(RuntimeError, match="cannot be written"):
        bpy.ops.blendshape_face.export_take(filepath=str(path))
    with room_for(20), pytest.raises(RuntimeError, match="cannot be written"):
        bpy.ops.blendshape_face.save_person(filepath=str(tmp_path / "person.toml"))
    assert names_in(tmp_path) == ["take.csv"]
    assert path.read_bytes() == OLD


def test_what_came_live(talking, tmp_path):
    frame = Frame(("jawOpen",), np.array([0.5], np.float32))
    received = [Received(frame, number / 60) for number in range(100)]
    path = tmp_path / "live.csv"
    with room_for(200), pytest.raises(FaceError, match="cannot be written"):
        recordings.write(received, "JSON", path)
    assert names_in(tmp_path) == []
