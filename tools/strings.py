"""All words of the interface, and which of them a translation lacks or has for nothing.

`uv run python -m tools.strings` prints what `data/translations/ja.json` lacks as JSON to be filled
in; `--all` prints every string. Classes that Blender knows tell their labels, tooltips and choices;
what panels draw, and messages, are read from the sources.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator

from blendshape_face.data.channel_text import OF_A_SIDE
from blendshape_face.data.channels import CHANNELS, REGIONS
from blendshape_face.data.expressions import bundled_expressions
from blendshape_face.data.registry import ORIGINS
from blendshape_face.data.translations import LOCALES, table

from tools.blender import require_bpy, start_extension
from tools.paths import ROOT
from tools.rooms import ROOMS

_DRAWN = ("text", "title", "confirm_text", "heading")
"""Arguments of Blender's functions that are shown."""
_SILENT = ("data", "blender")
"""Rooms whose functions return no lines for the user, but for the modules named below."""
_BASES = (
    "Operator",
    "Panel",
    "Menu",
    "PropertyGroup",
    "AddonPreferences",
    "UIList",
    "KeyingSetInfo",
    "FileHandler",
)
_REPORTING = (
    "animation/import_folder.py",
    "animation/import_take.py",
    "animation/locked.py",
    "animation/markers.py",
    "animation/plan.py",
    "animation/targets.py",
    "blender/editing.py",
    "characters/links.py",
    "characters/remarks.py",
    "characters/transfer_shapes.py",
    "data/meshes/solved.py",
    "data/model_text.py",
    "data/takes/report.py",
    "data/takes/take.py",
    "face/mesh.py",
    "face/model_switch.py",
    "live/recordings.py",
    "live/status.py",
    "operators/_background.py",
    "operators/_chosen_recording.py",
    "operators/_watching.py",
    "operators/download_model.py",
    "operators/export_take.py",
    "operators/film.py",
    "operators/key_channels.py",
    "operators/likeness.py",
    "operators/load_model.py",
    "operators/stimuli.py",
)
"""Modules that put lines for the user together of parts."""
_PLACEHOLDER = "{}"
_RECOGNIZED = 4
"""Letters beside values: "{} to {}" would be found in any sentence."""
_TITLE = re.compile("[A-Z][a-z]")


def interface() -> set[str]:
    """Labels, tooltips, choices and what panels draw. The extension is registered."""
    found = set(_of_classes())
    found |= set(_of_tables())
    for tree in _trees("operators"):
        found |= set(_drawn(tree))
    for tree in _trees("panels"):
        found |= set(_titles(tree)) | set(_drawn(tree))
    return {text for text in found if _has_words(text)}


def messages() -> set[str]:
    """Lines for the user, with {} where something is filled in."""
    found: set[str] = set()
    for room in ROOMS:
        if room == "cli":
            continue
        for tree in _trees(room):
            found |= set(_errors(tree))
            if room not in _SILENT:
                found |= set(_lines(tree))
    for path in _REPORTING:
        found |= set(_parts(ast.parse((ROOT / path).read_text(encoding="utf-8"))))
    return {text for text in found if _has_words(text)}


