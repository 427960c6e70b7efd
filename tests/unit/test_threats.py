"""SECURITY.md's table: what no recording, model, design, person, rig or packet can do.

Hostile files are read while Python's audit hooks tell what is asked of the system.
"""

import io
import json
import pickle
import re
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.errors import FaceError
from blendshape_face.data.expressions.expression import from_text
from blendshape_face.data.live import PROTOCOLS
from blendshape_face.data.live.recording import Received, take_of, writer_for
from blendshape_face.data.model import FaceModel
from blendshape_face.data.person.files import read_person
from blendshape_face.data.person.measured import read_measured
from blendshape_face.data.pictures.landmarks import read_landmarks
from blendshape_face.data.rigs.files import read_rig
from blendshape_face.data.stimuli import plan_stimuli, read_design
from blendshape_face.data.takes import read_takes
from blendshape_face.data.takes.writers import WRITERS

from tests.watch import watched
from tools.paths import ROOT
from tools.recordings import samples

SOON = 5.0
"""Seconds, also on a busy machine."""
ROW = re.compile(r"^\| (?!\*\*|threat)[^|]+\|[^|]+\|(?P<tests>[^|]+)\|$", re.MULTILINE)
"""A threat of the table, which is neither its heading nor that of a sort."""
TEST = re.compile(r"`(test_\w+)`")


class Runs:
    """Unpickled it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def pickled(marker: Path) -> bytes:
    """An NPZ whose arrays are objects."""
    stream = io.BytesIO()
    objects = np.array([Runs(marker)], object)
    np.savez(stream, coef=objects, intercept=objects, values=objects, names=objects)
    return stream.getvalue()


def claiming(shape: tuple[int, ...]) -> bytes:
    """An NPZ whose array says to be larger than its bytes."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    array = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("coef", "values", "names"):
            archive.writestr(f"{name}.npy", array)
    return stream.getvalue()


