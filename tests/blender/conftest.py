"""The built zip, installed in a real bpy with user folders of its own."""

import importlib
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tools.paths import ROOT

# Below the checkout, so that coverage finds the installed copy.
(ROOT / "build").mkdir(exist_ok=True)
_USER = tempfile.TemporaryDirectory(prefix="blender_", dir=ROOT / "build")
os.environ["BLENDER_USER_RESOURCES"] = _USER.name  # read by Blender when it starts

from tools.blender import build_extension, install_extension, require_bpy  # noqa: E402

try:
    require_bpy()
except SystemExit as stop:
    pytest.exit(str(stop), returncode=1)
import bpy  # noqa: E402

from tests.blender.installed import import_as_sources  # noqa: E402

# A release is tested as it will be handed out; else what is tested is built of the sources.
_READY = os.environ.get("BLENDSHAPE_FACE_ZIP")
_ARCHIVE = Path(_READY) if _READY else build_extension(Path(_USER.name) / "build")
_PACKAGE = install_extension(_ARCHIVE)
import_as_sources(_PACKAGE)


_EXIT = pytest.StashKey[int]()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_EXIT] = exitstatus


def pytest_unconfigure(config: pytest.Config) -> None:
    """Blender as a module now and then hangs when the interpreter tears it down."""
    _USER.cleanup()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(config.stash.get(_EXIT, 1))


@pytest.fixture(scope="session")
def archive() -> Path:
    return _ARCHIVE


@pytest.fixture(scope="session")
def package() -> str:
    """Name of the installed package."""
    return _PACKAGE


@pytest.fixture
def module(package: str):
    """Import a module of the installed extension by its name."""

    def load(name: str) -> ModuleType:
        return importlib.import_module(f"blendshape_face.{name}")

    return load


@pytest.fixture(scope="session")
def files_with_a_face(package: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Fixture -> a file with its new face: opening one takes a fiftieth of adding one."""
    folder = tmp_path_factory.mktemp("faces")
    files = {name: folder / f"{name}.blend" for name in ("whole_face", "face")}
    bpy.ops.wm.read_homefile(use_empty=True)
    assert bpy.ops.blendshape_face.add() == {"FINISHED"}
    bpy.ops.wm.save_as_mainfile(filepath=str(files["whole_face"]), copy=True)
    for part in ("HEAD", "MOUTH", "EYES", "SMOOTH"):
        assert bpy.ops.blendshape_face.part(part=part) == {"FINISHED"}
    bpy.ops.wm.save_as_mainfile(filepath=str(files["face"]), copy=True)
    return files


@pytest.fixture
def scene(files_with_a_face: dict[str, Path], request: pytest.FixtureRequest) -> bpy.types.Scene:
    """The scene of a file without a name, empty unless the test asks for a face."""
    wanted = [name for name in ("face", "whole_face") if name in request.fixturenames]
    if wanted:
        bpy.ops.wm.read_homefile(filepath=str(files_with_a_face[wanted[0]]))
    else:
        bpy.ops.wm.read_homefile(use_empty=True)
    # Blender 4.2 notes the scene in bpy.context when this is read, and takes it for the owner of
    # the window and the preferences: one that was freed would be written to when they are changed.
    assert bpy.context.layer_collection
    return bpy.context.scene


@pytest.fixture
def whole_face(scene: bpy.types.Scene) -> bpy.types.Object:
    """A face as it is added, with all its parts."""
    assert bpy.context.object
    return bpy.context.object


@pytest.fixture
def face(scene: bpy.types.Scene) -> bpy.types.Object:
    """A face of the landmarks alone, which the evaluated mesh is, too."""
    assert bpy.context.object
    return bpy.context.object


@pytest.fixture
def positions():
    """(478, 3) of a face's own mesh, or of the evaluated one."""

    def read(obj: bpy.types.Object, evaluated: bool = False) -> np.ndarray:
        if evaluated:
            obj = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
        flat = np.empty(3 * len(obj.data.vertices), np.float32)
        obj.data.vertices.foreach_get("co", flat)
        return flat.reshape(-1, 3)

    return read


@pytest.fixture
def expected(module):
    """(478, 3) as the face's model and present channel values say, by the pure model."""

    def predict(obj: bpy.types.Object) -> np.ndarray:
        mesh = obj.data
        model = module("face.properties").model_of(mesh)
        basis = model.blender_basis()
        # A face has channels of the eyes where its model has none.
        values = [mesh.blendshape_face.channels[name].value for name in model.columns]
        return np.tensordot(values, basis.shapes, 1) + basis.rest

    return predict


@pytest.fixture
def small_figures(module, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures have few and noisy pixels, which takes a hundredth of the time."""
    monkeypatch.setattr(module("studio.figures"), "DPI", 48)
    monkeypatch.setattr(module("studio.photographs"), "_SAMPLES", 1)


@pytest.fixture
def film(scene, positions):
    """(frames, 478, 3): a face as the scene's frames show it."""

    def record(obj, frames=range(0, 60)):
        shots = []
        for frame in frames:
            bpy.context.scene.frame_set(int(frame), subframe=frame % 1)
            shots.append(positions(obj, evaluated=True))
        return np.array(shots)

    return record


@pytest.fixture
def curves_of(module):
    return lambda owner: {
        curve.data_path: curve for curve in module("blender.actions").fcurves(owner)
    }
