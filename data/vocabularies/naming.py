"""What the names of a recording mean, all of them seen together.

Tools put something before and behind the names: `bs_jawOpen`, `face:jawOpen`, `jawOpen_bs`,
`jawOpen.001`, `01_jawOpen`. What most of a recording's names share is taken off.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ..channels import (
    ACTION_UNITS,
    BLENDSHAPES,
    EMOTIONS,
    TONGUE,
    canonical_name,
    channel_name,
    is_alias,
    normalized_key,
)
from ..channels import names as names_of
from .vocabulary import all_keys, choose

_NUMBER_BEFORE = re.compile(r"^\d+[._ -]+")
_NUMBER_BEHIND = re.compile(r"\.\d{3}$")
"""As Blender numbers copies."""
_SEPARATORS = re.compile(r"[\s._:|/\\-]+")
_SHORTEST = 3
"""Letters of a name that is looked for within another, `AU1` the shortest."""
_MOST_WORDS = 5
"""That are taken off at either end."""
_OTHER_QUANTITIES = frozenset(
    ("c", "conf", "confidence", "std", "var", "velocity", "speed", "presence", "valid", "detected")
)
"""What beside a channel's name says that a column is something else."""
_DESCRIBED_UNIT = re.compile(r"((?:au|action[ _]?unit)[ _]?\d+)[ _.:-]+(.+)", re.IGNORECASE)
"""An action unit and behind it what it does."""
_FACS_WORDS = frozenset(
    (
        *("raiser", "lowerer", "raise", "lower", "tightener", "tighten", "wrinkler", "wrinkle"),
        *("puller", "pull", "depressor", "depress", "deepener", "puffer", "dimpler", "dimple"),
        *("puckerer", "pucker", "funneler", "funnel", "pressor", "presser", "stretcher", "stretch"),
        *("part", "parted", "drop", "suck", "droop", "slit", "closed", "closure", "squint"),
        *("blink", "wink", "open", "thrust", "sideways"),
    )
)
"""Words of which `AU01_Inner_Brow_Raiser` has one behind the number."""
_MOST_EMOTIONS = 5
"""So many of the seven make a recording: single ones are words of many a table."""
_NEUTRAL = "neutral"
"""An emotion, but MediaPipe's `_neutral` behind what stands before all blendshapes."""


class Word(NamedTuple):
    """A name of a recording.

    name: the channel's, or the file's own where it is none of the table's.
    is_known: whether it is a channel or a name of a vocabulary.
    rank: of two words for one channel the lower counts.
    """

    name: str
    is_known: bool
    rank: int


_EXACT = 0
_ALIAS = 1
_AFFIXED = 2


class _Core(NamedTuple):
    """A known name within another, and what stands around it."""

    before: str
    core: str
    behind: str


def read_names(written: Sequence[str]) -> list[Word]:
    """A word for each of a recording's names, in their order."""
    words: dict[int, Word] = {}
    cores: dict[int, _Core] = {}
    for index, name in enumerate(written):
        word = _plain_word(name)
        if word:
            words[index] = word
        elif core := _core(name.strip()):
            cores[index] = core
    shared = _shared_affix(list(cores.values()))
    for index, core in cores.items():
        if (core.before, core.behind) == shared:
            name = "_neutral" if _is_neutral(core) else core.core
            words[index] = Word(channel_name(name), True, _AFFIXED)
    found: list[Word] = []
    for index, name in enumerate(written):
        unknown = Word(channel_name(name), False, _AFFIXED + 1)
        found.append(words.get(index, unknown))
    return found


def words_of_tracker(written: Sequence[str]) -> int:
    """How many of a recording's names are blendshapes, action units, or of its vocabulary; of one
    with emotions alone, how many of these it has.
    """
    words = read_names(written)
    emotions = {word.name for word in words if word.is_known} & set(names_of(EMOTIONS))
    channels = len(emotions) if len(emotions) >= _MOST_EMOTIONS else 0
    foreign = 0
    for word in words:
        key = normalized_key(word.name)
        if not word.is_known:
            continue
        if key in _measures():
            channels += 1
        elif key in all_keys():
            foreign += 1
    # Names of other programs' tables look like words of a vocabulary here and there.
    if choose([word.name for word in words]) is None:
        return channels
    return channels + foreign


@cache
def _measures() -> frozenset[str]:
    """Keys of blendshapes and action units: words such as "anger" and "yaw" are of many a table."""
    channels = (*names_of(BLENDSHAPES), *names_of(ACTION_UNITS))
    return frozenset(normalized_key(name) for name in channels)


@cache
def _within() -> frozenset[str]:
    """Keys that are looked for within other names."""
    return _measures() | all_keys() | {normalized_key(TONGUE), _NEUTRAL}


@cache
def _beginnings() -> re.Pattern[str]:
    """The first letters of what is looked for within other names."""
    firsts = sorted({key[:_SHORTEST] for key in _within()})
    # Units are spelled in more ways than others.
    return re.compile("|".join([*firsts, r"au\d", "actionunit"]))


def _plain_word(name: str) -> Word | None:
    """A name that is known as it stands, but for numbers before and behind it."""
    bare = _NUMBER_BEHIND.sub("", name.strip())
    bare = _NUMBER_BEFORE.sub("", bare)
    channel = canonical_name(bare)
    if channel:
        is_other = bare != name.strip() or is_alias(bare)
        return Word(channel, True, _ALIAS if is_other else _EXACT)
    if normalized_key(bare) in all_keys():
        return Word(channel_name(bare), True, _EXACT)
    unit = _described_unit(bare)
    return Word(unit, True, _AFFIXED) if unit else None


def _described_unit(name: str) -> str | None:
    """The action unit of a name that also says what it does."""
    found = _DESCRIBED_UNIT.fullmatch(name)
    if found is None or _FACS_WORDS.isdisjoint(_SEPARATORS.split(found[2].lower())):
        return None
    return canonical_name(found[1])


def _core(name: str) -> _Core | None:
    """The longest known name within another."""
    # Most of two thousand columns are numbered landmarks, which are told at a glance.
    letters = _SEPARATORS.sub("", name.lower())
    if not _beginnings().search(letters):
        return None
    for core in _parts(name):
        if normalized_key(core.core) in _within():
            return core
    return None


def _parts(name: str) -> Iterator[_Core]:
    """A name without its first and last words, the longest first."""
    separators = list(_SEPARATORS.finditer(name))
    starts = [0, *(found.end() for found in separators[:_MOST_WORDS])]
    ends = [len(name), *(found.start() for found in reversed(separators[-_MOST_WORDS:]))]
    spans = [(start, end) for start in starts for end in ends]
    spans.sort(key=_length, reverse=True)
    for start, end in spans:
        if end - start < _SHORTEST or (start, end) == (0, len(name)):
            continue
        core = _Core(name[:start], name[start:end], name[end:])
        around = _SEPARATORS.split(f"{core.before} {core.behind}".lower())
        if _OTHER_QUANTITIES.isdisjoint(around):
            yield core


def _length(span: tuple[int, int]) -> int:
    start, end = span
    return end - start


def _is_neutral(core: _Core) -> bool:
    return normalized_key(core.core) == _NEUTRAL


def _shared_affix(cores: Sequence[_Core]) -> tuple[str, str]:
    """What stands before and behind most names; of equals the first."""
    counts = Counter((core.before, core.behind) for core in cores if not _is_neutral(core))
    if not counts:
        return "", ""
    # Of equally frequent ones Counter keeps their order.
    return counts.most_common(1)[0][0]
