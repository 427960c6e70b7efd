"""The models that faces can be given in this Blender, and where official ones come from."""

from typing import TYPE_CHECKING

from ..blender.extension import preferences, user_folder
from ..data.official.weights import DEFAULT_ADDRESS

if TYPE_CHECKING:
    from ..data.registry import Registry


def known_models() -> "Registry":
    """The models that come along, and those that this user has added or downloaded."""
    from ..data.registry import Registry

    return Registry(user_folder("models"))


def model_address() -> str:
    """Where official weights are downloaded from, by the preferences."""
    chosen = preferences()
    return chosen.model_address if chosen else DEFAULT_ADDRESS
