"""What the work on every shard shares, between the first pass and the second."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES
from blendshape_face.data.channels import FAMILIES, names

from . import mirror
from .blocks import Shared, load_block, split_into_blocks
from .plan import Plan
from .settings import Settings

_REACH_TOLERANCE = 1e-5
"""In sizes of the reference: by how much single precision puts anchors elsewhere than meshes."""


def make_shared(
    plan: Plan,
    settings: Settings,
) -> Shared:
    """Step 5: what the work on every shard shares, with the shifts (p,) and (1434,).

    A shift is the mean of the first frames, near enough to that of all.
    """
    features = names(FAMILIES[settings.family])
    low, high = _ranges(plan, settings, features)
    size = float(np.ptp(plan.reference))
    # Shifts of 0 for now: the first block tells them, and loading a block needs all the rest.
    unshifted = Shared(
        features=features,
        reference=plan.reference,
        reach=plan.threshold + _REACH_TOLERANCE * size,
        low=low,
        high=high,
        folds=settings.folds,
        spans=plan.spans if settings.center_groups else None,
        shift_x=np.zeros(4 * len(features) + 3),
        shift_y=np.zeros(COORDINATES),
    )
    shift_x, shift_y = _first_means(plan, unshifted)
    # A symmetric shift makes the mirror image of a sum the sum of the mirror images.
    if settings.mirror:
        image_x = mirror.inputs(features).of(shift_x)
        image_y = mirror.coordinates().of(shift_y)
        shift_x = (shift_x + image_x) / 2
        shift_y = (shift_y + image_y) / 2
    return replace(unshifted, shift_x=shift_x, shift_y=shift_y)


def _ranges(
    plan: Plan,
    settings: Settings,
    features: Sequence[str],
) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest value (F + 3,) of each feature and angle, images included."""
    if not settings.mirror:
        return plan.low, plan.high
    channels = mirror.inputs(features).first(len(plan.low))
    # Both images count for both, since the highest yaw is the lowest in the mirror.
    bounds = [
        plan.low,
        plan.high,
        channels.of(plan.low),
        channels.of(plan.high),
    ]
    return np.min(bounds, axis=0), np.max(bounds, axis=0)


def _first_means(
    plan: Plan,
    unshifted: Shared,
) -> tuple[np.ndarray, np.ndarray]:
    """The means of inputs (p,) and coordinates (1434,) over the first block that has frames."""
    # The first shards may be without a frame that is kept.
    with_frames = (number for number, groups in enumerate(plan.groups) if len(groups))
    job = plan.job(next(with_frames))
    columns = job.shard.columns(unshifted.features)
    meshes = job.shard.meshes(job.count)
    first_block = split_into_blocks(job)[0]
    a, y = load_block(job, columns, meshes, unshifted, first_block)
    # The first column is that of ones.
    inputs = a[:, 1:]
    return inputs.mean(axis=0), y.mean(axis=0)
