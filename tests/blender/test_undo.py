"""Every button that changes the scene is undone and done again in one step each."""

import bpy
import numpy as np
import pytest
from blendshape_face import operators
from blendshape_face.face import mesh as face_mesh
from blendshape_face.face.person import face_basis
from blendshape_face.live import session

from tests.blender.baking import to_shape_keys
from tests.blender.buttons import BAKED, BUTTONS, Bench, press
from tests.blender.fingerprint import differences, fingerprint
from tests.blender.unchanging import OTHERS, UNCHANGING

PRESSED = [name for name, row in UNCHANGING.items() if row.press]
KINDS = [(name, kind) for name, button in BUTTONS.items() for kind in button.faces]


@pytest.fixture
def bench(face, scene, sample_take, tmp_path, monkeypatch):
    recording = tmp_path / "short.csv"
    recording.write_bytes(b"".join(sample_take.read_bytes().splitlines(keepends=True)[:40]))
    folder = tmp_path / "folder"
    folder.mkdir()
    face.data.blendshape_face.channels["jawOpen"].value = 0.5
    face.data.blendshape_face.channels["mouthSmileLeft"].value = 0.25
    yield Bench(folder, face, recording, monkeypatch.setattr)
    session.stop()


def assert_right(mesh):
    """A live face is where its model has the values that its curves give it, or its sliders."""
    if mesh.shape_keys or face_mesh.problem(mesh):
        return
    depsgraph = bpy.context.evaluated_depsgraph_get()
    channels = mesh.evaluated_get(depsgraph).blendshape_face.channels
    values = np.array([channel.value for channel in channels], np.float32)
    wanted = face_basis(mesh).positions(values)
    found = np.empty(len(wanted), np.float32)
    mesh.attributes["position"].data.foreach_get("vector", found)
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def state():
    """To be compared; all faces are right."""
    found = fingerprint()
    for mesh in bpy.data.meshes:
        if mesh.blendshape_face.channels and mesh.users:
            assert_right(mesh)
    return found


def test_every_operator_is_in_one_of_the_tables():
    names = {cls.bl_idname.removeprefix("blendshape_face.") for cls in operators.CLASSES}
    assert names == BUTTONS.keys() | UNCHANGING.keys() | OTHERS.keys()
    assert not BUTTONS.keys() & UNCHANGING.keys()


@pytest.mark.parametrize("name", PRESSED)
def test_what_has_nothing_to_undo_changes_nothing(bench, name):
    row = UNCHANGING[name]
    row.ready(bench)
    bpy.ops.ed.undo_push(message="before")
    before = state()
    assert row.press
    assert row.press(bench) in ({"FINISHED"}, None)
    assert differences(before, state()) == []


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_button_is_undone_and_done_again(bench, name, kind):
    if kind == BAKED:
        to_shape_keys()
    button = BUTTONS[name]
    button.ready(bench)
    bpy.ops.ed.undo_push(message="before")
    before = state()
    assert button.press(bench) == {"FINISHED"}
    after = state()
    assert before != after
    bpy.ops.ed.undo()
    assert differences(before, state()) == []
    bpy.ops.ed.redo()
    assert differences(after, state()) == []
    bpy.ops.ed.undo()
    assert differences(before, state()) == []


def test_a_step_that_was_made_before_the_face_moved(bench):
    """Blender makes an operator's step before it evaluates what that has keyed."""
    bpy.context.scene.frame_set(20)
    bpy.ops.ed.undo_push(message="before")
    press("import_take", filepath=str(bench.recording), at_frame_1=True)
    before = state()
    press("random_person", seed=3)
    after = state()
    bpy.ops.ed.undo()
    assert differences(before, state()) == []
    bpy.ops.ed.redo()
    assert differences(after, state()) == []
