"""Another model on a face that is animated: all goes on by the names of channels."""

from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest
from blendshape_face.animation.kept_takes import was_edited
from blendshape_face.blender.actions import fcurves
from blendshape_face.data.bundled import ARKIT, MEDIAPIPE, bundled, path_of
from blendshape_face.data.model import FaceModel
from blendshape_face.face import stored_model

from tests.unit.family_files import file_of


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    return {
        "v3": file_of("au", "v3", folder),
        "v6": file_of("au", "v6", folder),
        "emotion": file_of("emotion", "v6", folder),
        "bs": file_of("bs", "v6", folder),
    }


def load(path: Path) -> None:
    assert bpy.ops.blendshape_face.load_model(filepath=str(path)) == {"FINISHED"}


def channels_of(obj: bpy.types.Object) -> bpy.types.bpy_prop_collection:
    return obj.data.blendshape_face.channels


def key(obj: bpy.types.Object, name: str, values: dict[int, float]) -> None:
    for frame, value in values.items():
        channels_of(obj)[name].value = value
        channels_of(obj)[name].keyframe_insert("value", frame=frame)


def at_frames(obj: bpy.types.Object, name: str, frames: tuple[int, ...]) -> list[float]:
    found = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
        found.append(evaluated.data.blendshape_face.channels[name].value)
    return found


def test_keys_follow_their_names_among_other_columns(face, models):
    load(models["v6"])
    key(face, "AU17", {1: 0.0, 11: 0.5})
    key(face, "AU43", {1: 1.0, 11: 0.0})
    key(face, "Pitch", {1: 0.1, 11: -0.1})
    load(models["v3"])  # with four more between them
    assert at_frames(face, "AU17", (1, 11)) == pytest.approx([0, 0.5])
    assert at_frames(face, "AU43", (1, 11)) == pytest.approx([1, 0])
    assert at_frames(face, "Pitch", (1, 11)) == pytest.approx([0.1, -0.1])
    assert at_frames(face, "AU18", (1, 11)) == [0, 0]
    load(models["v6"])
    assert at_frames(face, "AU43", (1, 11)) == pytest.approx([1, 0])


def test_what_has_no_counterpart_is_told_and_waits(face, models, capfd):
    key(face, "jawOpen", {1: 0.0, 11: 0.8})
    key(face, "Yaw", {1: 0.2, 11: 0.3})
    channels_of(face)["mouthSmileLeft"].value = 0.4
    channels_of(face)["eyeLookInLeft"].value = 0.3
    capfd.readouterr()
    load(models["emotion"])
    said = capfd.readouterr().out
    assert "set to nothing: mouthSmileLeft" in said
    assert "animation kept for a model that has them: jawOpen" in said
    assert channels_of(face)["eyeLookInLeft"].value == pytest.approx(0.3)
    assert at_frames(face, "Yaw", (1, 11)) == pytest.approx([0.2, 0.3])
    assert all(at_frames(face, name, (1, 11)) == [0, 0] for name in ("anger", "fear", "Roll"))
    load(path_of(ARKIT))
    assert at_frames(face, "jawOpen", (1, 11)) == pytest.approx([0, 0.8])
    assert at_frames(face, "Yaw", (1, 11)) == pytest.approx([0.2, 0.3])
    assert all(curve.is_valid for curve in fcurves(face.data))


def test_strips_drivers_and_readers_follow(face, models):
    load(models["v6"])
    key(face, "AU17", {1: 0.0, 11: 0.5})
    animation = face.data.animation_data
    action, slot = animation.action, getattr(animation, "action_slot", None)
    strip = animation.nla_tracks.new().strips.new("Strip", 1, action)
    if slot:
        strip.action_slot = slot
    animation.action = None
    number = channels_of(face).find("AU26")
    driver = channels_of(face)["AU26"].driver_add("value").driver
    driver.expression = "0.25"
    reader = bpy.data.objects.new("Reader", None)
    bpy.context.collection.objects.link(reader)
    reading = reader.driver_add("location", 0).driver
    variable = reading.variables.new()
    variable.targets[0].id_type = "MESH"
    variable.targets[0].id = face.data
    variable.targets[0].data_path = f"blendshape_face.channels[{number}].value"
    reading.expression = variable.name
    load(models["v3"])
    assert at_frames(face, "AU17", (1, 11)) == pytest.approx([0, 0.5])
    assert at_frames(face, "AU26", (1,)) == pytest.approx([0.25])
    evaluated = reader.evaluated_get(bpy.context.evaluated_depsgraph_get())
    assert evaluated.location[0] == pytest.approx(0.25)


def test_another_face_that_plays_the_same_action_keeps_it(face, models):
    load(models["v6"])
    key(face, "AU43", {1: 1.0, 11: 0.0})
    other = face.copy()
    other.data = face.data.copy()
    bpy.context.collection.objects.link(other)
    animation = other.data.animation_data
    assert animation.action == face.data.animation_data.action
    load(models["v3"])
    assert animation.action != face.data.animation_data.action
    assert at_frames(face, "AU43", (1, 11)) == pytest.approx([1, 0])
    assert at_frames(other, "AU43", (1, 11)) == pytest.approx([1, 0])


