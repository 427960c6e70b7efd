"""Channels of one model as those of another: the second one makes the meshes of the first.

All models place the same mesh at the same place, so that what action units do to a face is what
blendshapes have to do.
"""

from typing import NamedTuple

import numpy as np

from ..channels import POSE
from ..errors import TakeError
from ..model import FaceModel
from .deviations import Deviations, deviations
from .solver import solver_of

_POSE_COUNT = len(POSE)


class Passed(NamedTuple):
    """values: (n, k) float32 of the channels `names`. deviations: of the second model's meshes from
    the first one's.
    """

    names: tuple[str, ...]
    values: np.ndarray
    deviations: Deviations


def pass_through(
    names: tuple[str, ...],
    values: np.ndarray,
    source: FaceModel,
    target: FaceModel,
) -> Passed:
    """Values (n, k) of channels as those of another model; NaN where a sample lacks all.

    What of the channels `source` does not have is left out; one that a sample lacks counts as 0.
    Raises TakeError where it has none of them, or one model has them all.
    """
    played = [name for name in source.feature_columns if name in names]
    if not played:
        raise TakeError(
            f"{source.name}: is a model of other channels, such as {source.feature_columns[0]}; "
            "choose one of the recording's"
        )
    columns = [names.index(name) for name in played]
    measured = values[:, columns]
    has_face = ~np.isnan(measured).all(axis=1)
    inputs = np.zeros((len(values), len(source.columns)), np.float32)
    inputs[:, [source.columns.index(name) for name in played]] = np.nan_to_num(measured)
    basis = source.blender_basis()
    moved = basis.positions(inputs).reshape(len(values), -1, 3) - basis.rest
    solver = solver_of(target.blender_basis(), target.columns)
    rest = solver.basis.rest.astype(np.float64)
    moved[~has_face] = np.nan
    meshes = solver.aligned(rest + moved)
    found = solver.values(meshes, rest)
    modelled = solver.modelled(found, rest)
    shown = [index for index, high in enumerate(solver.high) if high > 0]
    return Passed(
        names=tuple(solver.names[index] for index in shown),
        values=found[:, shown],
        deviations=deviations(meshes, modelled, rest),
    )
