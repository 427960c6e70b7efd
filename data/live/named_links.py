"""Tables of names that only streams have, as TOML files beside this one."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ..channels import normalized_key
from ..rigs.files import read_rig
from ..rigs.rig import Link

VRM = "vrm"
VRCHAT = "vrchat"
"""Names of files."""


def links_for(table: str, names: Sequence[str]) -> list[Link]:
    """What a table makes of those of the names that it knows, however they are spelled."""
    of_key = {normalized_key(name): name for name in names}
    links: list[Link] = []
    for link in _links(table):
        name = of_key.get(normalized_key(link.source))
        if name:
            links.append(
                Link(
                    name,
                    link.target,
                    link.gain,
                    link.offset,
                )
            )
    return links


def knows(table: str, name: str) -> bool:
    """Whether a table has a name."""
    return normalized_key(name) in _keys(table)


@cache
def _links(table: str) -> tuple[Link, ...]:
    return read_rig(Path(__file__).with_name(f"{table}.toml")).links


@cache
def _keys(table: str) -> frozenset[str]:
    return frozenset(normalized_key(link.source) for link in _links(table))
