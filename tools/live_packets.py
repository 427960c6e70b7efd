"""Packets as real clients and the public descriptions of apps have them."""

import json
from collections.abc import Mapping

from blendshape_face.data.channels import BLENDSHAPES
from pylivelinkface import FaceBlendShape, PyLiveLinkFace
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

ARKIT = tuple(channel.name for channel in BLENDSHAPES[1:])


def livelink(scores: Mapping[str, float], name: str = "phone") -> bytes:
    """By pylivelinkface; names as it spells them, such as JawOpen."""
    client = PyLiveLinkFace(name)
    for shape, score in scores.items():
        client.set_blendshape(FaceBlendShape[shape], score, no_filter=True)
    return client.encode()


def ifacialmocap(scores: Mapping[str, float], sign: str = "-", seen: int = 1) -> bytes:
    """As the app's page for developers describes it, scores from 0 to 1."""
    shapes = "".join(f"{name}{sign}{round(100 * score)}|" for name, score in scores.items())
    head = "=head#-5.5,10,2,-0.01,-0.02,-0.5|rightEye#6.5,2.8,0.3|leftEye#6.6,-1.5,-0.1|"
    return f"trackingStatus{sign}{seen}|{shapes}hapihapi{sign}0|{head}".encode()


def message(address: str, *arguments: object) -> OscMessage:
    """By python-osc."""
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)  # pyright: ignore[reportArgumentType]
    return builder.build()


def bundle(*messages: OscMessage) -> bytes:
    """By python-osc."""
    builder = OscBundleBuilder(IMMEDIATELY)
    for content in messages:
        builder.add_content(content)
    return builder.build().dgram


def vmc(scores: Mapping[str, float], time: float | None = None) -> bytes:
    """A whole frame in one bundle."""
    content = [message("/VMC/Ext/Blend/Val", name, score) for name, score in scores.items()]
    if time is not None:
        content.append(message("/VMC/Ext/T", time))
    return bundle(*content, message("/VMC/Ext/Blend/Apply"))


def json_line(channels: Mapping[str, object], **others: object) -> bytes:
    """The project's own protocol."""
    return json.dumps({"v": 1, "channels": dict(channels), **others}).encode()


def samples() -> list[bytes]:
    """A sound packet or two of each protocol."""
    scores = {name: (index + 1) / 100 for index, name in enumerate(ARKIT)}
    head = {"pitch": 0.1, "yaw": -0.2, "roll": 0.0}
    turn = message("/VMC/Ext/Bone/Pos", "Head", 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.995)
    return [
        livelink({"JawOpen": 0.5, "HeadYaw": 0.1}),
        ifacialmocap(scores),
        ifacialmocap({"jawOpen": 0.5, "eyeBlink_L": 0.1}, "&"),
        vmc(scores, time=1.5),
        vmc({"A": 0.5, "Joy": 0.1, "Blink_L": 1.0}),
        bundle(turn, message("/VMC/Ext/Blend/Apply")),
        message("/avatar/parameters/v2/JawOpen", 0.5).dgram,
        message("/avatar/parameters/v2/SmileFrownLeft", -0.5).dgram,
        message("/avatar/parameters/FT/v2/MouthCornerPullLeft", 0.25).dgram,
        json_line(scores, source="tracker", time=12.5, frame=750, face=0, head=head),
        json_line({"jawOpen": None, "Mouth_Pout": 0.5, "Eye_Left_Blink": 1}),
    ]
