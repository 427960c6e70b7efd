"""Every command that the docs show does what they say, on small files, in a copy of the clone.

That each is understood as it stands is tests/unit/test_documented_commands.py's; commands of
Blender are tests/blender/test_documented_code.py's.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from blendshape_face.data.bundled import bundled

from tests.elsewhere import elsewhere
from tests.unit import mesh_files
from tests.unit.test_documented_commands import FOUND, MISSING, STANDS_FOR, is_of_others, program_of
from tools.blender import PACKAGE
from tools.paths import ROOT


class Run(NamedTuple):
    """leaves: patterns of what must be there afterwards, and not before. words: more of them, for
    a smaller size. needs: files beside the clone, by their names in MADE.
    """

    leaves: str = ""
    words: str = ""
    needs: str = ""


HOW: Mapping[str, Run | str] = {
    "bash .ci/run": "runs all tests, these among them",
    "benchmarks.film": Run(),
    "benchmarks.live": Run(),
    "benchmarks.read_take": "needs pandas, which no group has",
    "benchmarks.renders": Run(words="--frames 2"),
    "benchmarks.scale": Run(words="--only faces"),
    "benchmarks.slider": Run(),
    "benchmarks.solve": Run(),
    "benchmarks.startup": Run(),
    "benchmarks.training": Run(words="--frames 240 --no-pls"),
    "demo.py": Run("out/demo.blend out/demo.mp4"),
    "film.py": "is run by test_film.py",
    "mkdocs": "is run by test_docs_site.py",
    "pytest": "runs all tests of a folder",
    "pytest tests/blender/test_face.py": Run(words="--collect-only"),
    "pytest tests/unit/test_takes.py": Run(words="--collect-only"),
    "python": "waits for what is typed",
    "tools.blenders": "sets other Blenders up; what it does then, test_blenders.py tries",
    "tools.build": Run("build/blendshape_face-*.zip"),
    "tools.check": "needs the lint group, which Blender cannot be beside",
    "tools.code_figures": Run(),
    "tools.contact_sheet": Run("docs/images/sliders_arkit.jpg"),
    "tools.crash_of_42": Run(words="1"),
    "tools.formats": Run("docs/formats.md"),
    "tools.fuzz": Run(),
    "tools.fuzz_guided": "needs Atheris",
    "tools.fuzz_packets": Run(),
    "tools.measured_picture": Run(
        "docs/images/measured.jpg docs/images/measured_curves.png", needs="measured.csv"
    ),
    "tools.other_programs": "needs Node.js and Chromium",
    "tools.people_picture": Run("people.png", words="--people 1"),
    "tools.pictures": Run(),
    "tools.pictures looks.jpg": "starts tools.portraits by uv",
    "tools.portraits": Run("docs/images/faces.jpg"),
    "tools.portraits looks": Run("docs/images/looks.jpg"),
    "tools.portraits people": Run("docs/images/people.jpg"),
    "tools.portraits stimuli": Run("docs/images/stimuli.jpg"),
    "tools.portraits turntable": Run("docs/images/turntable.jpg"),
    "tools.research_pictures": Run("docs/images/heat_map.jpg docs/images/muscles.jpg"),
    "tools.rigs": Run("docs/rigs.md"),
    "tools.rooms": Run(),
    "tools.strings": Run(),
    "tracking --camera clip.mp4 --send 127.0.0.1:9000": Run(needs="clip.mp4"),
    "tracking --camera clip.mp4 --send 127.0.0.1:9000 --record": Run("me.csv", needs="clip.mp4"),
    "tracking clip.mp4": Run("clip.csv", needs="clip.mp4"),
    "tracking clip.mp4 --send": Run(needs="clip.mp4"),
    "training compare": "is run by test_tool.py",
    "training evaluate": Run(needs="mine.npz other_shards"),
    "training fit": "is only named",
    "training fit shards": Run("rendered.npz", needs="shards"),
    "training fit shards/": "is run by test_tool.py",
    "training shards": "is only named",
    "training shards frames.npz": "is run by test_tool.py",
    "training.bundled.identity_modes": "is tried by test_identity_modes.py",
    "training.bundled.mediapipe_model": "is tried by test_mediapipe_model.py",
    "training.render": "is only named",
    "training.render make": Run(
        "shards/frames_00000.npz shards/settings.json",
        words="--shards 1 --frames 1",
        needs="face_landmarker.task ict_facekit.npz",
    ),
}
"""How a command begins, longer ones first -> how it is run, or why it is not, perhaps with the test
that runs the same.
"""
SMALLER: Mapping[str, Mapping[str, str]] = {
    "benchmarks/film.py": {"FRAMES": "1", "ROUNDS": "1", "SIDE": "32", "SMALL_SIDE": "16"},
    "benchmarks/live.py": {"SECONDS": "0.5", "CALLS": "3", "ROUNDS": "1", "STREAMS": "STREAMS[:1]"},
    "benchmarks/recipe.py": {"ROUNDS": "1"},
    "benchmarks/renders.py": {"KINDS": "{'animation': {}}"},
    "benchmarks/scale.py": {
        "ROWS": "{'faces added': Row(add_faces, (1, 2), bare_scale.copy_faces)}"
    },
    "benchmarks/slider.py": {"CALLS": "3", "ROUNDS": "1"},
    "benchmarks/solve.py": {"FRAMES": "40", "COMPARED": "5", "ROUNDS": "1"},
    "benchmarks/startup.py": {"OBJECTS": "10", "FRAMES": "2", "STARTS": "1", "ROUNDS": "1"},
    "demo.py": {"FILM_SECONDS": "'0.04'"},
    "tools/contact_sheet.py": {"TITLES": "['arkit']", "WIDTH": "160", "SAMPLES": "1"},
    "tools/crash_of_42.py": {"ROUNDS": "1"},
    "tools/measured_picture.py": {"SIZE": "32", "SAMPLES": "1", "PICTURES": "1", "DOTS": "20"},
    "tools/portraits.py": {
        "SIZE": "32",
        "SAMPLES": "1",
        "STIMULUS_SIZE": "32",
        "LOOKS": "list(LOOKS)[:1]",
        "PEOPLE": "1",
        "POSES": "POSES[:1]",
        "TURNTABLE_PICTURES": "1",
    },
    "tools/research_pictures.py": {"SIZE": "32", "SAMPLES": "1"},
    "training/render/factory.py": {"PEOPLE": "1"},
}
"""File -> what its constants are in the copy: commands have no options for them."""
WORDS = STANDS_FOR | {
    "0": "clip.mp4",  # OpenCV opens a file as it opens a camera
    "1000000": "200",
    "2000000": "200",
    "FILE": "measured.csv",
    "FRAMES": "shards",
}
NOT_COPIED = shutil.ignore_patterns(".*", "build", "docs", "out", "*.egg-info", "*.pyc.*")
"""Among them what Python names `*.pyc.*` while other tests import: it is gone a moment later."""
NAMED_TEST = re.compile(r"test_\w+\.py")


def write_shards(path: Path) -> None:
    # Here, as it takes the training group.
    from training.frames.synthetic import make_shards

    path.mkdir()
    make_shards(path, bundled(), 400, 10, 200)


def write_a_clip(path: Path) -> None:
    pytest.importorskip("av", reason="the tracking group is not installed")
    from tests.tracking.clips import even_times, faces, write_clip

    write_clip(path, faces()[:3], even_times(3))


def write_measured(path: Path) -> None:
    path.write_bytes(mesh_files.detectorv2(mesh_files.pixels()))


def link_landmarker(path: Path) -> None:
    path.symlink_to(ROOT / "tracking" / "face_landmarker.task")


def link_ict_head(path: Path) -> None:
    path.symlink_to(elsewhere("face/ict_facekit.npz"))


MADE: Mapping[str, Callable[[Path], None]] = {
    "clip.mp4": write_a_clip,
    "face_landmarker.task": link_landmarker,
    "ict_facekit.npz": link_ict_head,
    "measured.csv": write_measured,
    "mine.npz": bundled().save,
    "other_shards": write_shards,
    "shards": write_shards,
}
"""Files that the docs speak of, and what makes them."""


def row_of(words: tuple[str, ...]) -> str:
    """The name of the longest row that a command begins with; empty where the table lacks it."""
    beginnings = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    return next((text for text in beginnings if text in HOW), "")


SHOWN = {
    tuple(WORDS.get(word, word) for word in program_of(command.words)): None
    for command in FOUND
    if not is_of_others(command.words)
}
"""The words of each program of ours, once."""
RUN = {words: row for words in SHOWN if isinstance(row := HOW.get(row_of(words)), Run)}


def with_constants(source: str, constants: Mapping[str, str]) -> str:
    """A module's source with other values of its constants, set before its main function runs."""
    names = set(re.findall(r"\w+", source))
    assert names >= set(constants)
    lines = [f"{name} = {value}\n" for name, value in constants.items()]
    above, guard, below = source.partition("\nif __name__ == ")
    return "".join([above, "\n", *lines, guard, below])


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the clone, smaller, under the package's name: nothing is written elsewhere."""
    copy = tmp_path_factory.mktemp("clone") / PACKAGE
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    (copy / "docs" / "images").mkdir(parents=True)
    for name, constants in SMALLER.items():
        path = copy / name
        path.write_text(with_constants(path.read_text(encoding="utf-8"), constants), "utf-8")
    return copy


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@pytest.mark.parametrize(("words", "row"), RUN.items(), ids=map(" ".join, RUN))
def test_it_does_what_the_docs_say(clone, words, row):
    for name in MADE:
        remove(clone / name)
    for pattern in row.leaves.split():
        for former in clone.glob(pattern):
            remove(former)
    for name in row.needs.split():
        MADE[name](clone / name)
    user = clone.parent / "user"
    start = [] if words[0].endswith(".py") else ["-m"]
    done = subprocess.run(
        [sys.executable, *start, *words, *row.words.split()],
        cwd=clone,
        env=os.environ | {"PYTHONPATH": str(clone.parent), "BLENDER_USER_RESOURCES": str(user)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and MISSING.search(done.stderr):
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr
    for pattern in row.leaves.split():
        assert list(clone.glob(pattern)), pattern


def test_every_command_has_a_row():
    assert [words for words in SHOWN if not row_of(words)] == []
    assert set(HOW) == {row_of(words) for words in SHOWN}


def test_tests_that_are_named_exist():
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    named = {name for row in HOW.values() for name in NAMED_TEST.findall(str(row))}
    assert named
    assert named <= tests
