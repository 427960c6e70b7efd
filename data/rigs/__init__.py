"""Rigs of common characters, one TOML file each in this folder, and a user's own."""

from .bundled import AUTOMATIC, PRESETS, action_units, headings, presets
from .files import ARKIT_NAMES, parse_rig, read_rig, write_rig
from .rig import Link, Rig

__all__ = [
    "ARKIT_NAMES",
    "AUTOMATIC",
    "PRESETS",
    "Link",
    "Rig",
    "action_units",
    "headings",
    "parse_rig",
    "presets",
    "read_rig",
    "write_rig",
]
