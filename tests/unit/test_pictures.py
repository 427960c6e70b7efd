"""Each picture of the docs is shown somewhere, and a command makes it."""

import re

import pytest

from tests.unit.test_documented_commands import MISSING, complaint
from tools.paths import ROOT
from tools.pictures import PICTURES

IMAGES = ROOT / "docs" / "images"
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
SHOWN = re.compile(r"!\[[^\]]*\]\((?:docs/)?images/([^)]+)\)")


def test_each_picture_is_in_the_table():
    present = {path.relative_to(IMAGES).as_posix() for path in IMAGES.rglob("*") if path.is_file()}
    assert present == set(PICTURES)


def test_each_picture_is_shown():
    shown = {name for page in PAGES for name in SHOWN.findall(page.read_text("utf-8"))}
    assert shown == set(PICTURES)


@pytest.mark.parametrize("row", dict.fromkeys(PICTURES.values()), ids=lambda row: row.module)
def test_its_command_is_understood(row):
    if not row.words:
        assert (ROOT / f"{row.module.replace('.', '/')}.py").is_file() or row.group
        return
    said = complaint((row.module, *row.words))
    if MISSING.search(said):
        pytest.skip(said.strip().splitlines()[-1])
    assert not said