def test_settings_of_channels_and_the_digest_of_a_take_follow(face, models, sample_take):
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    channels_of(face)["jawOpen"].gain = 1.5
    channels_of(face)["jawOpen"].limits = (0, 0.7)
    assert not was_edited(face.data)
    frames = (1, 20, 40)
    before = at_frames(face, "jawOpen", frames)
    load(path_of(MEDIAPIPE))
    load(models["bs"])
    assert at_frames(face, "jawOpen", frames) == before
    assert channels_of(face)["jawOpen"].gain == pytest.approx(1.5)
    assert tuple(channels_of(face)["jawOpen"].limits) == pytest.approx((0, 0.7))
    load(models["emotion"])
    assert not was_edited(face.data)
    load(models["bs"])
    assert at_frames(face, "jawOpen", frames) == before


def test_tweak_mode_is_refused_before_anything_changes(face, models):
    key(face, "jawOpen", {1: 0.0, 11: 0.8})
    animation = face.data.animation_data
    action, slot = animation.action, getattr(animation, "action_slot", None)
    track = animation.nla_tracks.new()
    strip = track.strips.new("Strip", 1, action)
    if slot:
        strip.action_slot = slot
    animation.action = None
    animation.nla_tracks.active = track
    strip.select = True
    animation.use_tweak_mode = True
    assert animation.use_tweak_mode
    with pytest.raises(RuntimeError, match="tweak mode"):
        load(models["v6"])
    assert len(channels_of(face)) == 55


def test_undo_brings_back_model_and_animation(face, models):
    bpy.ops.ed.undo_push(message="before")
    key(face, "jawOpen", {1: 0.0, 11: 0.8})
    bpy.ops.ed.undo_push(message="keyed")
    load(models["v6"])
    bpy.ops.ed.undo_push(message="loaded")
    bpy.ops.ed.undo()
    again = bpy.data.objects[face.name if face else "Face"]
    assert at_frames(again, "jawOpen", (1, 11)) == pytest.approx([0, 0.8])


def test_models_that_former_versions_packed_stay_where_they_were(face, models, positions):
    load(path_of(MEDIAPIPE))
    now = positions(face)
    text = face.data.blendshape_face.model
    del text["placed by anchors"]
    stored_model.forget()
    model = replace(bundled(MEDIAPIPE), reference_anchors=None, mean_aligned_mesh=None)
    rest = stored_model.basis_of(text).rest
    np.testing.assert_array_equal(rest, model.blender_basis().rest)
    assert 1e-5 < np.abs(rest - now).max() < 1e-3
    # Loaded again it is placed as today's.
    load(path_of(MEDIAPIPE))
    np.testing.assert_array_equal(positions(face), now)


def test_clipping_is_a_switch_of_the_face(face, models, positions):
    load(models["bs"])
    with np.load(models["bs"]) as arrays:
        ends = dict(zip(arrays["feature_columns"], arrays["feature_p99"], strict=True))
    channels_of(face)["jawOpen"].value = float(ends["jawOpen"])
    at_the_end = positions(face)
    channels_of(face)["jawOpen"].value = 1.5
    np.testing.assert_array_equal(positions(face), at_the_end)
    face.data.blendshape_face.clip = False
    beyond = positions(face)
    assert np.abs(beyond - at_the_end).max() > 1e-4
    channels_of(face)["jawOpen"].value = -1
    assert np.abs(positions(face) - at_the_end).max() > 1e-4
    channels_of(face)["jawOpen"].value = 1.5
    face.data.blendshape_face.clip = True
    np.testing.assert_array_equal(positions(face), at_the_end)


def test_the_same_mesh_of_two_families_shows_no_difference(face, models, tmp_path):
    """A heat map of a face of action units, compared with one of blendshapes."""
    units = FaceModel.load(models["v6"])
    shapes = FaceModel.load(models["bs"])
    wanted = units.predict({"AU12": 0.7})
    coef = shapes.coef.copy()
    number = shapes.columns.index("jawOpen")
    coef[number] = wanted.T.ravel() - shapes.intercept
    twin = replace(shapes, coef=coef, feature_p99=np.ones(52, np.float32))
    twin.save(tmp_path / "twin.npz")
    other = face.copy()
    other.data = face.data.copy()
    bpy.context.collection.objects.link(other)
    load(models["v6"])
    channels_of(face)["AU12"].value = 0.7
    bpy.context.view_layer.objects.active = other
    load(tmp_path / "twin.npz")
    channels_of(other)["jawOpen"].value = 1
    bpy.context.view_layer.objects.active = face
    bpy.ops.blendshape_face.heat_map(reference="OTHER", other=other.name)
    assert differences(face).max() < 1e-3
    channels_of(other)["jawOpen"].value = 0.5
    assert differences(face).max() > 0.5


def differences(obj: bpy.types.Object) -> np.ndarray:
    """(478,) millimeters that the heat map shows."""
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    values = np.empty(len(evaluated.vertices), np.float32)
    evaluated.attributes["heat"].data.foreach_get("value", values)
    return values[:478]


def test_a_stored_pose_compares_two_models_on_one_face(face, models):
    load(models["v6"])
    before = bpy.ops.blendshape_face.store_reference()
    assert before == {"FINISHED"}
    load(models["emotion"])
    bpy.ops.blendshape_face.heat_map(reference="STORED")
    rests = [FaceModel.load(models[name]).blender_basis().rest for name in ("v6", "emotion")]
    apart = np.linalg.norm(rests[1] - rests[0], axis=1) * 1000
    skin = differences(face) > 0  # irises are left out
    assert skin.sum() > 460
    np.testing.assert_allclose(differences(face)[skin], apart[skin], atol=1e-3)
