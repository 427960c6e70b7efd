"""The recipe from shards to a model, step by step as on the model card of `bs_to_mesh`."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES, LANDMARKS
from blendshape_face.data.channels import FAMILIES, names
from blendshape_face.data.model import FaceModel
from tqdm import tqdm  # pyright: ignore[reportMissingModuleSource]

from ..errors import TrainingError
from ..frames.shards import POSE_NAMES, Shard
from . import mirror
from .alignment import anchors_of, similarities
from .blocks import Shared, block_of, blocks_of
from .index import ShardIndex, index_path, index_shard
from .mae import Errors, held_out_maps, shard_errors
from .plan import Plan, make_plan
from .regression import Fit, Moments, fit
from .running import Runner, accumulate
from .scores import Scores, score_folds
from .settings import Settings
from .sums import Products, Sums, shard_sums

_REACH_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Fitted:
    """All that a fit comes to. sums: with the mirror images, if asked. whole: of all frames."""

    settings: Settings
    plan: Plan
    shared: Shared
    sums: Sums
    whole: Fit
    scores: Scores


def fit_shards(
    shards: Sequence[Shard], settings: Settings, work: Path, run: Runner, each: Callable
) -> Fitted:
    """Fit a model to all frames, and one without each fold for the scores.

    work: a folder that keeps what is done so far, so that it is not done again.
    run: does the passes over the shards. each: a map for the steps in between.
    Raises TrainingError.
    """
    plan = make_plan(shards, index_shards(shards, settings, work, run), settings, each)
    shared = make_shared(plan, settings)
    key = _key(plan, settings)

    def gather(job, shared, total, name: str, key: str) -> None:
        state = work / f"{name}.npz"
        accumulate(run, job, plan.job, len(shards), shared, total, state, key, name)

    sums = Sums.zeros(shared)
    gather(shard_sums, shared, sums, "sums", key)
    sums.close(list(sums.open), plan.fold_of)
    if settings.mirror:
        sums.mirror(mirror.inputs(shared.features), mirror.coordinates())

    prior = prior_rows(settings, shared)

    def fit_part(part: Callable[[Products], Products]) -> Fit:
        return fit(_moments(sums, shared, part, center), settings.ridge, prior)

    folds, center = range(settings.folds), settings.center_groups
    without = [fit_part(lambda p, k=k: p.total().minus(p.fold(k))) for k in folds]
    held_out = [_moments(sums, shared, lambda p, k=k: p.fold(k), center) for k in folds]
    scores = score_folds(without, held_out, len(shared.features))
    if settings.mae:
        errors = Errors.zeros(settings.folds)
        maps = held_out_maps(without, shared)
        gather(shard_errors, (shared, maps), errors, "errors", key + _digest(maps))
        scores = replace(scores, mae=errors.mean(plan.frames_of_folds))
    whole = fit_part(Products.total)
    return Fitted(settings, plan, shared, sums, whole, scores)


def index_shards(
    shards: Sequence[Shard], settings: Settings, work: Path, run: Runner
) -> list[Path]:
    """The index file of each shard; those of unchanged shards are taken as they are."""
    folder = work / "index"
    folder.mkdir(parents=True, exist_ok=True)
    files = [index_path(folder, i, shard, settings) for i, shard in enumerate(shards)]
    stale = [
        i
        for i, (file, shard) in enumerate(zip(files, shards, strict=True))
        if not file.exists() or ShardIndex.load(file, "stamp")["stamp"] != shard.stamp()
    ]
    results = run(index_shard, shards.__getitem__, stale, settings, divides=False)
    for number, index in tqdm(results, total=len(stale), desc="index", unit="shard", disable=None):
        index.save(files[number])
    return files


def make_shared(plan: Plan, settings: Settings) -> Shared:
    """The shift is the means of the first frames, near enough to those of all."""
    features = names(FAMILIES[settings.family])
    low, high = plan.low, plan.high
    if settings.mirror:
        channels = mirror.inputs(features).first(len(low))
        images = [channels.of(bound) for bound in (low, high)]
        low, high = np.min([low, *images], axis=0), np.max([high, *images], axis=0)
    shared = Shared(
        features=features,
        reference=plan.reference,
        reach=plan.threshold + _REACH_TOLERANCE * float(np.ptp(plan.reference)),
        low=low,
        high=high,
        folds=settings.folds,
        spans=plan.spans if settings.center_groups else None,
        shift_x=np.zeros(4 * len(features) + 3),
        shift_y=np.zeros(COORDINATES),
    )
    number = next(i for i, groups in enumerate(plan.groups) if len(groups))
    job = plan.job(number)
    columns, meshes = job.shard.columns(features), job.shard.meshes(job.count)
    a, y = block_of(job, columns, meshes, shared, blocks_of(job)[0])
    shift_x, shift_y = a.mean(axis=0)[1:], y.mean(axis=0)
    if settings.mirror:  # so that a mirrored sum is the sum of the mirrored
        shift_x = (shift_x + mirror.inputs(features).of(shift_x)) / 2
        shift_y = (shift_y + mirror.coordinates().of(shift_y)) / 2
    return replace(shared, shift_x=shift_x, shift_y=shift_y)


def prior_rows(settings: Settings, shared: Shared) -> np.ndarray | None:
    """The prior's coefficients (p, 1434) in the frame of the fit; 0 for the products with pose."""
    if settings.prior is None:
        return None
    prior = FaceModel.load(settings.prior)
    if set(prior.feature_columns) != set(shared.features):
        raise TrainingError(
            f"{settings.prior.name}: has other features than the {settings.family} family"
        )
    turn = similarities(anchors_of(prior)[None], shared.reference)[0, :, :3]
    order = [prior.columns.index(name) for name in (*shared.features, *POSE_NAMES)]
    meshes = prior.coef[order].astype(np.float64).reshape(len(order), 3, LANDMARKS)
    rows = np.zeros((len(shared.shift_x), COORDINATES))
    rows[: len(order)] = (turn @ meshes).reshape(len(order), COORDINATES)
    return rows


def _moments(
    sums: Sums, shared: Shared, part: Callable[[Products], Products], center: float
) -> Moments:
    between = sums.between and part(sums.between)
    return Moments.of(part(sums.products), between, shared.shift_x, shared.shift_y, center)


def _key(plan: Plan, settings: Settings) -> str:
    """Changes with all that the sums depend on."""
    facts = [
        *(plan.fingerprint, *plan.stamps, *settings.filters(), settings.drop, settings.folds),
        *(bool(settings.center_groups), settings.mirror, plan.threshold, plan.reference.tolist()),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
