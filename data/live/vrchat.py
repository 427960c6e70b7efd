"""Avatar parameters of VRChat over OSC, as VRCFaceTracking sends them.

`/avatar/parameters/v2/JawOpen` with a number comes when it changes, and nothing tells where a frame
ends. Names are those of Unified Expressions, and those in which these are joined for avatars, such
as SmileFrownLeft; whatever stands before them is passed over.
"""

import numpy as np

from ..channels import canonical_name, normalized_key
from ..vocabularies.vocabulary import all_keys
from .frame import Frame, keep_value, plain_values
from .named_links import VRCHAT, knows, links_for
from .naming import Channels, channels_of, linked
from .osc import Message

_ADDRESS = "/avatar/parameters/"


def is_parameter(message: Message) -> bool:
    """Whether a message is of an avatar, of its face or not."""
    return message.address.startswith(_ADDRESS)


class Parameters:
    """Keeps what came last of each parameter of a face."""

    def __init__(self) -> None:
        self._values: dict[str, float] = {}

    def keep(self, message: Message) -> bool:
        """Whether a message is of a face's parameter, which VRChat has among all others.

        Raises LiveError.
        """
        name = message.address.rpartition("/")[2]
        # One of no arguments, or several, is no parameter of a face.
        value = message.arguments[0] if len(message.arguments) == 1 else None
        if not isinstance(value, float) or not _is_of_face(name):
            return False
        keep_value(self._values, name, value)
        return True

    def frame(self) -> Frame:
        """All that came so far."""
        joined = {name: value for name, value in self._values.items() if knows(VRCHAT, name)}
        single = {name: value for name, value in self._values.items() if name not in joined}
        channels = channels_of(tuple(single), plain_values(single.values()))
        if joined:
            channels = _together(_parted(joined), channels)
        return Frame(channels.names, channels.values, is_whole=False)


def _is_of_face(name: str) -> bool:
    is_channel = canonical_name(name) is not None
    return is_channel or normalized_key(name) in all_keys() or knows(VRCHAT, name)


def _parted(joined: dict[str, float]) -> Channels:
    """What joined parameters show: of a smile or a frown one is below 0, and is not there."""
    names = tuple(joined)
    channels = linked(links_for(VRCHAT, names), names, plain_values(joined.values()))
    return Channels(channels.names, np.maximum(channels.values, 0))


def _together(first: Channels, second: Channels) -> Channels:
    """Channels of both; those of the first count where both have one."""
    kept = [index for index, name in enumerate(second.names) if name not in first.names]
    names = (*first.names, *(second.names[index] for index in kept))
    return Channels(names, np.concatenate([first.values, second.values[kept]]))
