"""Build the bundled MediaPipe model: one of rendered heads, refitted to clips of real people.

    python -m training.bundled.mediapipe_model clips.npz rendered.npz [--output OUT.npz]

docs/models.md says how `rendered.npz` was made, `real_clips` what is in `clips.npz`. Prints the
share of motion that is explained without the clips, and with them for people who were left out. The
same input gives the same file.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES, LANDMARKS
from blendshape_face.data.bundled import ARKIT, MEDIAPIPE, bundled, path_of
from blendshape_face.data.model import FaceModel

from tools.packages import require

from ..fit import mirror
from ..fit.alignment import anchors_of
from ..fit.apart import keep_apart
from ..fit.folds import deal_folds
from ..fit.prior import rows_in_frame
from ..judge.evaluation import regions
from .real_clips import ClipSums, read_clips

FOLDS = 6
"""People are dealt to so many folds, each judged by a fit to the others."""

RIDGE = 10.0
"""How strongly coefficients are pulled to the model of rendered heads, in frames."""

SCULPTED = {
    "mouthShrugUpper": 50.0,
    "eyeLookDownLeft": 15.0,
    "eyeLookDownRight": 15.0,
}
"""How strongly these are pulled to the sculpted shape instead: in scores they rise along with
others, so that little of what their names say is left to them, or more than a face can do."""

VARIATION = 0.1
"""How much coefficients differ between people: their variance in shares of a frame's noise."""

_INSTALLING = "uv run --group training python -m training.bundled.mediapipe_model"

_CARD = (
    "mediapipe: 52 blendshapes and head pose to 478 vertices, linear. Fitted to 32153 frames of "
    "3260 rendered heads, then to {frames} frames of {people} real people in {clips} clips; R2 of "
    "their motion {after:.3f} over {folds} folds by person, {before:.3f} without them"
)
"""What Blender shows of the model."""


def prior_of(rendered: FaceModel) -> np.ndarray:
    """What the refit pulls to, (p, 1434): the rendered heads' rows, but for SCULPTED channels.

    The same in a mirror.
    """
    rows = rendered.coef.astype(np.float64)
    sculpted = rows_in_frame(bundled(ARKIT), rendered.columns, anchors_of(rendered))
    for name in SCULPTED:
        number = rendered.columns.index(name)
        rows[number] = sculpted[number]
    inputs = _mirror_of_rows(rendered)
    in_mirror = mirror.coordinates().of(rows[inputs.order]) * inputs.signs[:, None]
    return (rows + in_mirror) / 2


def ridges_of(rendered: FaceModel) -> np.ndarray:
    """How strongly each row is pulled, (p,)."""
    return np.array([SCULPTED.get(name, RIDGE) for name in rendered.columns])


def _mirror_of_rows(model: FaceModel) -> mirror.Mirror:
    """Which row of features and pose takes whose place."""
    return mirror.inputs(model.feature_columns).first(len(model.columns))


def refit(
    clips: ClipSums,
    prior: np.ndarray,
    ridges: np.ndarray,
) -> np.ndarray:
    """Coefficients (p, 1434) of clips, which have their mirror images among them.

    prior: (p, 1434). ridges: (p,).
    People move differently where MediaPipe says the same: a clip's own coefficients are those of
    all, give or take VARIATION. So what a clip shows often counts hardly more than what it shows
    now and then.
    """
    normal = np.diag(ridges)
    wanted = np.zeros_like(prior)
    alone = np.eye(len(prior))
    for xx, xy, weight in zip(clips.xx, clips.xy, clips.weights, strict=True):
        scatter = weight * xx
        unexplained = weight * (xy - xx @ prior)
        doubt = alone + VARIATION * scatter
        normal = normal + np.linalg.solve(doubt, scatter)
        wanted += np.linalg.solve(doubt, unexplained)
    return prior + np.linalg.solve(normal, wanted)


def with_mirrored(clips: ClipSums, model: FaceModel) -> ClipSums:
    """Clips and, after them, their mirror images."""
    images = clips.mirrored(_mirror_of_rows(model), mirror.coordinates())
    return ClipSums(*[np.concatenate(parts) for parts in zip(clips, images, strict=True)])


