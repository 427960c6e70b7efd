"""Decoders of packets, against real clients, and against whatever else a network brings."""

import struct

import numpy as np
import pytest
from blendshape_face.data.errors import LiveError
from blendshape_face.data.live import AUTOMATIC, PROTOCOLS, Frame
from blendshape_face.data.live.livelink import decode as decode_livelink
from blendshape_face.data.live.osc import messages_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pylivelinkface import FaceBlendShape

from tools.fuzz_packets import check
from tools.live_packets import (
    ARKIT,
    bundle,
    ifacialmocap,
    json_line,
    livelink,
    message,
    samples,
    vmc,
)

WHOLE = {name: (index + 1) / 100 for index, name in enumerate(ARKIT)}


def decoder(protocol=AUTOMATIC):
    return PROTOCOLS[protocol].make()


def values_of(frame):
    return dict(zip(frame.names, frame.values.tolist(), strict=True))


def angles(frame):
    assert frame.head is not None
    return frame.head


def only(packet, protocol=AUTOMATIC) -> Frame:
    (frame,) = decoder(protocol)(packet)
    return frame


# Live Link Face


def test_all_shapes_of_pylivelinkface_keep_their_names():
    blendshapes = list(FaceBlendShape)[:52]
    scores = {shape.name: (index + 1) / 100 for index, shape in enumerate(blendshapes)}
    found = values_of(only(livelink(scores)))
    assert len(found) == 52
    for name, score in scores.items():
        assert found[name[:1].lower() + name[1:]] == pytest.approx(score, abs=1e-7)


def test_head_and_name_of_pylivelinkface():
    frame = only(livelink({"HeadPitch": 0.1, "HeadYaw": 0.2, "HeadRoll": -0.3}, "Ann's phone"))
    np.testing.assert_allclose(angles(frame), [0.1, 0.2, -0.3], atol=1e-7)
    assert frame.source == "Ann's phone"


def test_clock_of_livelink_is_frames_by_rate():
    packet = livelink_packet(number=600, fraction=0.5, rate=(60, 1))
    frame = decode_livelink(packet)
    assert frame.time == pytest.approx(600.5 / 60)
    assert frame.number == 600
    assert decode_livelink(livelink_packet(rate=(60000, 1001))).time == pytest.approx(1.001 / 60)


def test_livelink_without_a_face_has_no_values():
    frame = decode_livelink(livelink_packet(count=0))
    assert np.isnan(frame.values).all()
    assert frame.head is None


@pytest.mark.parametrize("denominator", [0, -1])
def test_livelink_with_an_impossible_rate_has_no_clock(denominator):
    assert decode_livelink(livelink_packet(rate=(60, denominator))).time is None


def livelink_packet(number=1, fraction=0.0, rate=(60, 1), count=61, value=0.5):
    start = b"\6" + struct.pack(">i", 3) + b"abc" + struct.pack(">i", 2) + "ä".encode()
    clock = struct.pack(">ifii", number, fraction, *rate)
    return start + clock + bytes([count]) + struct.pack(f">{count}f", *[value] * count)


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        (b"\6\0\0\0", "begins otherwise"),
        (b"\x63\0\0\0\1a", "begins otherwise"),
        (livelink_packet()[:-4], "61 in 244"),
        (livelink_packet(count=51), "51 values"),
        (b"\6\0\0\0\3abc\x7f\xff\xff\xff", "does not fit"),
        (b"\6\0\0\0\3abc\xff\xff\xff\xff", "does not fit"),
    ],
)
def test_damaged_livelink_says_what_is_wrong(packet, reason):
    with pytest.raises(LiveError, match=reason):
        decode_livelink(packet)


def test_values_that_no_face_has_do_not_pass():
    assert np.isnan(decode_livelink(livelink_packet(value=float("nan"))).values).all()
    assert (decode_livelink(livelink_packet(value=1e30)).values == 10).all()


# iFacialMocap


