"""The rigs that come with the extension: TOML files beside this one."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

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


class Heading(NamedTuple):
    """What a menu says of a rig."""

    title: str
    note: str


def headings() -> dict[str, Heading]:
    """A name of PRESETS -> title and note, without the links, which take far longer to read."""
    found = {}
    for name in PRESETS:
        text = (_FOLDER / f"{name}.toml").read_text("utf-8")
        # The links are tables, and nothing but tables can follow on a table.
        heading = tomllib.loads(text.partition("\n[")[0])
        found[name] = Heading(heading["title"], heading.get("note", ""))
    return found


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
