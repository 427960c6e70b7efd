"""Files of py-feat's models, made up: keys, types and shapes of each family and version."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS
from blendshape_face.data.bundled import ARKIT, bundled
from blendshape_face.data.channels import BLENDSHAPES, EMOTIONS, family_orders, names

UNITS, ALL_UNITS = family_orders("au")
VERSIONS = (
    *(("au", version) for version in ("v2", "v3", "v4", "v5", "v6")),
    *(("emotion", version) for version in ("v5", "v6")),
    *(("bs", version) for version in ("v5", "v6")),
)
CHIP = 12.5
"""Units in one of the bundled model's: chips have 112 between the outer eye corners."""
CORNER = np.array([107.0, -143.0, -15.0])
"""Where the middle of the face is in a chip."""


def features_of(family: str, version: str) -> tuple[str, ...]:
    if family == "au":
        return ALL_UNITS if version == "v3" else UNITS
    return names(EMOTIONS if family == "emotion" else BLENDSHAPES)


def reference() -> np.ndarray:
    """(478, 3) float32, in chips: the face at rest, which the family's anchors are of."""
    return (bundled(ARKIT).predict({}) * CHIP + CORNER).astype(np.float32)


def arrays_of(family: str, version: str) -> dict[str, np.ndarray]:
    """As py-feat's files hold them, in their order. Each family has a rest of its own."""
    rng = np.random.default_rng([sum(map(ord, family)), int(version[1])])
    features = features_of(family, version)
    inputs = (*features, "Pitch", "Yaw", "Roll")
    rest = reference()
    own_rest = rest + rng.normal(0, 1.5, rest.shape)
    arrays: dict[str, Any] = {
        "coef": rng.normal(0, 2, (len(inputs), 1434)).astype(np.float32),
        "intercept": own_rest.T.ravel().astype(np.float32),
        "au_columns" if family == "au" else "feature_columns": np.array(features),
        "pose_columns": np.array(["Pitch", "Yaw", "Roll"]),
        "input_columns": np.array(inputs),
        "mean_aligned_mesh": (rest + rng.normal(0, 0.2, rest.shape)).astype(np.float32),
        "n_components": np.array(len(inputs), np.int32),
        # Permuted labels are told by the card: this one is made up, and right.
        "model_card": np.array(f"{family}_to_mesh made up for tests, as {version} has it"),
    }
    if version in ("v5", "v6"):
        arrays["reference_anchors"] = rest[list(ANCHORS)]
        arrays["anchor_indices"] = np.array(ANCHORS, np.int64)
        arrays["training_metadata"] = np.array(json.dumps({"n_frames": 633207}))
        arrays["n_components"] = np.array(len(inputs), np.int64)
    if family != "au":
        arrays["feature_name"] = np.array("emotion" if family == "emotion" else "blendshape")
        arrays["mean_neutral_mesh"] = rest
    if family == "bs" and version == "v6":
        arrays["feature_p99"] = rng.uniform(0.05, 1, len(features)).astype(np.float32)
        arrays["unsupported_features"] = np.array(["cheekPuff", "jawForward"])
    elif version == "v6":
        # Of an empty list NumPy makes numbers.
        arrays["unsupported_features"] = np.array([])
    return arrays


def content_of(arrays: dict[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def file_of(family: str, version: str, folder: Path) -> Path:
    path = folder / f"{family}_to_mesh_pls_{version}.npz"
    if (family, version) == ("emotion", "v5"):
        # The published one is refused by its name.
        path = folder / "emotion_to_mesh_own_v5.npz"
    path.write_bytes(content_of(arrays_of(family, version)))
    return path
