"""From a tracker's own names to channels, and what a reader has to tell of what it read."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..bundled import ARKIT, MEDIAPIPE
from ..channels import BLENDSHAPES, TONGUE, names, normalized_key
from ..rigs.retarget import retarget
from ..rigs.rig import Link
from ..vocabularies import Vocabulary, choose
from .clocks import meaning_of

_LISTED = 8
"""Names that a note repeats."""
_DIGITS = re.compile(r"\d+")


class Translated(NamedTuple):
    """names: (k) channels; values: (n, k); notes: what was translated and what is lost.

    is_foreign: whether a vocabulary was used.
    """

    names: Sequence[str]
    values: np.ndarray
    notes: Sequence[str] = ()
    is_foreign: bool = False


class ForeignNames(NamedTuple):
    """links: from a recording's names to channels, none where they are channels.

    vocabulary: whose names they are.
    """

    links: tuple[Link, ...]
    vocabulary: Vocabulary | None


def foreign_links(channels: Sequence[str]) -> ForeignNames:
    """What a vocabulary makes of names that are no channels."""
    vocabulary = choose(channels)
    if vocabulary is None:
        return ForeignNames((), None)
    of_key = {normalized_key(name): name for name in channels}
    links: list[Link] = []
    for link in vocabulary.links:
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
    return ForeignNames(tuple(links), vocabulary)


def translate(channels: Sequence[str], values: np.ndarray) -> Translated:
    """A take's values (n, k) under names of any vocabulary as channels.

    A channel that several names make is their weighted sum, of those that were measured. It goes
    before a channel that the file has by its own name. Names that no table knows stay.
    """
    links, vocabulary = foreign_links(channels)
    if vocabulary is None:
        return Translated(channels, values)
    made = retarget(links, channels, values)
    kept = [name for name in made.dropped if name not in made.targets]
    columns = [channels.index(name) for name in kept]
    notes = [f"names of {vocabulary.title} read as channels by a table"]
    if vocabulary.note:
        notes.append(vocabulary.note)
    return Translated(
        names=(*made.targets, *kept),
        values=np.concatenate([made.values, values[:, columns]], axis=1),
        notes=notes,
        is_foreign=True,
    )


def scale_of(channels: Sequence[str]) -> str:
    """The bundled model for strengths of channels in a format that trackers of all kinds write.

    Only ARKit has a tongue and only MediaPipe `_neutral`. What holds no blendshape, such as action
    units, plays on ARKit's sculpted shapes.
    """
    blendshapes = set(names(BLENDSHAPES))
    is_arkit = TONGUE in channels and "_neutral" not in channels
    if is_arkit or blendshapes.isdisjoint(channels):
        return ARKIT
    return MEDIAPIPE


def unread_note(columns: Sequence[str]) -> list[str]:
    """A note on the columns or keys of a file that nothing reads, alike ones together; [] for none.

    >>> unread_note(["x_0", "x_1", "Subject"])
    ['not read: x_* (2), Subject']
    """
    kinds: dict[str, list[str]] = {}
    for column in columns:
        kinds.setdefault(_DIGITS.sub("*", column), []).append(column)
    shown: list[str] = []
    for kind, alike in kinds.items():
        # What the clock was told by stands in its evidence.
        if kind and meaning_of(alike[0]) is None:
            shown.append(f"{kind} ({len(alike)})" if len(alike) > 1 else alike[0])
    if not shown:
        return []
    left_off = len(shown) - _LISTED
    text = ", ".join(shown[:_LISTED])
    if left_off > 0:
        text += f" and {left_off} more"
    return [f"not read: {text}"]