@pytest.mark.parametrize("sign", ["-", "&"])
def test_both_versions_of_ifacialmocap(sign):
    frame = only(ifacialmocap({"eyeBlink_L": 0.12, "jawOpen": 0.25, "mouthSmile_R": 1}, sign))
    found = values_of(frame)
    expected = {"eyeBlinkLeft": 0.12, "jawOpen": 0.25, "mouthSmileRight": 1}
    assert found == pytest.approx(expected)
    np.testing.assert_allclose(angles(frame), np.radians([-5.5, 10, 2]), rtol=1e-6)
    assert frame.time is None


def test_the_second_version_has_negative_values():
    found = values_of(only(b"jawOpen&-3|browInnerUp&10|=head#0,0,0,0,0,0|"))
    assert found["jawOpen"] == pytest.approx(-0.03)


def test_ifacialmocap_that_sees_no_face():
    frame = only(ifacialmocap({"jawOpen": 0.25}, seen=0))
    assert np.isnan(frame.values).all()
    assert frame.head is None


@pytest.mark.parametrize(
    "packet", [b"a|b#", b"jawOpen-1e-|x#", b"jawOpen-1|=head#1,x,3|", b"\xff|#"]
)
def test_damaged_ifacialmocap(packet):
    with pytest.raises(LiveError, match="iFacialMocap"):
        decoder("IFACIALMOCAP")(packet)


# VMC and VRChat


def test_a_frame_of_vmc_in_one_bundle():
    found = only(vmc(WHOLE, time=12.5))
    assert values_of(found) == pytest.approx(WHOLE)
    assert found.time == 12.5


def test_a_frame_of_vmc_in_several_packets_ends_with_apply():
    decode = decoder("VMC")
    frames = []
    for name, score in WHOLE.items():
        frames += decode(message("/VMC/Ext/Blend/Val", name, score).dgram)
    assert not frames
    (frame,) = decode(message("/VMC/Ext/Blend/Apply").dgram)
    assert values_of(frame) == pytest.approx(WHOLE)


def test_bundles_within_bundles():
    inner = vmc({"jawOpen": 0.5, "eyeBlinkLeft": 0.25})
    outer = b"#bundle\0" + bytes(8) + struct.pack(">i", len(inner)) + inner
    assert values_of(only(outer)) == pytest.approx({"jawOpen": 0.5, "eyeBlinkLeft": 0.25})


def test_presets_of_vrm_move_what_they_show():
    found = values_of(only(vmc({"A": 1.0, "Blink": 0.5, "Neutral": 0.0})))
    assert found["jawOpen"] == pytest.approx(0.5)
    assert found["eyeBlinkLeft"] == found["eyeBlinkRight"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("quaternion", "expected"),
    [
        # Unity: x to the avatar's right, y up, z ahead, and turns as a left hand's fingers go.
        ((0, np.sin(0.1), 0, np.cos(0.1)), [0, 0.2, 0]),
        ((np.sin(0.1), 0, 0, np.cos(0.1)), [-0.2, 0, 0]),
        ((0, 0, np.sin(0.1), np.cos(0.1)), [0, 0, -0.2]),
    ],
    ids=["right", "down", "left"],
)
def test_head_of_vmc(quaternion, expected):
    numbers = [float(part) for part in quaternion]
    head = message("/VMC/Ext/Bone/Pos", "Head", 0.0, 0.0, 0.0, *numbers)
    frame = only(bundle(head, message("/VMC/Ext/Blend/Apply")), "VMC")
    np.testing.assert_allclose(angles(frame), expected, atol=1e-6)


def test_half_in_the_neck_and_half_in_the_head():
    half = [0.0, float(np.sin(0.05)), 0.0, float(np.cos(0.05))]
    bones = [message("/VMC/Ext/Bone/Pos", bone, 0.0, 0.0, 0.0, *half) for bone in ("Neck", "Head")]
    frame = only(bundle(*bones, message("/VMC/Ext/Blend/Apply")))
    np.testing.assert_allclose(angles(frame), [0, 0.2, 0], atol=1e-6)


