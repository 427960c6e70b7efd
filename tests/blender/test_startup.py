"""What enabling the extension loads: what its classes are made of, and no job that a press does."""

import subprocess
import sys

import pytest

from tools.paths import ROOT

MOST_MODULES = 200
"""Each takes a quarter of a millisecond and more of every start of Blender."""
JOBS = (
    "animation.import_take",
    "animation.keying",
    "animation.plan",
    "characters.links",
    "cli",
    "data.anatomy.garment",
    "data.figure",
    "data.live",
    "data.meshes",
    "data.model",
    "data.motion.settings",
    "data.person.likeness",
    "data.person.modes",
    "data.pictures.landmarks",
    "data.rigs.retarget",
    "data.speech",
    "data.stimuli",
    "data.takes",
    "data.vocabularies",
    "export.keyed_copies",
    "face.dressed",
    "face.looks",
    "face.mesh_building",
    "face.parts",
    "face.views.heat_map",
    "live.playing",
    "studio.figures",
    "studio.film",
    "studio.framing",
    "studio.stimuli.making",
)
"""Packages and modules: readers, figures, stimuli, exporters, makers of meshes."""
_ENABLE = """
import os, sys
from tools.blender import require_bpy
require_bpy()
import addon_utils
package = sys.argv[1]
assert addon_utils.enable(package)
for name in list(sys.modules):
    if name.startswith(package + "."):
        print("loaded", name.removeprefix(package + "."), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def loaded(package):
    """Names of our modules in a Blender that has just enabled the extension."""
    done = subprocess.run(
        [sys.executable, "-c", _ENABLE, package],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    words = [line.split() for line in done.stdout.splitlines()]
    return {line[1] for line in words if line[:1] == ["loaded"]}


def test_operators_and_panels_are_loaded(loaded):
    """Or the tests below would look at nothing."""
    assert {"operators.import_take", "panels.take", "face.properties"} <= loaded


@pytest.mark.parametrize("job", JOBS)
def test_no_job_is_loaded(loaded, module, job):
    module(job)  # it is there
    assert not [name for name in loaded if f"{name}.".startswith(f"{job}.")]


def test_few_modules_are_loaded(loaded):
    assert len(loaded) <= MOST_MODULES, sorted(loaded)
