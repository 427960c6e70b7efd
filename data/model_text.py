"""A model's card and record, as people read them."""

import json
from collections.abc import Mapping
from typing import Any

from .model import FaceModel
from .registry import family_text

_SPELT = {"gpa": "GPA", "mae": "MAE", "r2": "R2"}
"""Abbreviations in keys of records."""
_LONGEST_LIST = 6
"""Entries of a list that are told; of more only the number."""


def facts(model: FaceModel) -> list[tuple[str, str]]:
    """What a model is and what it was fitted to: titles with their texts."""
    family = family_text(model.feature_name, len(model.feature_columns))
    found = [("Family", f"{family} and head pose")]
    if model.model_card:
        found.append(("Card", model.model_card))
    found += _training(model.training_metadata)
    return found


def _training(record: str) -> list[tuple[str, str]]:
    """The entries of a record in JSON; a record of another kind as it is."""
    if not record:
        return []
    try:
        entries = json.loads(record)
    except ValueError:
        return [("Training", record)]
    if not isinstance(entries, dict):
        return [("Training", _text(entries))]
    # What was not measured says nothing.
    told = {key: value for key, value in entries.items() if value is not None}
    return [(_title(key), _text(value)) for key, value in told.items()]


def _title(key: str) -> str:
    """`n_frames` as "Frames", `largest_anchor_residual` as "Largest anchor residual"."""
    words = key.removeprefix("n_").replace("_", " ").split()
    spelt = " ".join(_SPELT.get(word, word) for word in words)
    return spelt[:1].upper() + spelt[1:]


def _text(value: Any) -> str:
    """A value of JSON in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        parts = [f"{key.replace('_', ' ')} {_text(each)}" for key, each in value.items()]
        return ", ".join(parts)
    if isinstance(value, list):
        if len(value) > _LONGEST_LIST:
            return f"{len(value)} entries"
        return ", ".join(map(_text, value)) or "none"
    return "none" if value is None else str(value)
