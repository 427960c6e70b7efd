"""Expressions on a face: shown, blended, copied, mirrored, keyed, kept, on live and converted."""

import bpy
import numpy as np
import pytest
from blendshape_face.animation.key_values import show_values
from blendshape_face.data.channels import CHANNELS
from blendshape_face.data.expressions import bundled_expressions
from blendshape_face.face.expressions import folder_of_own
from blendshape_face.face.values import set_values, values_of

OPS = bpy.ops.blendshape_face


@pytest.fixture(params=["live", "converted"])
def any_face(request, face):
    if request.param == "converted":
        assert OPS.to_shape_keys() == {"FINISHED"}
    return face


@pytest.fixture
def own():
    """The user's folder, empty before and after."""
    file = folder_of_own() / "expressions.toml"
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)


def moved(face):
    """Channel -> value of those that are not at rest."""
    return {name: round(value, 4) for name, value in values_of(face.data).items() if value}


def keys_of(face, curves_of):
    """(path, frame, value) of all keys of what bears them."""
    owner = face.data.shape_keys or face.data
    return [
        (path, point.co.x, round(point.co.y, 4))
        for path, curve in curves_of(owner).items()
        for point in curve.keyframe_points
    ]


@pytest.mark.parametrize("group", bundled_expressions())
def test_every_expression_can_be_shown(any_face, group):
    columns = list(values_of(any_face.data))
    for expression in bundled_expressions()[group]:
        assert OPS.expression(group=group, name=expression.name) == {"FINISHED"}
        expected = {name: value for name, value in expression.values.items() if name in columns}
        shown = moved(any_face)
        assert {name: shown.get(name, 0) for name in expected} == pytest.approx(expected)


def test_amount_gaze_and_head(any_face):
    set_values(any_face.data, {"jawOpen": 1.0, "eyeLookUpLeft": 0.5, "Yaw": 0.25})
    assert OPS.expression(group="Emotions", name="happiness", amount=0.5) == {"FINISHED"}
    shown = moved(any_face)
    assert shown["mouthSmileLeft"] == pytest.approx(0.45)
    assert (shown["jawOpen"], shown["eyeLookUpLeft"], shown["Yaw"]) == (0.5, 0.5, 0.25)


def test_the_mesh_follows_at_once(face, positions, expected):
    OPS.expression(group="Emotions", name="surprise")
    np.testing.assert_allclose(positions(face), expected(face), atol=1e-6)


def test_unknown_names_are_refused(face):
    with pytest.raises(RuntimeError, match="there is no such expression in Emotions"):
        OPS.expression(group="Emotions", name="envy")


def test_a_face_that_cannot_move_says_why(face):
    face.data.vertices.add(1)
    with pytest.raises(RuntimeError, match="Vertices were added"):
        OPS.expression(group="Emotions", name="anger")
    assert moved(face) == {}


def test_mirror(any_face):
    set_values(any_face.data, {"mouthSmileLeft": 0.5, "jawLeft": 0.25, "Yaw": 0.1, "Pitch": 0.2})
    assert OPS.mirror_expression() == {"FINISHED"}
    assert moved(any_face) == {"mouthSmileRight": 0.5, "jawRight": 0.25, "Yaw": -0.1, "Pitch": 0.2}


def test_keep_and_remove(any_face, own):
    set_values(any_face.data, {"cheekPuff": 0.5})
    assert OPS.keep_expression(name="Puff") == {"FINISHED"}
    assert own.read_text(encoding="utf-8") == '["Puff"]\ncheekPuff = 0.5\n'
    OPS.reset()
    assert OPS.expression(group="Own", name="Puff") == {"FINISHED"}
    assert moved(any_face) == {"cheekPuff": 0.5}
    assert OPS.remove_expression(name="Puff") == {"FINISHED"}
    with pytest.raises(RuntimeError, match="no such expression in Own"):
        OPS.expression(group="Own", name="Puff")


def test_a_broken_file_of_own_expressions(face, own):
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("[broken")
    with pytest.raises(RuntimeError, match=r"expressions\.toml: is not TOML"):
        OPS.keep_expression(name="Puff")
    assert own.read_text() == "[broken"


def test_chance_is_the_same_for_a_seed(any_face):
    OPS.random_expression(seed=5)
    first = moved(any_face)
    OPS.random_expression(seed=6)
    assert moved(any_face) != first
    OPS.random_expression(seed=5)
    assert moved(any_face) == first


def test_an_exercise_is_an_animation(any_face, scene):
    assert OPS.exercise() == {"FINISHED"}
    highest = {}
    for frame in range(1, scene.frame_end + 1):
        scene.frame_set(frame)
        for name, value in values_of(any_face.data).items():
            highest[name] = max(highest.get(name, 0), value)
    at_rest = {name for name, value in highest.items() if value < 0.3}
    assert at_rest <= {name for name in highest if CHANNELS[name].region == "pose"}


