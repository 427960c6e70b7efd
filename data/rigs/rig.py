"""A rig: which shape keys of a character a take's channels drive, and how much."""

from typing import NamedTuple


class Link(NamedTuple):
    """A source channel adds gain * value + offset to a target shape key."""

    source: str
    target: str
    gain: float = 1.0
    offset: float = 0.0


class Rig(NamedTuple):
    """links: each channel's shape keys. otherwise: those for channels that find none of these."""

    title: str
    links: tuple[Link, ...]
    otherwise: tuple[Link, ...] = ()
    note: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The channels that the rig can take up, each once."""
        all_links = (*self.links, *self.otherwise)
        return tuple(dict.fromkeys(link.source for link in all_links))
