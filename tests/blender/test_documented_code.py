"""What the docs show is run: Python in Blender, and the extension's commands, on small files."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import bpy
import pytest
from blendshape_face import cli
from blendshape_face.cli.command_line import COMMANDS, new_parser
from blendshape_face.data.live import json_lines
from blendshape_face.data.rigs import files as rig_files
from blendshape_face.data.stimuli import sheet
from blendshape_face.data.stimuli.plan import plan_stimuli
from blendshape_face.data.stimuli.reading import read_design
from blendshape_face.face.known_models import known_models

from tests.documented import PAGES, SHELL, SPAN, blocks, commands
from tests.model_server import serving
from tests.unit import mesh_files
from tests.unit.family_files import arrays_of, content_of, file_of
from tools.paths import ROOT

OURS = ("blender", "--command", "blendshape_face")
BLENDERS_OPTIONS = {
    "--background",
    "--command",
    "--factory-startup",
    "--render-format",
    "--render-frame",
    "--render-output",
}
"""By its manual; Blender as a Python module crashes when it is asked for its help."""
BLENDERS = [command for command in commands() if command.words[0] == "blender"]
COMMANDS_OF_OURS = [command for command in BLENDERS if command.words[:3] == OURS]
TRIED_ONCE = {
    str(command.words).replace("figure.svg", "take.svg"): command for command in COMMANDS_OF_OURS
}.values()
"""Without those that another page shows, too, perhaps with another name of what is written."""
NOT_RUN = {
    "record": "waits for a sender: test_cli_record.py",
    "eevee": "needs a graphics card",
    "--start": "is about a longer recording",
    "--frames": "is about a longer recording",
}
"""A word of a command, and why it is only parsed."""
STANDS_FOR = {"FILE": "take.csv", "FOLDER": "pictures"}
ROWS = 4
"""Of the recording, the header among them."""
DESIGN = 'basic = ["surprise"]\nsize = 32\nsamples = 1\n'
NEWEST = pytest.mark.skipif(
    bpy.app.version < (5,), reason="shown code is run in the newest Blender"
)
LANGUAGES = {SHELL, "csv", "json", "python", "text", "toml"}
NAMES = {module.__name__.rpartition(".")[2].replace("_", "-") for module in COMMANDS}


@pytest.fixture(scope="module")
def small_scene(files_with_a_face, tmp_path_factory):
    """A face in a scene of two frames: made before a test opens what it is about."""
    path = tmp_path_factory.mktemp("scene") / "scene.blend"
    bpy.ops.wm.read_homefile(filepath=str(files_with_a_face["face"]))
    bpy.context.scene.frame_end = 2
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    return path


@pytest.fixture
def folder(tmp_path, sample_take, small_scene, monkeypatch):
    """The present folder, with the files that docs speak of."""
    lines = sample_take.read_text().splitlines()
    (tmp_path / "take.csv").write_text("\n".join(lines[:ROWS]) + "\n")
    (tmp_path / "ada.csv").write_bytes(mesh_files.detectorv2(mesh_files.pixels()))
    (tmp_path / "design.toml").write_text(DESIGN, "utf-8")
    shutil.copy(small_scene, tmp_path / "scene.blend")
    file_of("bs", "v6", tmp_path)
    shutil.copy(file_of("au", "v6", tmp_path), tmp_path / "own.npz")
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def weights(package, monkeypatch):
    """Official files come from a server of this machine; what came goes again."""
    preferences = bpy.context.preferences.addons[package].preferences
    system = bpy.context.preferences.system
    former = system.use_online_access
    system.use_online_access = True
    monkeypatch.setenv("no_proxy", "*")
    with serving(content_of(arrays_of("au", "v6"))) as server:
        preferences.model_address = server.address
        yield
    preferences.property_unset("model_address")
    system.use_online_access = former
    for origin in ("added", "downloaded"):
        for path in known_models().folder(origin).glob("*"):
            path.unlink()


def python_blocks():
    return [block for page in PAGES for block in blocks(page) if block.language == "python"]


@NEWEST
@pytest.mark.parametrize("block", python_blocks(), ids=str)
def test_python(block, scene, whole_face, folder, weights):
    code = compile(block.text, str(block), "exec")
    for package in ("feat", "mediapipe"):
        if f"from {package}" in block.text or f"import {package}" in block.text:
            assert find_spec(package) is None or block.page.name == "photo-skin.md"
            return  # needs a photo, and packages that Blender does not have
    scene.frame_end = 2
    scene.render.resolution_x = scene.render.resolution_y = 64
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "mine.blend"))
    if "Face.001" in block.text:
        bpy.ops.blendshape_face.add()
        bpy.context.view_layer.objects.active = bpy.data.objects["Face"]
    # Blender's console has bpy at hand, and some pages begin there.
    exec(code, {"bpy": bpy})


@NEWEST
@pytest.mark.parametrize("command", TRIED_ONCE, ids=str)
@pytest.mark.usefixtures("small_figures")
def test_command(command, scene, folder):
    words = [STANDS_FOR.get(word, word) for word in command.words[3:]]
    new_parser().parse_args(words)
    if any(word in NOT_RUN for word in words):
        return
    if words[0] == "compare":
        (folder / "take.csv").write_bytes(mesh_files.detectorv2(mesh_files.pixels()))
    assert cli.main(words) == 0
    for option in ("--output", "--render"):
        if option in words:
            assert Path(words[words.index(option) + 1]).exists()


def test_commands_in_sentences_are_ours():
    """`bake-all takes --output scenes` and the like, in the page of the command line."""
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    spans = [span.split() for span in SPAN.findall(text)]
    shown = [words for words in spans if words[0] in NAMES and len(words) > 1]
    assert shown
    for words in shown:
        new_parser().parse_args(words)


def test_options_of_blender_itself():
    shown = [command for command in BLENDERS if command not in COMMANDS_OF_OURS]
    assert shown
    for command in shown:
        options = {word for word in command.words if word.startswith("--")}
        assert options <= BLENDERS_OPTIONS, str(command)


def test_every_block_is_of_a_language_that_a_test_reads():
    for page in PAGES:
        for block in blocks(page):
            assert block.language in LANGUAGES, str(block)


def test_designs_and_rigs(tmp_path):
    for block in (block for page in PAGES for block in blocks(page)):
        path = tmp_path / f"shown.{block.language}"
        path.write_text(block.text, "utf-8")
        if block.language == "toml" and block.page.name == "rigs.md":
            assert rig_files.read_rig(path).links
        elif block.language == "toml":
            assert plan_stimuli(read_design(path)).stimuli
        elif block.language == "csv":
            assert [row.name for row in sheet.parse_sheet(block.text, path.name)] == [
                "laugh",
                "smirk",
            ]
        elif block.language == "json":
            assert json_lines.decode(block.text.encode())