def test_bones_of_the_eyes_are_channels_where_there_are_none():
    down = [float(np.sin(0.1)), 0.0, 0.0, float(np.cos(0.1))]
    eye = message("/VMC/Ext/Bone/Pos", "LeftEye", 0.0, 0.0, 0.0, *down)
    found = values_of(only(bundle(eye, message("/VMC/Ext/Blend/Apply"))))
    assert found["eyeLookDownLeft"] == pytest.approx(0.2 / np.radians(28))
    assert "eyeLookDownRight" not in found
    apply = message("/VMC/Ext/Blend/Apply")
    gaze = message("/VMC/Ext/Blend/Val", "eyeLookDownLeft", 0.75)
    assert values_of(only(bundle(eye, gaze, apply)))["eyeLookDownLeft"] == 0.75


def test_parameters_of_vrchat_come_one_by_one():
    decode = decoder("VRCHAT")
    assert not decode(message("/avatar/parameters/VelocityX", 0.5).dgram)
    assert not decode(message("/avatar/parameters/v2/JawOpen", "0.5").dgram)
    (frame,) = decode(message("/avatar/parameters/v2/JawOpen", 0.5).dgram)
    assert not frame.is_whole
    decode(message("/avatar/parameters/v2/MouthCornerPullLeft", 1.0).dgram)
    (frame,) = decode(message("/avatar/parameters/FT/v2/MouthCornerSlantLeft", 1.0).dgram)
    assert values_of(frame) == pytest.approx({"jawOpen": 0.5, "mouthSmileLeft": 1.0})


def vrchat(**parameters):
    """The last frame of some parameters."""
    decode = decoder("VRCHAT")
    frames = []
    for name, value in parameters.items():
        frames = decode(message(f"/avatar/parameters/v2/{name}", value).dgram)
    return values_of(frames[-1])


def test_joined_parameters_of_vrchat_are_parted():
    found = vrchat(SmileFrownLeft=0.5, SmileFrownRight=-0.25, JawX=-0.5, JawOpen=0.75)
    shown = {name: value for name, value in found.items() if value}
    assert shown == pytest.approx(
        {"mouthSmileLeft": 0.5, "mouthFrownRight": 0.25, "jawLeft": 0.5, "jawOpen": 0.75}
    )


@pytest.mark.parametrize(
    ("lid", "blink", "wide"), [(0.0, 1, 0), (0.375, 0.5, 0), (0.75, 0, 0), (1.0, 0, 1)]
)
def test_lids_of_vrchat_close_and_open_wide(lid, blink, wide):
    found = vrchat(EyeLidLeft=lid)
    assert found["eyeBlinkLeft"] == pytest.approx(blink, abs=1e-5)
    assert found["eyeWideLeft"] == pytest.approx(wide, abs=1e-5)


def test_eyes_of_vrchat_look_to_a_side():
    found = vrchat(EyeLeftX=0.5, EyeRightX=0.5, EyeLeftY=-0.25)
    shown = {name: value for name, value in found.items() if value}
    assert shown == {"eyeLookInLeft": 0.5, "eyeLookOutRight": 0.5, "eyeLookDownLeft": 0.25}


def test_messages_as_python_osc_builds_them():
    built = message("/a", 1, 2.5, "text", True, False, None, b"blob")
    (read,) = messages_of(built.dgram)
    assert read.address == "/a"
    assert read.arguments == (1.0, 2.5, "text", 1.0, 0.0, None, None)


@pytest.mark.parametrize(
    "packet",
    [
        b"#bundle\0",
        b"#bundle\0" + bytes(8) + b"\x7f\xff\xff\xff",
        b"#bundle\0" + bytes(8) + bytes(4),
        b"/a",
        b"/a\0\0,f\0\0",
        b"/a\0\0,b\0\0\xff\xff\xff\xff",
        b"/a\0\0,q\0\0",
        b"/a\0\0f\0\0\0",
        b"/\xff\0\0",
    ],
)
def test_damaged_osc(packet):
    with pytest.raises(LiveError, match="OSC"):
        decoder("VMC")(packet)


