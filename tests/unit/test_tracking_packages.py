"""Without the tracking packages the tracker helps all the same, and says how to get them."""

import sys

import pytest

from tracking.__main__ import main


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if MediaPipe were not installed."""
    monkeypatch.setitem(sys.modules, "mediapipe", None)


@pytest.mark.usefixtures("bare")
def test_help_needs_no_package(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "usage: python -m tracking" in capsys.readouterr().out


@pytest.mark.usefixtures("bare")
def test_what_installs_the_packages_is_told(capsys):
    assert main(["clip.mp4"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "mediapipe" in told
    assert told.strip().endswith("uv run --group tracking python -m tracking")
