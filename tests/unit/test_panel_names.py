"""Messages lead to panels by the names that these bear."""

import ast
import re

import pytest

from tools.paths import ROOT
from tools.rooms import ROOMS

NAMED = re.compile(r"\bpanels? ((?:[A-Z]\w*(?: (?:and|of) (?=[A-Z]))?\s?)+)")


def texts(path):
    """The strings of a module, joined as Python joins them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def labels():
    """The titles of all panels."""
    found = set()
    for path in (ROOT / "panels").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
                continue
            if ast.unparse(node.targets[0]) == "bl_label":
                found.add(node.value.value)
    return found


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "panels"])
def test_panels_are_called_by_their_titles(room):
    wrong = []
    for path in sorted((ROOT / room).rglob("*.py")):
        for text in texts(path):
            for name in NAMED.findall(text):
                if name.strip() not in labels():
                    wrong.append(f"{path.relative_to(ROOT)}: {name.strip()}")
    assert not wrong


def test_a_wrong_name_would_be_found():
    (name,) = NAMED.findall("link them in the panel Character Rig; then import")
    assert name.strip() == "Character Rig"
    assert {"Rig", "Head and Eyes", "Take"} <= labels()
    assert "Character Rig" not in labels()