def test_bundles_in_a_thousand_bundles_end():
    packet = message("/a").dgram
    for _ in range(1000):
        packet = b"#bundle\0" + bytes(8) + struct.pack(">i", len(packet)) + packet
    with pytest.raises(LiveError, match="bundles"):
        decoder("VMC")(packet)


def test_ever_new_names_fill_no_memory():
    decode = decoder("VMC")
    for index in range(2000):
        decode(message("/VMC/Ext/Blend/Val", f"shape{index}", 0.5).dgram)
    (frame,) = decode(message("/VMC/Ext/Blend/Apply").dgram)
    assert len(frame.names) == 512


# JSON lines


def test_the_projects_own_protocol():
    head = {"pitch": 0.1, "yaw": -0.2, "roll": 0.3}
    packet = json_line(
        {"jawOpen": 0.4, "eyeBlink_L": 0.1},
        source="tracker",
        time=12.25,
        frame=7,
        face=2,
        head=head,
        position=[0, 0, 1],
    )
    frame = only(packet)
    assert values_of(frame) == pytest.approx({"jawOpen": 0.4, "eyeBlinkLeft": 0.1})
    np.testing.assert_allclose(angles(frame), [0.1, -0.2, 0.3], rtol=1e-6)
    assert (frame.source, frame.time, frame.number, frame.face) == ("tracker", 12.25, 7, 2)


def test_names_of_a_vocabulary_become_channels():
    frame = only(json_line({"Eye_Left_Blink": 0.5, "Mouth_Pout": 0.25}))
    assert values_of(frame) == pytest.approx({"eyeBlinkLeft": 0.5, "mouthPucker": 0.25})


def test_null_is_not_measured():
    frame = only(json_line({"jawOpen": None, "mouthClose": 0.5}, head=None, time=None))
    assert np.isnan(frame.values[0])
    assert frame.head is None
    assert frame.time is None


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        (b"{", "no JSON"),
        (b"[" * 60_000, "no JSON"),
        (b'{"v": 1}', "channels"),
        (b'{"channels": {}}', "v"),
        (json_line({"jawOpen": "0.5"}), "jawOpen is no number"),
        (json_line({"jawOpen": True}), "jawOpen is no number"),
        (json_line({f"n{index}": 0 for index in range(600)}), "too many"),
        (json_line({"j" * 100: 0}), "too long"),
        (json_line({}, face=-1), "face"),
        (json_line({}, frame=0.5), "frame"),
        (json_line({}, head=3), "head"),
    ],
)
def test_what_is_not_of_the_protocol_is_said(packet, reason):
    with pytest.raises(LiveError, match=reason):
        decoder("JSON")(packet)


def test_numbers_of_any_size():
    frame = only(b'{"v": 1, "time": 1e999, "channels": {"jawOpen": %s}}' % (b"9" * 400))
    assert np.isnan(frame.values).all()
    assert frame.time is None


# Whatever else comes


def assert_sound(packet, decode):
    """A frame that can be played, or the one error."""
    try:
        frames = decode(packet)
    except LiveError:
        return
    for frame in frames:
        check(frame)


@given(st.binary(max_size=600), st.sampled_from(list(PROTOCOLS)))
@settings(max_examples=500, deadline=None)
def test_any_bytes_give_a_frame_or_the_one_error(packet, protocol):
    assert_sound(packet, decoder(protocol))


@given(
    st.sampled_from(samples()),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
    st.integers(0, 2000),
    st.sampled_from(list(PROTOCOLS)),
)
@settings(max_examples=500, deadline=None)
def test_damaged_packets_give_a_frame_or_the_one_error(packet, changes, length, protocol):
    damaged = bytearray(packet)
    for place, byte in changes:
        damaged[place % len(damaged)] = byte
    assert_sound(bytes(damaged[:length]), decoder(protocol))


@given(st.dictionaries(st.sampled_from(ARKIT), st.floats(0, 1, width=32), min_size=8))
@settings(max_examples=50, deadline=None)
def test_what_is_sent_is_what_comes(scores):
    for packet in (vmc(scores), json_line(scores)):
        assert values_of(only(packet)) == pytest.approx(scores, abs=1e-7)
