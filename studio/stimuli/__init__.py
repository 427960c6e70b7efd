"""Stimulus sets rendered into a folder: named pictures and films, and a manifest of them all."""

from .folder import begin_set, forget_unfinished
from .making import make

__all__ = [
    "begin_set",
    "forget_unfinished",
    "make",
]
