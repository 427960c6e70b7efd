"""Plays a scenario inside a Blender with a window, writes what came of it, and quits.

`blender --enable-event-simulate --python tests/gui/play.py -- SCENARIO FOLDER`
"""

import os
import sys
import traceback
from pathlib import Path

import bpy

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.gui import scenarios
from tests.gui.hand import Hand, Steps

_NAME, _FOLDER = sys.argv[sys.argv.index("--") + 1 :]


def _scenario() -> Steps:
    hand = Hand(Path(_FOLDER))
    yield from scenarios.start(hand)
    yield from getattr(scenarios, _NAME)(hand)


_STEPS = _scenario()


def _go_on() -> float:
    """A timer of Blender's: returns when it wants to be called again."""
    outcome = "passed"
    try:
        return next(_STEPS)
    except StopIteration:
        pass
    except Exception:
        outcome = traceback.format_exc()
    (Path(_FOLDER) / "outcome.txt").write_text(outcome, encoding="utf-8")
    os._exit(0)  # without the question whether to save


bpy.app.timers.register(_go_on, first_interval=1, persistent=True)
