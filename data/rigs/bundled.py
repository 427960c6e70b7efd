"""The rigs that come with the extension: TOML files beside this one."""

from functools import cache
from pathlib import Path

from .files import read_rig
from .rig import Rig

PRESETS = (
    "arkit",
    "readyplayerme",
    "vrm",
    "vroid",
    "cc4",
    "genesis8",
    "genesis81",
    "genesis9",
    "metahuman",
    "mmd",
)
"""Names of files, in the order in which they are offered; of equals the first is detected."""

AUTOMATIC = "AUTO"
"""Instead of one of these names: the one that fits."""

_FOLDER = Path(__file__).parent


@cache
def presets() -> dict[str, Rig]:
    """A name of PRESETS -> rig."""
    return {name: read_rig(_FOLDER / f"{name}.toml") for name in PRESETS}


@cache
def action_units() -> Rig:
    """From action units to the ARKit blendshapes that show them."""
    return read_rig(_FOLDER / "action_units.toml")


@cache
def emotions() -> Rig:
    """From emotions to the action units that define them."""
    return read_rig(_FOLDER / "emotions.toml")