def _parts(tree: ast.AST) -> Iterator[str]:
    """Texts with values in them, and those that begin as a sentence does."""
    yield from _titles(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from _templates(node)


def _has_words(text: str) -> bool:
    """Whether there is anything to translate, and to recognize where values stand in it."""
    rest = text.replace(_PLACEHOLDER, "")
    least = _RECOGNIZED if _PLACEHOLDER in text else 2
    return sum(letter.isalpha() for letter in rest) >= least


def _of_classes() -> Iterator[str]:
    bpy = require_bpy()
    for base in _BASES:
        for cls in subclasses(getattr(bpy.types, base)):
            if "blendshape_face" not in cls.__module__:
                continue
            for name in ("bl_label", "bl_description", "bl_category"):
                yield getattr(cls, name, "") or ""
            for title, tip in titles_and_tips(cls):
                yield title
                yield tip


def subclasses(cls: type) -> Iterator[type]:
    """All classes that derive from one, at whatever distance."""
    for sub in cls.__subclasses__():
        yield sub
        yield from subclasses(sub)


def titles_and_tips(cls: type) -> Iterator[tuple[str, str]]:
    """Names and tooltips of a class's properties and of their choices.

    Those that no user sees are left out.
    """
    for parent in cls.__mro__:
        if "blendshape_face" not in parent.__module__:
            continue
        for name, definition in vars(parent).get("__annotations__", {}).items():
            settings = getattr(definition, "keywords", {"options": {"HIDDEN"}})
            # Pointers that only hold other properties together have no name.
            is_unnamed = "type" in settings and "name" not in settings
            if "HIDDEN" in settings.get("options", ()) or is_unnamed:
                continue
            yield settings.get("name", name), settings.get("description", "")
            items = settings.get("items", ())
            if not callable(items):
                yield from (item[1:3] for item in items)


def _trees(room: str) -> Iterator[ast.AST]:
    for path in sorted((ROOT / room).rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def _of_tables() -> Iterator[str]:
    """What panels show of tables in `data`."""
    yield from REGIONS.values()
    for channel in CHANNELS.values():
        yield channel.label
        yield channel.tip.partition(OF_A_SIDE)[0]
    for group in bundled_expressions().values():
        yield from (expression.name.capitalize() for expression in group)
    yield from ORIGINS.values()
    yield ", on either side"


def _titles(tree: ast.AST) -> Iterator[str]:
    """Texts that begin as titles and sentences do, whatever is done with them."""
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.Expr):
            # Parts of a text, and docstrings.
            inside |= set(ast.walk(node)) if isinstance(node, ast.JoinedStr) else {node.value}
        # Types in quotes.
        inside |= {getattr(node, "annotation", None), getattr(node, "returns", None)}
        if node in inside or not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, str) and _TITLE.match(node.value):
            yield node.value


def _drawn(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        for argument in node.keywords:
            if argument.arg in _DRAWN:
                yield from _templates(argument.value)


def _errors(tree: ast.AST) -> Iterator[str]:
    """What errors say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called.endswith("Error"):
                yield from _templates(node.args[0])


def _lines(tree: ast.AST) -> Iterator[str]:
    """What functions that speak to the user return, and reports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from (text for text in _templates(node.value) if " " in text)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("report", "refuse"):
            for argument in node.args:
                yield from (text for text in _templates(argument) if " " in text)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "told":
            yield from _templates(node.args[0])


def _templates(node: ast.expr) -> Iterator[str]:
    """The texts of an expression, with a placeholder for each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from _templates(node.body)
        yield from _templates(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _templates(value)


def missing(locale: str) -> list[str]:
    """Strings without a translation, in order."""
    return sorted((interface() | messages()) - set(table(locale)))


def stale(locale: str) -> list[str]:
    """Translations of what nobody says any more, in order."""
    return sorted(set(table(locale)) - interface() - messages())


def main() -> int:
    """Print what is missing; the number of missing and stale strings decides the exit code."""
    parser = argparse.ArgumentParser(prog="tools.strings", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every string, translated or not")
    options = parser.parse_args()
    start_extension()
    if options.all:
        print(json.dumps(sorted(interface() | messages()), ensure_ascii=False, indent=1))
        return 0
    wrong = 0
    for locale in LOCALES:
        lacks = missing(locale)
        spare = stale(locale)
        wrong += len(lacks) + len(spare)
        print(json.dumps(dict.fromkeys(lacks, ""), ensure_ascii=False, indent=1))
        print(
            f"{locale}: {len(lacks)} missing, {len(spare)} stale", *spare, sep="\n", file=sys.stderr
        )
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
