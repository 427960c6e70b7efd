"""Speech: visemes of any alphabet, and how a mouth moves from one to the next."""

from .coarticulation import Cue, mouth_of
from .viseme_table import ALPHABETS, is_of, viseme_of, visemes

__all__ = ["ALPHABETS", "Cue", "is_of", "mouth_of", "viseme_of", "visemes"]
