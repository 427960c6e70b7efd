"""What is written is whole, or what was there before is."""

import os
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.bundled import bundled
from blendshape_face.data.errors import FaceError, ModelError
from blendshape_face.data.expressions.own import FILE, keep_expression, own_expressions
from blendshape_face.data.person.files import write_person
from blendshape_face.data.person.person import Person
from blendshape_face.data.registry import Registry
from blendshape_face.data.rigs import Link, Rig, write_rig
from blendshape_face.data.takes import Take
from blendshape_face.data.takes.writers import write_mediapipe
from blendshape_face.data.whole_files import reserve, whole_file, write_whole

from tests.full_disk import room_for

OLD = b"as it was"


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def place(tmp_path):
    """A file that is there before."""
    path = tmp_path / "a file.txt"
    path.write_bytes(OLD)
    return path


def take():
    values = np.zeros((200, 1), np.float32)
    times = np.arange(200) / 30
    return Take(("jawOpen",), times, values, None, 30.0, Path("t.csv"), "MediaPipe")


WRITERS = {
    "table": lambda path: write_mediapipe(path, take()),
    "person": lambda path: write_person(path, Person("Ada")),
    "rig": lambda path: write_rig(path, Rig("", (Link("jawOpen", "Jaw"),))),
    "model": lambda path: bundled("arkit").save(path),
    "bytes": lambda path: write_whole(path, bytes(4096)),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_full_disk_leaves_what_was_there(place, write):
    with room_for(40), pytest.raises(FaceError, match=r"a file\.txt: cannot be written"):
        write(place)
    assert files(place.parent) == {place.name: OLD}
    write(place)
    assert place.read_bytes() != OLD
    assert names_in(place.parent) == [place.name]


def test_what_was_cut_short_without_a_word_is_refused(place):
    """As several of Blender's exporters do it."""

    def cut_short():
        with whole_file(place) as part:
            part.write_bytes(bytes(10_000))

    with room_for(10_000), pytest.raises(FaceError, match="cannot be written"):
        cut_short()
    with pytest.raises(FaceError, match="cannot be written"), whole_file(place):
        pass  # an exporter that wrote elsewhere, or nothing
    assert files(place.parent) == {place.name: OLD}


def test_what_belongs_to_a_file_comes_with_it(place):
    with whole_file(place) as part:
        (part.parent / "textures").mkdir()
        (part.parent / "textures" / "skin.png").write_bytes(b"picture")
        part.with_name("other.bin").write_bytes(b"other")
        part.write_bytes(b"new")
    assert files(place.parent) == {
        place.name: b"new",
        "skin.png": b"picture",
        "other.bin": b"other",
    }
    assert (place.parent / "textures" / "skin.png").is_file()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError, OSError(28, "no room")])
def test_what_ends_in_between_leaves_nothing(place, fault):

    def end_in_between():
        with whole_file(place) as part:
            part.write_bytes(b"half")
            raise fault

    with pytest.raises(FaceError if isinstance(fault, OSError) else fault):
        end_in_between()
    assert files(place.parent) == {place.name: OLD}
    assert names_in(place.parent) == [place.name]


def test_places_where_nothing_can_be(tmp_path):
    (tmp_path / "folder").mkdir()
    refused = [
        tmp_path / "nowhere" / "a.txt",
        tmp_path / "folder",
        tmp_path / ("long" * 70),
        tmp_path / "a\0b",
        tmp_path / "\ud800",
    ]
    for path in refused:
        with pytest.raises(ModelError, match="cannot be written"):
            write_whole(path, b"new", ModelError)
    assert names_in(tmp_path) == ["folder"]


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and rights of POSIX")
def test_links_lead_to_the_file_and_loops_pipes_and_devices_are_refused(place):
    folder = place.parent
    link = folder / "link"
    link.symlink_to(place)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert place.read_bytes() == b"new"
    (folder / "loop").symlink_to(folder / "pool")
    (folder / "pool").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe")
    for path in (folder / "loop", folder / "pipe", "/dev/null"):
        with pytest.raises(FaceError, match="cannot be written"):
            write_whole(path, b"new")
    assert (folder / "loop").is_symlink()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_a_protected_file_or_folder_stays(place):
    place.chmod(0o444)
    with pytest.raises(FaceError, match="Permission denied"):
        write_whole(place, b"new")
    place.chmod(0o644)
    place.parent.chmod(0o555)
    try:
        with pytest.raises(FaceError, match="Permission denied"):
            write_whole(place, b"new")
    finally:
        place.parent.chmod(0o755)
    assert files(place.parent) == {place.name: OLD}


def test_the_longest_names_and_any_letters(tmp_path):
    for name in ("x" * 255, "лицо 顔 🙂.txt", "a\nb", "~.unfinished"):
        write_whole(tmp_path / name, b"new")
        assert (tmp_path / name).read_bytes() == b"new"
    assert len(names_in(tmp_path)) == 4


def test_expressions_and_models_that_were_kept_stay(tmp_path, arkit_npz):
    keep_expression(tmp_path, "Mine", {"jawOpen": 0.5})
    with room_for(10), pytest.raises(FaceError, match="cannot be written"):
        keep_expression(tmp_path, "Other", {"jawOpen": 1})
    assert list(own_expressions(tmp_path)) == ["Mine"]
    assert names_in(tmp_path) == [FILE]
    registry = Registry(tmp_path)
    with room_for(10), pytest.raises(ModelError, match="cannot be written"):
        registry.add(arkit_npz)
    assert names_in(tmp_path / "added") == []


def test_room_is_looked_for_and_given_back(tmp_path):
    path = tmp_path / "large.abc"
    reserve(path, 1000)
    with room_for(999), pytest.raises(OSError, match="too large"):
        reserve(path, 1000)
    with pytest.raises(OSError, match=r"too large|No space"):
        reserve(path, 1 << 60)
    assert names_in(tmp_path) == []
