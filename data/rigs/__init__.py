"""Rigs of common characters, one TOML file each in this folder."""

from functools import cache
from pathlib import Path

from .files import ARKIT_NAMES, parse_rig, read_rig, write_rig
from .rig import Link, Rig

__all__ = [
    "ARKIT_NAMES",
    "PRESETS",
    "Link",
    "Rig",
    "action_units",
    "parse_rig",
    "presets",
    "read_rig",
    "write_rig",
]

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
"""Files here, in the order in which they are offered; of equals the first is detected."""

_FOLDER = Path(__file__).parent


@cache
def presets() -> dict[str, Rig]:
    """Id -> rig."""
    return {name: read_rig(_FOLDER / f"{name}.toml") for name in PRESETS}


@cache
def action_units() -> Rig:
    """From action units to the ARKit blendshapes that show them."""
    return read_rig(_FOLDER / "action_units.toml")
