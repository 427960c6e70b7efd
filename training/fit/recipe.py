"""The recipe from shards to a model, step by step as on the model card of `bs_to_mesh`."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm  # pyright: ignore[reportMissingModuleSource]

from ..frames.shards import Shard
from . import mirror
from .blocks import Shared
from .index import ShardIndex, index_path, index_shard
from .mae import Errors, held_out_maps, shard_errors
from .plan import Plan, make_plan
from .prior import prior_rows
from .products import Products
from .regression import Fit, Moments, fit
from .running import Pass, Runner, accumulate
from .scores import Scores, score_folds
from .settings import Settings
from .shard_sums import shard_sums
from .shared import make_shared
from .sums import Sums


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
    shards: Sequence[Shard],
    settings: Settings,
    work: Path,
    run: Runner,
    each: Callable,
) -> Fitted:
    """All steps: fit a model to all frames, and one without each fold for the scores.

    work: a folder that keeps what is done so far, so that it is not done again.
    run: does the passes over the shards. each: a map for the steps in between.
    Raises TrainingError.
    """
    files = index_shards(shards, settings, work, run)
    plan = make_plan(shards, files, settings, each)
    shared = make_shared(plan, settings)
    key = _key(plan, settings)
    sums = _gather_sums(plan, shared, settings, run, work, key)

    # From here on no frame is needed: every fit and score follows from the sums.
    prior = prior_rows(settings, shared)
    without_folds = []
    held_out = []
    for number in range(settings.folds):
        all_but_fold = partial(Products.without, fold=number)
        moments = _moments(sums, shared, settings, all_but_fold)
        without_folds.append(fit(moments, settings.ridge, prior))
        of_fold = partial(Products.fold, number=number)
        held_out.append(_moments(sums, shared, settings, of_fold))
    scores = score_folds(without_folds, held_out, len(shared.features))
    # Absolute values do not follow from sums of products.
    if settings.mae:
        maps = held_out_maps(without_folds, shared)
        errors = _gather_errors(plan, shared, maps, run, work, key)
        scores = replace(scores, mae=errors.mean(plan.frames_of_folds))

    moments = _moments(
        sums,
        shared,
        settings,
        Products.total,
    )
    whole = fit(moments, settings.ridge, prior)
    return Fitted(settings, plan, shared, sums, whole, scores)


def index_shards(
    shards: Sequence[Shard],
    settings: Settings,
    work: Path,
    run: Runner,
) -> list[Path]:
    """Step 1: the index file of each shard; those of unchanged shards are taken as they are."""
    folder = work / "index"
    folder.mkdir(parents=True, exist_ok=True)
    # A new time stamp alone is enough to read a shard again: reading is soon done.
    files = []
    stale = []
    for number, shard in enumerate(shards):
        file = index_path(folder, number, shard, settings)
        files.append(file)
        if not _is_current(file, shard):
            stale.append(number)
    # An index is soon made of little memory, so that whole shards can go side by side.
    results = run(
        index_shard,
        shards.__getitem__,
        stale,
        settings,
        divides=False,
    )
    bar = tqdm(
        results,
        total=len(stale),
        desc="index",
        unit="shard",
        disable=None,
    )
    for number, index in bar:
        index.save(files[number])
    return files


def _gather_sums(
    plan: Plan,
    shared: Shared,
    settings: Settings,
    run: Runner,
    work: Path,
    key: str,
) -> Sums:
    """The first pass over the meshes."""
    sums = Sums.zeros(shared)
    gathering = Pass(
        name="sums",
        work=shard_sums,
        jobs=plan.job,
        count=len(plan.shards),
        shared=shared,
        key=key,
    )
    accumulate(run, gathering, sums, work)
    # All shards are in: groups that were open for others are whole now.
    sums.close(list(sums.open), plan.fold_of)
    if settings.mirror:
        inputs = mirror.inputs(shared.features)
        sums.mirror(inputs, mirror.coordinates())
    return sums


def _gather_errors(
    plan: Plan,
    shared: Shared,
    maps: np.ndarray,
    run: Runner,
    work: Path,
    key: str,
) -> Errors:
    """The second pass over the meshes, with `held_out_maps` (folds, 1 + p, 1434)."""
    errors = Errors.zeros(shared.folds)
    gathering = Pass(
        name="errors",
        work=shard_errors,
        jobs=plan.job,
        count=len(plan.shards),
        shared=(shared, maps),
        # A new ridge or prior gives new errors of the same sums.
        key=key + _digest(maps),
    )
    accumulate(run, gathering, errors, work)
    return errors


def _is_current(
    file: Path,
    shard: Shard,
) -> bool:
    """Whether an index file is there, and of the shard as it is now."""
    if not file.exists():
        return False
    index = ShardIndex.load(file, "stamp")
    return index["stamp"] == shard.stamp()


def _moments(
    sums: Sums,
    shared: Shared,
    settings: Settings,
    part: Callable[[Products], Products],
) -> Moments:
    """The moments of part of the frames: all folds, all but one, or one."""
    return Moments.of(
        part(sums.products),
        part(sums.between) if sums.between else None,
        shared.shift_x,
        shared.shift_y,
        settings.center_groups,
    )


def _key(
    plan: Plan,
    settings: Settings,
) -> str:
    """Changes with all that the sums depend on."""
    facts = [
        plan.fingerprint,
        *plan.stamps,
        *settings.filters(),
        settings.drop,
        settings.folds,
        bool(settings.center_groups),
        settings.mirror,
        plan.threshold,
        plan.reference.tolist(),
    ]
    text = json.dumps(facts)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(array: np.ndarray) -> str:
    """Changes with the values of an array of any shape, in hexadecimal."""
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
