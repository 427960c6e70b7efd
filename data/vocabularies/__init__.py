"""Vocabularies: the names that trackers use for the face's movements, and what they mean."""

from .naming import Word, read_names, words_of_tracker
from .vocabulary import Vocabulary, choose, names_in_order, vocabularies

__all__ = [
    "Vocabulary",
    "Word",
    "choose",
    "names_in_order",
    "read_names",
    "vocabularies",
    "words_of_tracker",
]
