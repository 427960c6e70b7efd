"""What Blender's extensions platform asks of a zip, and Blender's own validator lets pass."""

import fnmatch
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

LARGEST = 2_000_000
"""Bytes. The platform takes a hundred times that; nobody should have to load more of ours."""
LICENSE = "SPDX:GPL-3.0-or-later"
"""The platform takes add-ons under no other."""
OLDEST = (4, 2, 0)
"""Blender's first version with extensions."""
LONGEST = 64
"""Letters of a tagline, and of why a permission is needed."""
KEYS = {
    "schema_version",
    "id",
    "version",
    "name",
    "tagline",
    "maintainer",
    "type",
    "website",
    "tags",
    "blender_version_min",
    "license",
    "copyright",
    "permissions",
    "build",
}
"""Of the manifest: those that we use. The validator takes any, misspelled ones too."""
TAGS = {
    "3D View", "Add Curve", "Add Mesh", "Animation", "Bake", "Camera", "Compositing", "Development",
    "Game Engine", "Geometry Nodes", "Grease Pencil", "Import-Export", "Lighting", "Material",
    "Modeling", "Mesh", "Node", "Object", "Paint", "Physics", "Pipeline", "Render", "Rigging",
    "Scene", "Sculpt", "Sequencer", "System", "Text Editor", "Tracking", "User Interface", "UV",
}  # fmt: skip
NEEDED = ("blender_manifest.toml", "__init__.py", "LICENSE", "NOTICE")
FORBIDDEN = (
    *("*.pyc", "*.pyo", "*.so", "*.dll", "*.dylib", "*.exe", "*.bat", "*.sh", "*.whl"),
    *("*.zip", "*.blend[0-9]", "*.orig", "*.rej", "*.lock", "*.task"),
)
TEXTS = ("*.py", "*.md", "LICENSE", "NOTICE", "blender_manifest.toml")
"""What is this project's own by itself; everything else is an asset, whose license is asked for."""
OWN_ASSETS = (
    "data/expressions/*.toml",
    "data/assets/samples/stimuli*.toml",
    "data/assets/face_workspace.blend",
    "data/translations/*.json",
)
FREE = re.compile(
    r"\b(?:MIT|Apache-2\.0|CC0|CC-BY-4\.0|Pexels licence|names only|names of)\b", re.IGNORECASE
)
"""Licenses under which something may be part of a work under the GPL, and what needs none."""
CREDITED = re.compile(r"[\w*/.-]+\.[\w*]+")
"""A path or a pattern of paths in NOTICE."""


def complaints(archive: Path) -> list[str]:
    """What a zip breaks of the rules, each as a line to read."""
    found = []
    if archive.stat().st_size > LARGEST:
        found.append(f"{archive.name}: has more than {LARGEST} bytes")
    with zipfile.ZipFile(archive) as content:
        names = [name for name in content.namelist() if not name.endswith("/")]
        found += [f"{name}: is missing" for name in NEEDED if name not in names]
        if found:
            return found
        manifest = tomllib.loads(content.read("blender_manifest.toml").decode())
        notice = content.read("NOTICE").decode()
    found += _of_manifest(manifest)
    found += _of_names(names)
    found += _of_assets(names, notice)
    return found


def _of_manifest(manifest: dict[str, Any]) -> Iterator[str]:
    for key in sorted(manifest.keys() - KEYS):
        yield f"blender_manifest.toml: {key} is no key that is known"
    if manifest["license"] != [LICENSE]:
        yield f"blender_manifest.toml: license must be {LICENSE} alone"
    if "blender" in manifest["name"].lower():
        yield "blender_manifest.toml: name: Blender's own is not to be part of it"
    oldest = tuple(int(part) for part in manifest["blender_version_min"].split("."))
    if oldest < OLDEST:
        yield "blender_manifest.toml: blender_version_min: there were no extensions before 4.2.0"
    if not manifest.get("website", "").startswith("https://"):
        yield "blender_manifest.toml: website must be an address"
    for tag in sorted(set(manifest.get("tags", ())) - TAGS):
        yield f"blender_manifest.toml: the tag {tag} is not known"
    texts = {"tagline": manifest["tagline"], **manifest.get("permissions", {})}
    for key, text in texts.items():
        if len(text) > LONGEST or not text[-1].isalnum():
            yield f"blender_manifest.toml: {key}: up to {LONGEST} letters without a full stop"


def _of_names(names: list[str]) -> Iterator[str]:
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            yield f"{name}: leads out of the zip"
        if any(part.startswith(".") or part == "__pycache__" for part in path.parts):
            yield f"{name}: is hidden or a cache"
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in FORBIDDEN):
            yield f"{name}: does not belong into an extension"


def _of_assets(names: list[str], notice: str) -> Iterator[str]:
    """Each asset is ours, or a part of NOTICE names it and its license."""
    free = set(OWN_ASSETS)
    for part in notice.split("\n\n"):
        if FREE.search(part):
            free.update(CREDITED.findall(part))
    for name in names:
        is_asset = not any(fnmatch.fnmatch(PurePosixPath(name).name, text) for text in TEXTS)
        if is_asset and not any(fnmatch.fnmatch(name, pattern) for pattern in free):
            yield f"{name}: NOTICE names no free license of it, nor is it among OWN_ASSETS"