def test_key_all_and_a_region(any_face, scene, curves_of):
    scene.frame_set(7)
    set_values(any_face.data, {"jawOpen": 0.5})
    assert OPS.key_channels(region="jaw") == {"FINISHED"}
    keys = keys_of(any_face, curves_of)
    jaw = [name for name in values_of(any_face.data) if CHANNELS[name].region == "jaw"]
    assert len(keys) == len(jaw)
    assert [(frame, value) for _, frame, value in keys if value] == [(7, 0.5)]
    assert OPS.key_channels() == {"FINISHED"}
    assert len(keys_of(any_face, curves_of)) == len(values_of(any_face.data))


def test_reset_is_keyed_with_auto_keying(any_face, scene, curves_of):
    set_values(any_face.data, {"jawOpen": 0.5})
    OPS.key_channels(region="jaw")
    scene.frame_set(20)
    scene.tool_settings.use_keyframe_insert_auto = True
    try:
        assert OPS.reset(region="jaw") == {"FINISHED"}
    finally:
        scene.tool_settings.use_keyframe_insert_auto = False
    scene.frame_set(1)
    assert moved(any_face) == {"jawOpen": 0.5}
    scene.frame_set(20)
    assert moved(any_face) == {}


def test_without_auto_keying_nothing_is_keyed(any_face, curves_of):
    show_values(bpy.context, any_face.data, {"jawOpen": 0.5})
    assert keys_of(any_face, curves_of) == []


def test_reset_leaves_what_a_search_hides(any_face):
    set_values(any_face.data, {"jawOpen": 0.5, "mouthFunnel": 0.5})
    search = bpy.context.window_manager.blendshape_face_search
    search.text = "jaw"
    try:
        OPS.reset()
    finally:
        search.text = ""
    assert moved(any_face) == {"mouthFunnel": 0.5}


def test_keys_in_tweak_mode_are_refused(face, scene, sample_take):
    assert OPS.import_take(filepath=str(sample_take), mode="STRIP") == {"FINISHED"}
    animation = face.data.animation_data
    (track,) = animation.nla_tracks
    track.select = track.strips[0].select = True
    animation.use_tweak_mode = True
    assert animation.use_tweak_mode
    with pytest.raises(RuntimeError, match="tweak mode"):
        OPS.key_channels()
    scene.tool_settings.use_keyframe_insert_auto = True
    try:
        with pytest.raises(RuntimeError, match="tweak mode"):
            OPS.expression(group="Emotions", name="fear")
    finally:
        scene.tool_settings.use_keyframe_insert_auto = False


def test_a_rows_label_selects_its_curves(any_face, curves_of):
    names = "eyeBlinkLeft,eyeBlinkRight"
    assert OPS.show_channel(names=names) == {"FINISHED"}
    OPS.key_channels()
    assert OPS.show_channel(names=names) == {"FINISHED"}
    owner = any_face.data.shape_keys or any_face.data
    selected = [path for path, curve in curves_of(owner).items() if curve.select]
    assert len(selected) == 2
    blinks = {f'key_blocks["{name}"].value' for name in names.split(",")}
    assert any_face.data.shape_keys is None or set(selected) == blinks


def test_tooltips_of_rows_tell_what_channels_do(module):
    class Properties:
        names = "browInnerUp"

    operator = module("operators.show_channel").ShowChannel
    text = operator.description(bpy.context, Properties)
    about = "Raises the inner ends of both brows (browInnerUp; AU01 inner brow raiser)"
    assert text.startswith(about)


def test_pictures_of_expressions_show_them_and_leave_all_as_it_is(whole_face, module):
    portraits = module("face.portraits")
    mesh = whole_face.data
    mesh.blendshape_face.channels["jawOpen"].value = 0.25
    counts = {kind: len(getattr(bpy.data, kind)) for kind in ("scenes", "objects", "meshes")}
    assert bpy.ops.blendshape_face.draw_portraits() == {"FINISHED"}
    assert {kind: len(getattr(bpy.data, kind)) for kind in counts} == counts
    assert mesh.blendshape_face.channels["jawOpen"].value == 0.25
    (kept,) = portraits._collections
    pictures = {}
    for name in ("neutral", "surprise"):
        # Without a window pictures have no numbers yet.
        flat = kept[portraits._key(mesh, "Emotions", name)].image_pixels_float[:]
        pictures[name] = np.reshape(flat, (portraits.SIZE, portraits.SIZE, 4))
    # A face in the middle, nothing beside the chin, and a mouth that opens in the lower half.
    assert pictures["neutral"][64, 64, 3] == 1
    assert pictures["neutral"][20:40, 2, 3].max() == 0
    changed = np.abs(pictures["surprise"] - pictures["neutral"]).max(axis=2) > 0.2
    assert 100 < changed[:64].sum() < 3000
    portraits.forget()
    assert not portraits._collections
