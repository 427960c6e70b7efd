"""From a sender's names to channels: the tables of recordings, looked up once for each set."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..rigs.retarget import retarget
from ..rigs.rig import Link
from ..takes.translation import foreign_links
from ..vocabularies import read_names

_KEPT_SETS = 64
"""Sets of names that are remembered: senders have one or two, and a flood shall fill no memory."""


class Channels(NamedTuple):
    """names: (k) channels; values: (k,) float32."""

    names: tuple[str, ...]
    values: np.ndarray


class _Reading(NamedTuple):
    """columns: the sender's values that are read, which are called `names`.

    links: from these to channels, empty where they are channels. kept: columns that no link reads.
    """

    names: tuple[str, ...]
    columns: list[int]
    links: tuple[Link, ...]


def channels_of(written: tuple[str, ...], values: np.ndarray) -> Channels:
    """The channels of a sender's names and values (k,), as a recording's names are understood.

    Where two names are one channel, the one that is spelled as it counts.
    """
    reading = _reading_of(written)
    values = values[reading.columns]
    if not reading.links:
        return Channels(reading.names, values)
    return linked(reading.links, reading.names, values)


def linked(links: Sequence[Link], names: Sequence[str], values: np.ndarray) -> Channels:
    """What links make of values (k,) of these names, which stay where no link reads them."""
    made = retarget(links, names, values[np.newaxis])
    kept = [name for name in made.dropped if name not in made.targets]
    columns = [names.index(name) for name in kept]
    all_values = np.concatenate([made.values[0], values[columns]])
    return Channels((*made.targets, *kept), all_values.astype(np.float32))


@lru_cache(maxsize=_KEPT_SETS)
def _reading_of(written: tuple[str, ...]) -> _Reading:
    words = read_names(written)
    best: dict[str, int] = {}
    for column, word in enumerate(words):
        rival = best.get(word.name)
        if rival is None or word.rank < words[rival].rank:
            best[word.name] = column
    names = tuple(best)
    links = foreign_links(names).links
    return _Reading(names, list(best.values()), links)
