"""Tier one (unit) runs without Blender, tier two (blender) installs the built zip in a real bpy."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def sample_take() -> Path:
    return ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"


@pytest.fixture(scope="session")
def arkit_npz() -> Path:
    return ROOT / "data" / "assets" / "models" / "arkit.npz"


@pytest.fixture(scope="session")
def au_npz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An action-unit model in the older layout of py-feat's wheel: made up, keys as there."""
    import numpy as np
    from blendshape_face.data.channels import ACTION_UNITS, names
    from blendshape_face.data.model import FaceModel

    rest = FaceModel.load(ROOT / "data/assets/models/arkit.npz").predict({})
    rng = np.random.default_rng(4)
    model = FaceModel(
        # Chip units: 112 between the eye corners, not centered.
        coef=rng.normal(0, 2, (23, 1434)).astype(np.float32),
        intercept=(rest * 12.5 + (107, -143, -15)).T.ravel().astype(np.float32),
        feature_columns=names(ACTION_UNITS),
        feature_name="au",
        model_card="au_to_mesh made up for tests",
        n_components=23,
    )
    path = tmp_path_factory.mktemp("models") / "au_to_mesh_made_up.npz"
    model.save(path)
    return path
