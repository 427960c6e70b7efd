"""Meshes by py-feat's own functions, of a process of its own:
`python -m tests.unit.pyfeat_meshes WHEEL MODEL.npz VERSION INPUTS.npy MESHES.npz`.

Runs `feat.plotting` from the wheel, whose many requirements are stood in for by empty modules: what
predicts meshes needs none of them.
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import numpy as np

WHEEL = "py_feat-2.1.5-py2.py3-none-any.whl"
ITS_OWN = ("feat.plotting", "feat.pretrained", "feat.utils")
"""What is run of the wheel; `feat` itself would import all of it."""
ITS_NEEDS = (
    *("feat", "torch", "torchvision", "torchcodec", "h5py", "sklearn", "matplotlib", "seaborn"),
    *("huggingface_hub", "PIL", "joblib", "skimage", "scipy", "pandas", "skops", "xgboost"),
)


class _StandIn(ModuleType):
    """A module that has whatever is asked of it."""

    __path__ = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # Classes are asked for by isinstance, functions are never called.
        return type(name, (), {}) if name[0].isupper() else MagicMock()


class _StandIns(MetaPathFinder, Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.split(".")[0] in ITS_NEEDS and name not in ITS_OWN:
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """It is empty."""


def meshes(wheel: Path, model: Path, version: str, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Clip, "on" or "off" -> (n, 478, 3) of inputs (n, F), as py-feat loads and predicts them."""
    sys.meta_path.insert(0, _StandIns())
    importlib.import_module("feat").__path__ = [f"{wheel}/feat"]
    plotting: Any = importlib.import_module("feat.plotting")
    # Instead of a download.
    plotting.hf_hub_download = lambda **_names: str(model)
    plotting.get_resource_path = lambda: ""
    family = model.name.partition("_")[0]
    if family == "au":
        au_model = plotting.load_face_mesh_viz_model(model_version=version)
        mesh = plotting.predict_face_mesh(inputs, au_model)
        return {"on": mesh, "off": mesh}
    load = {
        "emotion": plotting.load_emotion_face_mesh_model,
        "bs": plotting.load_blendshape_face_mesh_model,
    }[family]
    predict = plotting.predict_face_mesh_from_features
    loaded = load(model_version=version)
    return {
        "on": predict(inputs, loaded, clip=True),
        "off": predict(inputs, loaded, clip=False),
    }


if __name__ == "__main__":
    wheel, model, version, inputs, output = sys.argv[1:]
    found = meshes(Path(wheel), Path(model), version, np.load(inputs))
    np.savez(output, allow_pickle=False, **found)
