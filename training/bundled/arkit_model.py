"""Build the bundled ARKit model from ICT-FaceKit shapes sampled at the MediaPipe vertices.

    python -m training.bundled.arkit_model ict478.npz [--output data/assets/models/arkit.npz]

The input holds `neutral` (478, 3), `expressions` (53, 478, 3) and `expression_names`, in cm, x to
the subject's left, y up, z out of the face. The same input gives the same file, bit for bit.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.openings import OPENINGS
from blendshape_face.data.anatomy.topology import ANCHORS, COORDINATES
from blendshape_face.data.channels import BLENDSHAPES, names
from blendshape_face.data.model import FaceModel, axis_major
from scipy.interpolate import CubicSpline

from ..fit.apart import kept_apart

OUTPUT = Path(__file__).parents[2] / "data" / "assets" / "models" / "arkit.npz"

CARD = (
    "arkit: the 52 MediaPipe blendshapes at ARKit's scale, from ICT-FaceKit's expression shapes "
    "on its neutral head, lips and lids kept apart. _neutral, Pitch, Yaw and Roll do not move the "
    "mesh."
)
METADATA = {
    "source": "ICT-FaceKit (USC Institute for Creative Technologies), sampled at 478 landmarks",
    "licence": "MIT",
    "units": "cm",
    "frame": "x to the subject's left, y up, z out of the face",
    "recipe": "shapes taken over as they are, but for lips and lids, which are kept from "
    "crossing, and the lips' inner rims, whose landmarks are spaced as those of the row before "
    "them; eyeLook shapes also turn the irises",
}

_MOUTH = OPENINGS["mouth"]
_BEFORE_RIMS = (
    (62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292),
    (62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292),
)
"""The rows of landmarks before the lips' inner rims, corners included."""


def blendshape_rows(expression_names: list[str], expressions: np.ndarray) -> np.ndarray:
    """Displacements (52, 478, 3) in MediaPipe's order; ICT splits two of them into halves."""
    shape = dict(zip(expression_names, expressions, strict=True))
    rows = []
    for name in names(BLENDSHAPES):
        ict = name.removesuffix("Left").removesuffix("Right")
        side = name[len(ict) :][:1]
        if name in shape:  # jawLeft, mouthRight ..: the side is part of the name
            rows.append(shape[name])
        elif name == "_neutral":
            rows.append(np.zeros_like(expressions[0]))
        elif side:
            rows.append(shape[f"{ict}_{side}"])
        else:
            rows.append(shape[f"{ict}_L"] + shape[f"{ict}_R"])
    return np.stack(rows)


def respaced(neutral: np.ndarray, meshes: np.ndarray) -> np.ndarray:
    """meshes (n, 478, 3), positions or displacements, with the landmarks of the lips' inner rims
    at the same shares of the way as in the rows before: on ICT's edge loop most are in the corners.
    """
    meshes = meshes.copy()
    right, left = _MOUTH.corners
    wanted = np.mean([_shares(neutral[list(row)]) for row in _BEFORE_RIMS], axis=0)
    wanted = (wanted + 1 - wanted[::-1]) / 2
    for rim in (_MOUTH.upper, _MOUTH.lower):
        rim = [right, *rim, left]
        weights = CubicSpline(_shares(neutral[rim]), np.eye(len(rim)))(wanted)
        meshes[:, rim] = weights @ meshes[:, rim]
    return meshes


def _shares(line: np.ndarray) -> np.ndarray:
    """How far along a polyline (n, 3) its points are, 0..1."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()
    return np.concatenate([[0], steps / steps[-1]])


def arkit_model(source: Path) -> FaceModel:
    with np.load(source, allow_pickle=False) as ict:
        neutral = ict["neutral"].astype(np.float32)
        rows = blendshape_rows(ict["expression_names"].tolist(), ict["expressions"])
    rows = respaced(neutral, rows)
    neutral = respaced(neutral, neutral[None])[0]
    pose = np.zeros((3, COORDINATES), np.float32)
    model = FaceModel(
        coef=np.concatenate([axis_major(rows).astype(np.float32), pose]),
        intercept=axis_major(neutral),
        feature_columns=names(BLENDSHAPES),
        feature_name="blendshape",
        name="arkit",
        reference_anchors=neutral[list(ANCHORS)],
        anchor_indices=np.array(ANCHORS, np.int32),
        n_components=len(rows) + len(pose),
        model_card=CARD,
        training_metadata=json.dumps(METADATA, sort_keys=True),
    )
    model = kept_apart(model)
    rest = model.predict({})
    return replace(model, mean_aligned_mesh=rest, mean_neutral_mesh=rest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, metavar="ict478.npz")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    arkit_model(arguments.source).save(arguments.output)
    print(arguments.output)


if __name__ == "__main__":
    main()
