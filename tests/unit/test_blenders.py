"""The Blenders that are supported, and what is read of their tests."""

import sys
import tomllib
from pathlib import Path

import pytest

from tools import blenders
from tools.blenders import BLENDERS
from tools.paths import ROOT


def test_the_first_is_the_oldest_that_the_manifest_allows():
    manifest = tomllib.loads((ROOT / "blender_manifest.toml").read_text(encoding="utf-8"))
    oldest = BLENDERS[0].series
    assert manifest["blender_version_min"].startswith(f"{oldest}.")
    numbers = [tuple(map(int, blender.series.split("."))) for blender in BLENDERS]
    assert numbers == sorted(set(numbers))


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A file of tests for the project's own Blender, with no set-up."""
    monkeypatch.setattr(blenders, "_set_up", lambda _blender: None)
    monkeypatch.setattr(blenders.Blender, "environment", Path(sys.prefix))
    return tmp_path / "test_fresh.py"


def test_failures_are_told_and_counted(fresh, capsys):
    fresh.write_text("def test_a(): pass\ndef test_b(): assert 0, 'as asked'\n")
    assert not blenders.run_on(BLENDERS[-1], [str(fresh)])
    told = capsys.readouterr().out
    assert "as asked" in told
    assert f"1 files, 1 failed, 1 passed; failed: {fresh}" in told


def test_a_crash_is_a_failure(fresh, capsys):
    fresh.write_text("import os\ndef test_a(): os.abort()\n")
    assert not blenders.run_on(BLENDERS[-1], [str(fresh)])
    assert f"failed: {fresh}" in capsys.readouterr().out


def test_all_is_well(fresh, capsys):
    fresh.write_text("def test_a(): pass\n")
    assert blenders.run_on(BLENDERS[-1], [str(fresh)])
    assert capsys.readouterr().out.endswith("1 files, 1 passed\n")
