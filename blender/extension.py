"""The extension as Blender's package manager sees it."""

import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path

import bpy

PACKAGE = __package__.rpartition(".")[0]
"""The extension's name in this Blender, under which its preferences are."""
ROOT = Path(__file__).resolve().parents[1]
"""The folder of the extension."""


@cache
def _manifest() -> dict:
    return tomllib.loads((ROOT / "blender_manifest.toml").read_text(encoding="utf-8"))


def version() -> str:
    """The version in the manifest, which is the only place that tells it."""
    return _manifest()["version"]


def website() -> str:
    """The address of the documentation, by the manifest."""
    return _manifest()["website"]


def preferences() -> bpy.types.AddonPreferences | None:
    """What the user has set for all files; None where the sources run without being installed."""
    addon = bpy.context.preferences.addons.get(PACKAGE)
    return addon.preferences if addon else None


def user_folder(name: str) -> Path:
    """A folder that outlives updates of the extension; it may not be there yet."""
    # Sources that run without being installed have none of the kind.
    with suppress(ValueError):
        return Path(bpy.utils.extension_path_user(PACKAGE, path=name))
    return Path(bpy.utils.user_resource("DATAFILES", path=PACKAGE)) / name


def why_offline() -> str:
    """What the user has to do before anything may go over the network; "" where it may."""
    if bpy.app.online_access:
        return ""
    # Set by `--offline-mode`: the preferences cannot change it.
    if bpy.app.online_access_override:
        return "Blender was started offline: start it without --offline-mode"
    return "Allow Online Access in the preferences, System > Network"
