"""The rooms of the package and who may import whom; `uv run python -m tools.rooms` checks it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.paths import ROOT

# From the ground up. A room may import itself and the rooms that stand in its row.
ROOMS: dict[str, tuple[str, ...]] = {
    "data": (),
    "blender": ("data",),
    "face": ("blender", "data"),
    "characters": ("face", "blender", "data"),
    "animation": ("characters", "face", "blender", "data"),
    "export": ("animation", "characters", "face", "blender", "data"),
    "studio": ("animation", "characters", "face", "blender", "data"),
    "live": ("animation", "characters", "face", "blender", "data"),
    "operators": ("live", "studio", "export", "animation", "characters", "face", "blender", "data"),
    "panels": ("live", "studio", "export", "animation", "characters", "face", "blender", "data"),
    "cli": ("live", "studio", "export", "animation", "characters", "face", "blender", "data"),
}
ENTRANCE = ("__init__.py", "registration.py")
"""The only modules outside rooms; registration names every room that Blender has to know."""


class Arrow(NamedTuple):
    """An import of one module of ours by another, as paths of modules with dots."""

    importer: str
    imported: str
    line: int


def arrows(root: Path = ROOT) -> Iterator[Arrow]:
    """Every import within the package below `root`, also those inside functions."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            module = path.relative_to(root).with_suffix("").parts
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.level:
                    package = module[: len(module) - node.level]
                    target = (*package, *(node.module or "").split("."))
                    yield from _arrows_of(node, module, tuple(filter(None, target)))


def _arrows_of(
    node: ast.ImportFrom, module: tuple[str, ...], target: tuple[str, ...]
) -> Iterator[Arrow]:
    """`from ..face import mesh` names the room first, `from .. import face` only after import."""
    for alias in node.names:
        imported = target or (alias.name,)
        yield Arrow(".".join(module), ".".join(imported), node.lineno)


def breaches(root: Path = ROOT) -> list[str]:
    """The imports that run up or across, each as a line to read."""
    found = []
    for arrow in arrows(root):
        importer = arrow.importer.split(".")[0]
        imported = arrow.imported.split(".")[0]
        if imported != importer and imported not in ROOMS[importer]:
            found.append(
                f"{arrow.importer}, line {arrow.line}: {importer} may not import {arrow.imported}"
            )
    return found


if __name__ == "__main__":
    found = breaches()
    print("\n".join(found) or "no import runs up")
    sys.exit(bool(found))
