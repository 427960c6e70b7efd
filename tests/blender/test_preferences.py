"""What the preferences say is what new faces, imports and dialogs do."""

import os

import bpy
import pytest
from blendshape_face.data.person.chance import random_person
from blendshape_face.data.person.files import write_person
from blendshape_face.operators import _folders
from blendshape_face.operators._frame_range import FrameRange

COLORS = "brows", "eyes", "jaw", "mouth", "cheeks", "emotions", "pose", "other"


@pytest.fixture
def chosen(package, scene):
    """The preferences; what a test sets is gone after it."""
    preferences = bpy.context.preferences.addons[package].preferences
    names = list(type(preferences).__annotations__)
    yield preferences
    for name in names:
        preferences.property_unset(name)


def test_the_model_of_new_faces(chosen):
    chosen.model = "mediapipe"
    bpy.ops.blendshape_face.add()
    of_mediapipe = bpy.context.object.data.blendshape_face.model.name
    chosen.model = "arkit"
    bpy.ops.blendshape_face.add()
    assert bpy.context.object.data.blendshape_face.model.name != of_mediapipe


def test_the_person_of_new_faces(chosen, tmp_path):
    person = random_person(7, 1.0)
    path = tmp_path / "seven.toml"
    write_person(path, person)
    chosen.person = str(path)
    bpy.ops.blendshape_face.add()
    weights = bpy.context.object.data.blendshape_face.person.weights
    assert list(weights) == pytest.approx(list(person.weights), abs=1e-4)


def test_a_person_that_is_gone_leaves_no_face(chosen, tmp_path):
    chosen.person = str(tmp_path / "gone.toml")
    with pytest.raises(RuntimeError, match=r"gone\.toml"):
        bpy.ops.blendshape_face.add()
    assert len(bpy.data.objects) == 0
    assert len(bpy.data.meshes) == 0


def test_dialogs_open_in_the_folders(chosen, tmp_path):
    chosen.recordings_folder = str(tmp_path)
    assert _folders.folder("recordings") == f"{tmp_path}{os.sep}"
    assert _folders.folder("models") == ""
    chosen.models_folder = str(tmp_path / "gone")
    assert _folders.folder("models") == ""


def test_exports_go_to_their_folder_under_the_name_of_the_file(chosen, tmp_path):
    chosen.exports_folder = str(tmp_path)

    class Exporting(FrameRange):
        filename_ext = ".glb"

    assert Exporting()._proposed_path() == str(tmp_path / "untitled.glb")


def imported(recording, **settings):
    bpy.ops.blendshape_face.import_take(filepath=str(recording), media=False, **settings)
    return bpy.context.object.data


def key_frames(mesh, curves_of):
    curve = next(iter(curves_of(mesh).values()))
    return [point.co.x for point in curve.keyframe_points]


def test_a_take_begins_where_the_dialog_says(scene, sample_take, curves_of):
    scene.frame_current = 31
    mesh = imported(sample_take, at_frame_1=True)
    assert key_frames(mesh, curves_of)[0] == 1
    assert mesh.blendshape_face.take.frame_start == 1
    assert key_frames(imported(sample_take, mode="NEW"), curves_of)[0] == 31


def test_smoothing_becomes_a_setting_of_the_first_take_alone(scene, sample_take):
    mesh = imported(sample_take, smoothing=0.1)
    assert mesh.blendshape_face.take.smoothing == pytest.approx(0.1)
    imported(sample_take, smoothing=0.2)
    assert mesh.blendshape_face.take.smoothing == pytest.approx(0.1)


def test_each_region_has_a_color(chosen):
    for region in COLORS:
        assert len(getattr(chosen, f"{region}_color")) == 3


def test_the_preferences_lead_to_the_documentation(module):
    assert module("blender.extension").website().startswith("https://")
