"""Build the bundled ARKit model from ICT-FaceKit shapes sampled at the MediaPipe vertices.

    python -m training.bundled.arkit_model ict478.npz [--output data/assets/models/arkit.npz]

The input holds `neutral` (478, 3), `expressions` (53, 478, 3) and `expression_names`, in cm, x to
the subject's left, y up, z out of the face. The same input gives the same file, bit for bit.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.openings import OPENINGS
from blendshape_face.data.anatomy.topology import ANCHORS, COORDINATES
from blendshape_face.data.bundled import ARKIT, path_of
from blendshape_face.data.channels import BLENDSHAPES, names
from blendshape_face.data.model import FaceModel, axis_major

from tools.packages import require

from ..fit.apart import keep_apart

CARD = (
    "arkit: the 52 MediaPipe blendshapes at ARKit's scale, from ICT-FaceKit's expression shapes "
    "on its neutral head, lips and lids kept apart. _neutral, Pitch, Yaw and Roll do not move the "
    "mesh."
)
"""What Blender shows of the model."""

_INSTALLING = "uv run --group training python -m training.bundled.arkit_model"

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
"""The rows of landmarks before the lips' inner rims, upper and lower, corners included."""


def blendshape_rows(
    expression_names: list[str],
    expressions: np.ndarray,
) -> np.ndarray:
    """Displacements (52, 478, 3) in MediaPipe's order, from ICT's (53, 478, 3) in their own.

    The vertices may be others than the 478 landmarks. Raises KeyError for a name that is missing.
    """
    shapes = dict(zip(expression_names, expressions, strict=True))
    rows = []
    for name in names(BLENDSHAPES):
        if name == "_neutral":
            rows.append(np.zeros_like(expressions[0]))
        else:
            rows.append(_shape_of(name, shapes))
    return np.stack(rows)


def _shape_of(name: str, shapes: Mapping[str, np.ndarray]) -> np.ndarray:
    """A blendshape's displacements (478, 3) from ICT's shapes by their names."""
    # jawLeft, mouthRight ..: the side is part of the name.
    if name in shapes:
        return shapes[name]
    for side in ("Left", "Right"):
        if name.endswith(side):
            # eyeBlinkLeft is eyeBlink_L.
            base = name.removesuffix(side)
            return shapes[f"{base}_{side[0]}"]
    # browInnerUp and cheekPuff are the two that ICT splits into halves.
    return shapes[f"{name}_L"] + shapes[f"{name}_R"]


def respace_rims(neutral: np.ndarray, meshes: np.ndarray) -> np.ndarray:
    """meshes (n, 478, 3), positions or displacements, with the landmarks of the lips' inner rims
    at the same shares of the way as in the rows before: on ICT's edge loop most are in the corners.

    neutral: (478, 3), whose rims say where along the way each landmark is now.
    """
    # Here, so that without the package `main` can say what is missing.
    from scipy.interpolate import CubicSpline

    respaced = meshes.copy()
    wanted = _shares_before_rims(neutral)
    right, left = _MOUTH.corners
    for inner in (_MOUTH.upper, _MOUTH.lower):
        rim = [right, *inner, left]
        # A cubic spline through the rim's points is linear in them, whatever is done to the face:
        # one matrix (k, k) respaces positions and displacements alike.
        shares = _shares(neutral[rim])
        spline = CubicSpline(shares, np.eye(len(rim)))
        weights = spline(wanted)
        respaced[:, rim] = weights @ respaced[:, rim]
    return respaced


def _shares_before_rims(neutral: np.ndarray) -> np.ndarray:
    """How far from corner to corner the landmarks before a rim are (k,), the same on both sides."""
    shares = [_shares(neutral[list(row)]) for row in _BEFORE_RIMS]
    mean = np.mean(shares, axis=0)
    from_left = 1 - mean[::-1]
    return (mean + from_left) / 2


def _shares(line: np.ndarray) -> np.ndarray:
    """How far along a polyline (n, 3) its points are, 0..1."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    lengths = steps.cumsum()
    return np.concatenate([[0], lengths / lengths[-1]])


def arkit_model(source: Path) -> FaceModel:
    """The model that comes with the extension, from ICT-FaceKit's shapes at the landmarks."""
    with np.load(source, allow_pickle=False) as ict:
        ict_neutral = ict["neutral"].astype(np.float32)
        expression_names = ict["expression_names"].tolist()
        ict_rows = blendshape_rows(expression_names, ict["expressions"])
    rows = respace_rims(ict_neutral, ict_rows)
    neutral = respace_rims(ict_neutral, ict_neutral[None])[0]
    # Heads are turned as a whole, by Blender: no vertex moves with the pose.
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
    model = keep_apart(model)
    rest = model.predict({})
    # Nothing was fitted to frames: what their means would be is the face at rest.
    return replace(model, mean_aligned_mesh=rest, mean_neutral_mesh=rest)


def main() -> None:
    """Writes the file and prints its path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, metavar="ict478.npz")
    parser.add_argument("--output", type=Path, default=path_of(ARKIT))
    arguments = parser.parse_args()
    require("scipy", command=_INSTALLING)
    arkit_model(arguments.source).save(arguments.output)
    print(arguments.output)


if __name__ == "__main__":
    main()
