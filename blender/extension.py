"""The extension as Blender's package manager sees it."""

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the extension."""


@cache
def version() -> str:
    """The version in the manifest, which is the only place that tells it."""
    manifest = (ROOT / "blender_manifest.toml").read_text(encoding="utf-8")
    return tomllib.loads(manifest)["version"]