def refitted(rendered: FaceModel, clips: ClipSums) -> FaceModel:
    """The model of rendered heads with the rows of its refit; lips and lids kept apart."""
    coef = refit(
        with_mirrored(clips, rendered),
        prior_of(rendered),
        ridges_of(rendered),
    )
    return keep_apart(replace(rendered, coef=coef.astype(np.float32)))


def errors_over_folds(rendered: FaceModel, clips: ClipSums) -> np.ndarray:
    """Squared errors (C, 1434) of each clip, by a model of the people of the other folds."""
    people, place = np.unique(clips.people, return_inverse=True)
    frames = np.bincount(place, weights=clips.frames, minlength=len(people))
    fold_of_person = deal_folds(frames, FOLDS)
    fold_of_clip = fold_of_person[place]
    errors = np.empty_like(clips.yy)
    for fold in range(FOLDS):
        is_left_out = fold_of_clip == fold
        model = refitted(rendered, clips.of(~is_left_out))
        left_out = clips.of(is_left_out)
        errors[is_left_out] = left_out.errors(model.coef.astype(np.float64))
    return errors


def shares_explained(errors: np.ndarray, clips: ClipSums) -> dict[str, float]:
    """R2 by sums over clips, from squared errors (C, 1434): of `all`, and by region."""
    chosen = {"all": np.arange(LANDMARKS), **regions()}
    explained = {}
    for name, vertices in chosen.items():
        is_of = np.isin(np.arange(COORDINATES) % LANDMARKS, vertices)
        unexplained = errors[:, is_of].sum() / clips.yy[:, is_of].sum()
        explained[name] = round(float(1 - unexplained), 4)
    return explained


def mediapipe_model(source: Path, rendered: FaceModel) -> FaceModel:
    """The model that comes with the extension. Raises TrainingError for a file that is no clips."""
    clips = read_clips(source, rendered)
    before = shares_explained(clips.errors(rendered.coef.astype(np.float64)), clips)
    after = shares_explained(errors_over_folds(rendered, clips), clips)
    counts = {
        "frames": int(clips.frames.sum()),
        "people": len(np.unique(clips.people)),
        "clips": len(clips.frames),
    }
    card = _CARD.format(folds=FOLDS, before=before["all"], after=after["all"], **counts)
    return replace(
        refitted(rendered, clips),
        name=MEDIAPIPE,
        n_components=len(rendered.columns),
        model_card=card,
        training_metadata=json.dumps(
            _record(rendered, counts, before, after),
            sort_keys=True,
        ),
    )


def _record(
    rendered: FaceModel,
    counts: Mapping[str, int],
    before: Mapping[str, float],
    after: Mapping[str, float],
) -> dict:
    """How the model was made, for JSON; what it was pulled to has its own record in it."""
    return {
        "recipe": "per-frame similarity Procrustes to 12 anchors, clips centered, mirrored, people "
        "weighted once, [features | pose] pulled to the model of rendered heads",
        "settings": {
            "folds": FOLDS,
            "ridge": RIDGE,
            "sculpted": SCULPTED,
            "variation": VARIATION,
        },
        "counts": counts,
        "r2_rendered_alone": before,
        "r2_folds_by_person": after,
        "rendered": json.loads(rendered.training_metadata),
    }


def main() -> None:
    """Writes the file, and prints its path and what folds over people come to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, metavar="clips.npz")
    parser.add_argument("rendered", type=Path, metavar="rendered.npz")
    parser.add_argument("--output", type=Path, default=path_of(MEDIAPIPE))
    arguments = parser.parse_args()
    require("scipy", "tqdm", command=_INSTALLING)
    rendered = FaceModel.load(arguments.rendered)
    model = mediapipe_model(arguments.source, rendered)
    model.save(arguments.output)
    record = json.loads(model.training_metadata)
    print("| part | rendered heads alone | refitted, by folds |\n|---|---|---|")
    for part, before in record["r2_rendered_alone"].items():
        print(f"| {part} | {before:.3f} | {record['r2_folds_by_person'][part]:.3f} |")
    print(arguments.output)


if __name__ == "__main__":
    main()
