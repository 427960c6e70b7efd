"""What a user sets of a stream, kept with the scene."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ..data.protocols import AUTOMATIC, KNOWN

if TYPE_CHECKING:
    from ..data.live import Adjustment

_TIPS = {
    AUTOMATIC: "Whichever of the others a packet is of",
    "LIVELINK": "Epic's app on an iPhone, and programs that send as it does",
    "IFACIALMOCAP": "The app of that name, both versions of its text",
    "VMC": "VSeeFace, VMagicMirror, Waidayo and others that send the VMC protocol",
    "VRCHAT": "Unified Expressions as VRCFaceTracking sends them to an avatar",
    "JSON": "Anything else: a JSON object a packet, as the documentation describes",
}
PROTOCOL_ITEMS = [(name, each.title, _TIPS[name]) for name, each in KNOWN.items()]


def _on_protocol(live: "LiveProperties", _context: bpy.types.Context) -> None:
    live.port = KNOWN[live.protocol].port


class LiveTarget(bpy.types.PropertyGroup):
    """A face or character that follows the stream."""

    obj: PointerProperty(type=bpy.types.Object)


class LiveProperties(bpy.types.PropertyGroup):
    """The stream, what follows it, and how."""

    protocol: EnumProperty(
        name="Protocol",
        description="What the sender speaks",
        items=PROTOCOL_ITEMS,
        update=_on_protocol,
    )
    port: IntProperty(
        name="Port",
        description="UDP port that the sender sends to; the same number has to be set there",
        default=KNOWN[AUTOMATIC].port,
        min=1,
        max=65_535,
    )
    open_to_others: BoolProperty(
        name="Other Machines",
        description="Receive from other machines too, such as a phone: whoever is in the same "
        "network can then move these faces, and do nothing else. Without it only programs on this "
        "machine are heard",
    )
    phone: StringProperty(
        name="Phone",
        description="Address of an iPhone with iFacialMocap that is asked to send, such as "
        "192.168.1.20; empty where the app itself was told this machine's address",
    )
    face: IntProperty(
        name="Face",
        description="Which of several faces in the stream is followed, from 0",
        min=0,
        max=63,
    )
    targets: CollectionProperty(type=LiveTarget)
    head: BoolProperty(
        name="Head",
        description="Follow the head pose: channels Pitch, Yaw and Roll, and what Head and Eyes "
        "turns with the head",
        default=True,
    )
    eyes: BoolProperty(
        name="Eyes",
        description="Follow where the eyes look",
        default=True,
    )
    turn_object: BoolProperty(
        name="Turn Object",
        description="Turn the object with the head pose too, on top of how it stands now, where no "
        "other head is chosen",
    )
    gain: FloatProperty(
        name="Gain",
        description="Factor of all channels but head pose",
        default=1.0,
        min=0,
        soft_max=2,
        max=10,
    )
    mirror: BoolProperty(
        name="Mirror",
        description="Exchange left and right, as in a mirror",
    )
    neutral: StringProperty(options={"HIDDEN"})  # channel -> value, as JSON
    countdown: IntProperty(
        name="Countdown",
        description="Seconds before a recording starts",
        default=3,
        min=0,
        soft_max=10,
        max=60,
    )
    play_scene: BoolProperty(
        name="Play Scene",
        description="Play the scene from the current frame while it is recorded, in sync",
    )

    def adjustment(self) -> "Adjustment":
        """The same as frames are adjusted by."""
        from ..data.live import Adjustment

        return Adjustment(
            self.gain,
            self.mirror,
            _neutral_of(self.neutral),
            self.head,
            self.eyes,
        )

    def set_neutral(self, neutral: Mapping[str, float]) -> None:
        """Keep a face at rest; an empty one is none."""
        self.neutral = json.dumps(dict(neutral)) if neutral else ""


# Asked for at each frame.
@lru_cache(maxsize=4)
def _neutral_of(text: str) -> Mapping[str, float]:
    """What is in a file may be anything: then there is no neutral."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, float)}


CLASSES = (LiveTarget, LiveProperties)
PROPERTIES = (
    (
        bpy.types.Scene,
        "blendshape_face_live",
        PointerProperty(type=LiveProperties),
    ),
)
"""Owner, name and definition of what is added to Blender's own types."""
