"""MediaPipe's own categories: objects that hold a name and a score each."""

from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

NAME_KEYS = ("category_name", "categoryName", "name", "display_name")
SCORE_KEYS = ("score", "value", "weight")


class Category(NamedTuple):
    """A name and a score as MediaPipe gives them, one channel each."""

    name: str
    score: Any


def category_of(item: Any) -> Category | None:
    """An item of a list of categories, None for anything else."""
    if not isinstance(item, dict):
        return None
    name = _name_of(item)
    if name is None:
        return None
    for key in SCORE_KEYS:
        if key in item:
            return Category(name, item[key])
    return None


def _name_of(category: dict[str, Any]) -> str | None:
    """The first name that is one: MediaPipe's display_name is there, but mostly empty."""
    for key in NAME_KEYS:
        text = category.get(key)
        if isinstance(text, str) and text:
            return text
    return None


def scores_of_categories(items: list[Any]) -> dict[str, Any] | None:
    """Name -> score of MediaPipe's own lists. What is no category among them is passed over."""
    scores = _alike(items)
    if scores:
        return scores
    for item in items:
        category = category_of(item)
        if category:
            scores[category.name] = category.score
    return scores or None


def _alike(items: list[Any]) -> dict[str, Any]:
    """Name -> score of categories with the keys of the first, as all of a file mostly are; empty
    for others.
    """
    first = items[0]
    try:
        name_key = next(key for key in NAME_KEYS if first.get(key))
        value_key = next(key for key in SCORE_KEYS if key in first)
        # Without a loop of Python's own, for these are nearly all that such a file holds.
        names = map(itemgetter(name_key), items)
        scores = dict(zip(names, map(itemgetter(value_key), items), strict=True))
    except (AttributeError, KeyError, TypeError, StopIteration):
        return {}
    return scores if _are_names(tuple(scores)) else {}


@lru_cache
def _are_names(keys: tuple[Any, ...]) -> bool:
    """Whether all are texts that are not empty; frames mostly have the same ones."""
    return all(isinstance(key, str) and key for key in keys)
