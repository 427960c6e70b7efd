"""Recordings: one reader a format, chosen by content and never by the file's name."""

from ..errors import TakeError
from ..reading_choices import ALL, DEFAULT_FPS, LARGEST
from .head_conventions import HeadOptions
from .options import ClockOptions, ReadOptions
from .reading import READERS, read_take, read_takes
from .take import Take

__all__ = [
    "ALL",
    "DEFAULT_FPS",
    "LARGEST",
    "READERS",
    "ClockOptions",
    "HeadOptions",
    "ReadOptions",
    "Take",
    "TakeError",
    "read_take",
    "read_takes",
]
