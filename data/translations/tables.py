"""What is said in other languages: a JSON a language, English -> translation."""

import json
from functools import cache
from pathlib import Path

LOCALES = ("ja_JP",)
"""As Blender names languages; `ja_JP.json` holds the first."""


@cache
def table(locale: str) -> dict[str, str]:
    """English -> translation, both with {} where something is filled in."""
    path = Path(__file__).parent / f"{locale}.json"
    return json.loads(path.read_text(encoding="utf-8"))
