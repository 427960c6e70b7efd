"""What the names of columns and keys say of time: tables of words, and how they go together."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from ..options import is_frame_rate
from .rates import HIGHEST_FPS

Kind = Literal["time", "count", "rate"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "milli"), "ms"),
    **dict.fromkeys(("millisec", "millisecs", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("us", "usec", "usecs", "micros", "micro"), "us"),
    **dict.fromkeys(("microsec", "microsecs", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("ns", "nsec", "nsecs", "nanos", "nano"), "ns"),
    **dict.fromkeys(("nanosec", "nanosecs", "nanosecond", "nanoseconds"), "ns"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "days"),
}
_TIME_WORDS = _words(
    "time times timestamp timestamps stamp stamps ts t timecode tc datetime date clock "
    "elapsed epoch moment pts"
)
_COUNT_WORDS = _words(
    "frame frames fr frm index idx sample samples row number num no nr n id nth count counter #"
)
_COUNTED = _words("frame frames fr frm index idx sample samples row")
"""One of these a counter must have: `number` and `id` alone count anything."""
_RATE_WORDS = _words("fps hz framerate")
_RATE_OF = _words("frame frames framerate sampling sample samples video capture")
"""What a rate is of, in a name that says only `rate`."""
_FILLERS = _words(
    "of in the a since from start begin at per by video vid media movie clip capture captured "
    "camera cam webcam recording record recorded rec session system sys host device unix "
    "posix utc gmt iso local relative rel absolute abs current cur playback stream source src "
    "image img picture mediapipe landmarker arkit livelink lsl game app world real wall perf "
    "performance monotonic tracker tracking global original orig target recorder export"
)
_VOCABULARY = _UNIT_WORDS.keys() | _TIME_WORDS | _COUNT_WORDS | _RATE_WORDS | _RATE_OF | _FILLERS
_APPROXIMATELY = "approx"
"""py-feat rounds its approx_time to whole seconds."""
FRAME_RANK = 3
"""Of what counts frames by its name."""
_SHORTEST_PIECE = 2
"""Letters of a word within another: of single ones anything could be made."""

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|#")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_DEPTH = 2
"""Objects in objects in which a file's rate is looked for."""


class Rate(NamedTuple):
    """Frames a second, and who says so."""

    fps: float
    reason: str = "as the file says"
    is_of_file: bool = True
    """False where it is only what the format's recordings usually have."""


class Meaning(NamedTuple):
    """What a name says: unit of UNITS, "" where it tells none.

    rank: 0 is the surest; from 2 on it is a clock only if it goes on.
    """

    kind: Kind
    unit: str = ""
    rank: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether a column of this name is the clock, unless another one is."""
        return self.kind == "time" and self.rank < 2


@lru_cache(maxsize=4096)
def meaning_of(name: str) -> Meaning | None:
    """What a column or key of this name would be, None for anything but times, counts and rates.

    >>> meaning_of("Time (s)"), meaning_of("frameTimestampMs").unit, meaning_of("frame_number").kind
    (Meaning(kind='time', unit='s', rank=0), 'ms', 'count')
    """
    words = _words_of(name)
    if not words:
        return None
    if _is_rate(words):
        return Meaning("rate")
    unit = _unit_of(words)
    has_time = not _TIME_WORDS.isdisjoint(words)
    known = _TIME_WORDS | _FILLERS | _COUNT_WORDS | ({words[-1]} if unit else set())
    is_known = known.issuperset(words)
    if has_time or _is_unit_alone(words):
        if is_known and _TIME_WORDS.intersection(words) != {"date"}:
            # The unit's name is worth more than a guess.
            return Meaning("time", unit, 0 if unit else 1)
        if _APPROXIMATELY in words:
            return Meaning("time", unit, 5)
        ends_in_time = words[-1] in _TIME_WORDS or (unit and words[-2:][0] in _TIME_WORDS)
        return Meaning("time", unit, 2) if ends_in_time else None
    if is_known and not _COUNTED.isdisjoint(words) and not unit:
        return Meaning("count", rank=FRAME_RANK if "frame" in words else FRAME_RANK + 1)
    return None


def _words_of(name: str) -> list[str]:
    """A name's words in lower case, also those that are written as one."""
    # Both letters that stand for micro.
    name = name.replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u")
    words: list[str] = []
    for word in _WORD.findall(name):
        words += _pieces_of(word.lower())
    return words


def _pieces_of(word: str) -> list[str]:
    """`timestampms` as timestamp and ms; the word itself where it is no known ones.

    >>> _pieces_of("frameindex"), _pieces_of("lifetime")
    (['frame', 'index'], ['lifetime'])
    """
    if word in _VOCABULARY:
        return [word]
    # The longest first: `timestamp` is not time and stamp.
    for end in range(len(word) - 1, _SHORTEST_PIECE - 1, -1):
        if word[:end] in _VOCABULARY and len(word) - end >= _SHORTEST_PIECE:
            rest = _pieces_of(word[end:])
            if all(piece in _VOCABULARY for piece in rest):
                return [word[:end], *rest]
    return [word]


def _is_rate(words: list[str]) -> bool:
    """`fps`, `video_fps`, `frame rate`, `frames per second`, `rate_hz`."""
    if not _RATE_WORDS.isdisjoint(words):
        return (_RATE_WORDS | _RATE_OF | _FILLERS | {"rate"}).issuperset(words)
    if "rate" in words:
        return (_RATE_OF | _FILLERS | {"rate"}).issuperset(words) and len(words) > 1
    return "per" in words and words[-1] in ("second", "sec", "s") and "frames" in words


def _unit_of(words: list[str]) -> str:
    """The unit that a name ends with, or ""."""
    if len(words) == 1 and len(words[0]) == 1:
        return ""
    return _UNIT_WORDS.get(words[-1], "")


def _is_unit_alone(words: list[str]) -> bool:
    """`seconds`, `video_ms`: no more than a unit. A letter and `min` mean other things too."""
    last = words[-1]
    is_unit = last in _UNIT_WORDS and len(last) > 1 and last not in ("min", "day", "days")
    return is_unit and _FILLERS.issuperset(words[:-1])


def file_rate(content: Any, depth: int = _DEPTH) -> Rate | None:
    """The frames a second that a JSON document names outside of its frames, in any spelling.

    >>> file_rate({"metadata": {"video": {"Frame Rate": "29.97 fps"}}, "frames": []}).fps
    29.97
    """
    if not isinstance(content, dict):
        return None
    for key, value in content.items():
        meaning = meaning_of(key)
        if meaning and meaning.kind == "rate":
            rate = rate_of(value)
            if rate:
                return rate
    if depth:
        for value in content.values():
            rate = file_rate(value, depth - 1)
            if rate:
                return rate
    return None


def rate_of(value: Any) -> Rate | None:
    """A frame rate from a number or a text such as `30000/1001` or `25 fps`; None for no rate."""
    if isinstance(value, str):
        value = _quotient(_NUMBER.findall(value), "/" in value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and is_frame_rate(value) and value <= HIGHEST_FPS:
        return Rate(float(value))
    return None


def _quotient(numbers: Iterable[str], is_fraction: bool) -> float | None:
    """The only number, or the first by the second of a fraction."""
    found = [float(number.replace(",", ".")) for number in numbers]
    if len(found) == 2 and is_fraction and found[1]:
        return found[0] / found[1]
    return found[0] if len(found) == 1 else None
