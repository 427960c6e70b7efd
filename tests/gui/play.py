"""Plays a scenario inside a Blender with a window, writes what came of it, and quits.

`blender --enable-event-simulate --python tests/gui/play.py -- MODULE.SCENARIO FOLDER`
"""

import sys
import traceback
from pathlib import Path

import bpy

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.gui import direct_scenarios, live_scenarios, scenarios, scene, strain_scenarios
from tools.window.hand import Hand, Steps

_MODULES = {
    "scenarios": scenarios,
    "direct_scenarios": direct_scenarios,
    "live_scenarios": live_scenarios,
    "strain_scenarios": strain_scenarios,
}
_SCENARIO, _FOLDER = sys.argv[sys.argv.index("--") + 1 :]


def _scenario() -> Steps:
    hand = Hand(Path(_FOLDER))
    module, name = _SCENARIO.split(".")
    yield from scene.start(hand)
    yield from getattr(_MODULES[module], name)(hand)


_STEPS = _scenario()


def _go_on() -> float | None:
    """A timer of Blender's: returns when it wants to be called again."""
    outcome = "passed"
    try:
        return next(_STEPS)
    except StopIteration:
        pass
    except Exception:
        outcome = traceback.format_exc()
    (Path(_FOLDER) / "outcome.txt").write_text(outcome, encoding="utf-8")
    bpy.ops.wm.quit_blender()
    return None


bpy.app.timers.register(_go_on, first_interval=1, persistent=True)
