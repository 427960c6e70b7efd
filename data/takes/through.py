"""Takes of action units or emotions as blendshapes, by the meshes of a model that has them."""

from dataclasses import replace

import numpy as np

from ..bundled import ARKIT, bundled
from ..errors import TakeError
from ..eye_channels import EYE_CHANNELS
from ..meshes.through import pass_through
from ..model import FaceModel
from .take import Take

_MILLIMETERS = 1000


def through_meshes(take: Take, model: FaceModel) -> Take:
    """The take in blendshapes that move the bundled ARKit model as its own channels move `model`.

    Eyes that the take has by blendshapes of its own stay as they are. Raises TakeError where the
    model has none of its channels, or is of blendshapes itself.
    """
    target = bundled(ARKIT)
    if set(model.feature_columns) & set(target.feature_columns):
        raise TakeError(
            f"{model.name}: is a model of blendshapes; choose one of action units or emotions"
        )
    passed = pass_through(take.names, take.values, model, target)
    looks = [name for name in dict.fromkeys(EYE_CHANNELS) if name in take.names]
    kept = [index for index, name in enumerate(passed.names) if name not in looks]
    of_take = [take.names.index(name) for name in looks]
    values = np.hstack([passed.values[:, kept], take.values[:, of_take]])
    far = passed.deviations
    note = (
        f"played as blendshapes that make the meshes of {model.name}: "
        f"{far.explained:.1%} of its motion, {far.whole_rms * _MILLIMETERS:.2f} mm left "
        "(root mean square)"
    )
    return replace(
        take,
        names=(*(passed.names[index] for index in kept), *looks),
        values=values.astype(np.float32),
        scale=ARKIT,
        notes=(*take.notes, note),
    )
