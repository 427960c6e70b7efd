"""A face's animation becomes a recording."""

import bpy
import numpy as np
import pytest
from blendshape_face.blender import actions
from blendshape_face.data import takes

FORMATS = ("LIVELINK", "MEDIAPIPE", "PYFEAT")


def export_take(path, **options):
    return bpy.ops.blendshape_face.export_take(filepath=str(path), **options)


@pytest.fixture
def curves():
    """Data path -> (n, 2) frames and values of a face's keys."""

    def read(mesh) -> dict[str, np.ndarray]:
        found = {}
        for curve in actions.fcurves(mesh):
            keys = np.empty(2 * len(curve.keyframe_points), np.float32)
            curve.keyframe_points.foreach_get("co", keys)
            found[curve.data_path] = keys.reshape(-1, 2)
        return found

    return read


@pytest.fixture
def recorded(tmp_path):
    """What an export reads back as."""

    def read(**options):
        path = tmp_path / "recorded.csv"
        assert export_take(path, **options) == {"FINISHED"}
        scene = bpy.context.scene
        return takes.read_take(path, scene.render.fps / scene.render.fps_base)

    return read


def key_jaw(face, keys=((1, 0.0), (5, 1.0))):
    jaw = face.data.blendshape_face.channels["jawOpen"]
    for frame, value in keys:
        jaw.value = value
        jaw.keyframe_insert("value", frame=frame)


@pytest.mark.parametrize(("fps", "base"), [(24, 1.0), (30, 1.001), (60, 1.0)])
@pytest.mark.parametrize("format", FORMATS)
def test_an_export_imports_as_the_same_curves(
    face, scene, sample_take, tmp_path, curves, format, fps, base
):
    scene.render.fps, scene.render.fps_base = fps, base
    scene.frame_end = 1
    bpy.ops.blendshape_face.import_take(filepath=str(sample_take))
    before = curves(face.data)
    names = [channel.name for channel in face.data.blendshape_face.channels]
    path = tmp_path / "take.csv"
    assert export_take(path, format=format) == {"FINISHED"}
    bpy.ops.blendshape_face.add()
    scene.frame_set(1)
    bpy.ops.blendshape_face.import_take(filepath=str(path), fps=fps / base)
    after = curves(bpy.context.object.data)
    lost = {"_neutral"} if format == "LIVELINK" else set()
    kept = [name for name in names if name not in lost]
    assert len(kept) == len(after)
    for name in kept:
        data_path = f"blendshape_face.channels[{names.index(name)}].value"
        np.testing.assert_array_equal(after[data_path][:, 0], before[data_path][:, 0])
        np.testing.assert_allclose(after[data_path][:, 1], before[data_path][:, 1], atol=1e-5)


@pytest.mark.parametrize("format", FORMATS)
def test_drivers_are_exported_as_they_evaluate(face, scene, recorded, format):
    channels = face.data.blendshape_face.channels
    channels["jawOpen"].driver_add("value").driver.expression = "frame / 100"
    channels["Yaw"].driver_add("value").driver.expression = "-frame / 50"
    channels["mouthPucker"].value = 0.25
    scene.render.fps = 25
    take = recorded(format=format, frame_start=10, frame_end=30)
    np.testing.assert_allclose(take.times, np.arange(21) / 25, rtol=0, atol=1e-6)
    frames = np.arange(10, 31)
    jaw, pucker = (take.values[:, take.names.index(name)] for name in ("jawOpen", "mouthPucker"))
    np.testing.assert_allclose(jaw, frames / 100, atol=1e-6)
    np.testing.assert_allclose(pucker, 0.25)
    np.testing.assert_allclose(take.head[:, 1], -frames / 50, atol=1e-6)
    np.testing.assert_allclose(take.head[:, [0, 2]], 0)


def test_nla_strips_are_exported_as_they_mix(face, scene, recorded):
    key_jaw(face)
    animation = face.data.animation_data
    action = animation.action
    track = animation.nla_tracks.new()
    strip = track.strips.new("jaw", 1, action)
    if hasattr(strip, "action_slot"):
        strip.action_slot = action.slots[0]
    strip.use_animated_influence = False
    strip.influence = 0.5
    animation.action = None
    channels = face.data.blendshape_face.channels
    expected = []
    for frame in range(1, 6):
        scene.frame_set(frame)
        expected.append(channels["jawOpen"].value)
    assert max(expected) > 0.2
    take = recorded(frame_start=1, frame_end=5)
    np.testing.assert_allclose(take.values[:, take.names.index("jawOpen")], expected, atol=1e-6)


def test_the_scene_names_the_range_and_stays_as_it_was(face, scene, recorded):
    key_jaw(face)
    scene.frame_start, scene.frame_end = 2, 4
    scene.frame_set(7, subframe=0.25)
    take = recorded()
    np.testing.assert_allclose(take.values[:, take.names.index("jawOpen")][1], 0.5, atol=1e-6)
    assert len(take.times) == 3
    assert (scene.frame_current, scene.frame_subframe) == (7, 0.25)
    assert (scene.frame_start, scene.frame_end) == (2, 4)
    assert len(recorded(frame_end=9).times) == 8


def test_the_frame_comes_back_after_an_error(face, scene, tmp_path):
    key_jaw(face)
    scene.frame_set(7, subframe=0.25)
    face.hide_viewport = True
    with pytest.raises(RuntimeError, match="Face is hidden"):
        export_take(tmp_path / "take.csv")
    face.hide_viewport = False
    with pytest.raises(RuntimeError, match="cannot be written"):
        export_take(tmp_path / "nowhere" / "take.csv")
    with pytest.raises(RuntimeError, match="The frames 5 to 4 are none"):
        export_take(tmp_path / "take.csv", frame_start=5, frame_end=4)
    assert (scene.frame_current, scene.frame_subframe) == (7, 0.25)
    assert not list(tmp_path.iterdir())


def test_a_face_hidden_by_its_eye_is_exported(face, scene, recorded):
    key_jaw(face)
    face.hide_set(True)
    take = recorded(frame_start=1, frame_end=5)
    jaw = take.values[:, take.names.index("jawOpen")]
    assert jaw[0] == 0
    assert jaw[-1] == 1


def test_action_units_need_pyfeat(scene, tmp_path, au_npz, recorded):
    bpy.ops.blendshape_face.load_model(filepath=str(au_npz))
    bpy.context.object.data.blendshape_face.channels["AU12"].value = 0.75
    for format in ("LIVELINK", "MEDIAPIPE"):
        with pytest.raises(RuntimeError, match=r"no column for AU01, .*; export it as py-feat"):
            export_take(tmp_path / "take.csv", format=format)
    take = recorded(format="PYFEAT", frame_start=1, frame_end=2)
    np.testing.assert_array_equal(take.values[:, take.names.index("AU12")], 0.75)


def test_export_needs_a_face(scene, tmp_path):
    with pytest.raises(RuntimeError, match="Select a face or a mesh with shape keys first"):
        export_take(tmp_path / "take.csv")