def slipping() -> bytes:
    """A zip whose members would lie elsewhere."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("../../slipped.npy", "/tmp/slipped.npy", "coef.npy"):
            archive.writestr(name, b"\x93NUMPY")
    return stream.getvalue()


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
CODE = "__import__('os').system('touch pwned')"


def hostile(folder: Path) -> dict[str, bytes]:
    """Name -> content of files that try."""
    marker = folder / "pwned"
    formula = f"=cmd|' /C calc'!A1,{CODE},jawOpen\n1,2,0.5\n2,3,0.5\n"
    outside = '{"frames": [{"blendshapes": {"../../x": 1, "jawOpen": 0.5}, "timestamp": 0}]}'
    cue = '<mouthCue start="0" end="1">&e11;</mouthCue>'
    return {
        **{f"{number}.txt": content for number, content in enumerate(samples().values())},
        "pickled.npz": pickled(marker),
        "pickled.npy": pickle.dumps(Runs(marker)),
        "pickled.csv": pickle.dumps(Runs(marker)),
        "claims.npz": claiming((10**9, 1434)),
        "overflows.npz": claiming((2**62, 8)),
        "slips.npz": slipping(),
        "bomb.xml": f"<!DOCTYPE x [<!ENTITY e0 '0'>{BOMB}]><rhubarbResult>{cue}".encode(),
        "entity.xml": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rhubarbResult>&f;',
        "deep.json": b"[" * 100_000,
        "deep_object.json": b'{"frames":' * 50_000,
        "digits.json": b'{"frames": [' + b"9" * 100_000 + b"]}",
        "outside.json": outside.encode(),
        "formula.csv": formula.encode(),
        "deep.toml": b"a = " + b"[" * 50_000,
        "code.toml": f'name = "{CODE}"\nversion = 1\nweights = [1]\n'.encode(),
        "outside.toml": b'models = ["../../../../etc/passwd"]\nbasic = ["anger"]\n',
        "sheet.toml": b'sheet = "/etc/passwd"\n',
        "named.toml": b'[expressions."../../x"]\njawOpen = 1\n',
        "rig.toml": f'title = "x"\n[links]\njawOpen = "{CODE}"\n'.encode(),
    }


def read_design_of(path: Path) -> None:
    plan_stimuli(read_design(path))


def read_face_of_photo(path: Path) -> None:
    read_landmarks(path, "ada.jpg", 640, 480)


def read_text(path: Path) -> None:
    from_text(path.read_text("utf-8", errors="replace"))


def read_packet(path: Path) -> None:
    content = path.read_bytes()[:65_507]
    for protocol in PROTOCOLS.values():
        with suppress(FaceError):
            protocol.make()(content)


READERS: tuple[Callable[[Path], object], ...] = (
    read_takes,
    read_measured,
    FaceModel.load,
    read_design_of,
    read_person,
    read_rig,
    read_face_of_photo,
    read_text,
    read_packet,
)


def read(reader: Callable[[Path], object], path: Path) -> None:
    """Whatever is refused is refused by an error of ours."""
    with suppress(FaceError):
        reader(path)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in hostile(folder).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__qualname__)
def test_reading_runs_nothing_writes_nothing_and_asks_no_network(reader, files):
    """Each file twice: the first time modules and our own tables are loaded, too."""
    paths = sorted(files.iterdir())
    for path in paths:
        read(reader, path)
    with watched() as seen:
        for path in paths:
            read(reader, path)
    allowed = {f"reads {path}" for path in paths} | elsewhere(reader, files)
    assert [event for event in seen if event not in allowed] == []
    assert {path.name for path in files.iterdir()} == {path.name for path in paths}


def elsewhere(reader: Callable, folder: Path) -> set[str]:
    """A design may name a model and a sheet anywhere; they are read as such and as nothing else."""
    if reader is not read_design_of:
        return set()
    return {"reads /etc/passwd", f"reads {folder / '../../../../etc/passwd'}"}


def test_the_watch_sees_what_it_should(tmp_path):
    with watched() as seen:
        (tmp_path / "written").touch()
        pickle.loads(pickle.dumps(Runs(tmp_path / "made")))
        eval("1")
    assert any(event.startswith("writes") for event in seen)
    assert any(event.startswith("pickle.find_class") for event in seen)
    assert any(event.startswith("exec") for event in seen)


@pytest.mark.parametrize("name", ["claims.npz", "overflows.npz", "bomb.xml", "deep.json"])
def test_claims_and_bombs_are_refused_at_once(name, files):
    for reader in (read_takes, FaceModel.load):
        began = time.monotonic()
        with pytest.raises(FaceError):
            reader(files / name)
        assert time.monotonic() - began < SOON


def test_designs_name_no_file_outside_of_their_folder(files):
    for name in ("named.toml", "outside.toml"):
        with pytest.raises(FaceError, match=r"cannot name a file|cannot be read|is no|lacks"):
            read_design_of(files / name)


def test_what_a_file_says_is_not_shown_when_it_is_no_sheet(files):
    """Errors name what is wrong with a sheet, not the content of whatever was read."""
    with pytest.raises(FaceError) as refused:
        read_design_of(files / "sheet.toml")
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize("writer", WRITERS.values(), ids=lambda writer: writer.title)
def test_tables_that_are_written_hold_no_formulas(writer, tmp_path):
    named = tmp_path / "=HYPERLINK(x).csv"
    named.write_bytes(b"timestamp_ms,jawOpen,=1+1\n0,0.5,-1\n33,0.25,-1\n")
    path = tmp_path / "written.csv"
    writer.write(path, read_takes(named)[0])
    for line in path.read_text("utf-8").splitlines():
        for cell in line.split(","):
            is_number = re.fullmatch(r"[-+]?[\d.]+(e[-+]\d+)?", cell)
            assert is_number or not cell.startswith(("=", "+", "-", "@")), cell


def test_a_file_is_written_through_no_link_but_the_named_one(tmp_path, monkeypatch):
    monkeypatch.setattr("os.getpid", lambda: 4711)
    treasure = tmp_path / "treasure"
    treasure.write_text("mine")
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in (".4711.part", "written.csv.part", ".unfinished-", "written.csv~"):
        (folder / name).symlink_to(treasure)
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("old")
    (folder / "named.csv").symlink_to(elsewhere)
    recording = tmp_path / "take.csv"
    recording.write_bytes(b"timestamp_ms,jawOpen\n0,0.5\n33,0.25\n")
    take = read_takes(recording)[0]
    WRITERS["MEDIAPIPE"].write(folder / "written.csv", take)
    WRITERS["MEDIAPIPE"].write(folder / "named.csv", take)
    assert treasure.read_text() == "mine"
    assert (folder / "named.csv").is_symlink()
    assert elsewhere.read_text() == (folder / "written.csv").read_text()


def test_what_packets_name_reaches_no_file(tmp_path):
    """A recording of a stream has the columns of its format, whatever its packets were called."""
    names = {"../../x": 1.0, CODE: 1.0, "=1+1": 1.0, "jawOpen": 0.5}
    packet = json.dumps({"v": 1, "channels": names, "path": "/etc/passwd", "source": CODE})
    decode = PROTOCOLS["JSON"].make()
    received = [Received(decode(packet.encode())[0], moment / 30) for moment in range(30)]
    path = tmp_path / "live.csv"
    take = take_of(received, path, "JSON")
    left_out = writer_for(take).write(path, take)
    assert len(left_out) == 3
    written = path.read_text("utf-8")
    assert "awOpen" in written
    assert not any(word in written for word in ("passwd", "touch", "..", "=1"))


def test_the_table_names_tests_that_exist():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [row["tests"] for row in ROW.finditer(text.partition("## What nothing can do")[2])]
    named = [TEST.findall(row) for row in rows]
    assert len(named) > 15
    assert all(named)
    defined = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        defined |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    missing = {name for names in named for name in names} - defined
    assert not missing
