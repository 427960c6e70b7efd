"""A Blender with a window, driven through its events, on the built extension.

Runs where the environment's BLENDER is a command that opens one, such as
`xvfb-run -a -s "-screen 0 1600x1000x24" blender`. Pictures are kept in `build/gui`.
"""

import os
import shlex
import subprocess

import pytest

from tools.blender import build_extension
from tools.paths import ROOT

_BLENDER = shlex.split(os.environ.get("BLENDER", ""))
_SECONDS = 300
_PLAY = ROOT / "tests" / "gui" / "play.py"
_FAULTS = ("Traceback", "Could not find button", "rna_uiItem")
"""What Blender prints where a panel or a handler fails."""

pytestmark = pytest.mark.skipif(not _BLENDER, reason="no BLENDER that opens a window is named")


def _run(*arguments: str) -> str:
    done = subprocess.run(
        (*_BLENDER, *arguments),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
        cwd=ROOT,
    )
    printed = done.stdout + done.stderr
    assert not done.returncode, printed
    return printed


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The built zip in a user folder of its own."""
    folder = tmp_path_factory.mktemp("blender")
    os.environ["BLENDER_USER_RESOURCES"] = str(folder)
    archive = build_extension(folder / "build")
    printed = _run(
        *("--background", "--command", "extension", "install-file"),
        *("-r", "user_default", "-e", str(archive)),
    )
    assert "Installed" in printed, printed


@pytest.mark.parametrize(
    "scenario",
    [
        "scenarios.slider_dragged_and_undone",
        "scenarios.slider_keyed_by_its_key",
        "scenarios.recording_dropped",
        "scenarios.played",
        "scenarios.rendered",
        "scenarios.panels_drawn",
        "scenarios.expressions_pictured",
        "scenarios.heat_map_seen",
        "direct_scenarios.handle_dragged",
        "direct_scenarios.handle_of_shape_keys_dragged",
        "direct_scenarios.expression_blended",
        "direct_scenarios.expression_searched",
        "direct_scenarios.slider_of_two_faces",
        "direct_scenarios.slider_of_linked_face_is_gray",
        "strain_scenarios.slider_dragged_while_rendering",
        "strain_scenarios.scaled_and_applied",
        "strain_scenarios.rendered_by_eevee",
        "strain_scenarios.two_windows",
        "strain_scenarios.large_folder_stopped",
        "strain_scenarios.large_file_stopped",
        "live_scenarios.stopped_by_its_button",
        "live_scenarios.goes_on_through_undo_playback_and_render",
        "live_scenarios.ended_by_another_file",
        "live_scenarios.ended_by_disabling",
    ],
)
@pytest.mark.usefixtures("installed")
def test_window(scenario: str) -> None:
    folder = ROOT / "build" / "gui" / scenario
    folder.mkdir(parents=True, exist_ok=True)
    outcome = folder / "outcome.txt"
    outcome.unlink(missing_ok=True)

    printed = _run("--enable-event-simulate", "--python", str(_PLAY), "--", scenario, str(folder))

    assert outcome.exists(), printed
    assert outcome.read_text(encoding="utf-8") == "passed"
    assert not [line for line in printed.splitlines() if any(map(line.__contains__, _FAULTS))]
