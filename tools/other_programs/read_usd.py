"""A face's USD as Pixar's library reads it: `read_usd.py FILE FRAMES OUT`, FRAMES a JSON list."""

import json
import sys

import numpy as np
from pxr import Usd, UsdGeom, UsdSkel, UsdValidation


def main(path: str, frames: list[float], out: str) -> None:
    """Write names (K,) of the targets, positions (frames, n, 3) in Blender's axes, meters, and what
    all validators of usdchecker say.
    """
    stage = Usd.Stage.Open(path)
    (mesh,) = [prim for prim in stage.Traverse() if prim.IsA(UsdGeom.Mesh)]
    (animation,) = [prim for prim in stage.Traverse() if prim.IsA(UsdSkel.Animation)]
    animation = UsdSkel.Animation(animation)
    binding = UsdSkel.BindingAPI(mesh)
    names = list(binding.GetBlendShapesAttr().Get())
    rest = np.array(UsdGeom.Mesh(mesh).GetPointsAttr().Get(), float)
    targets = np.zeros((len(names), *rest.shape))
    paths = binding.GetBlendShapeTargetsRel().GetTargets()
    for number, shape_path in enumerate(paths):
        shape = UsdSkel.BlendShape(stage.GetPrimAtPath(shape_path))
        indices = shape.GetPointIndicesAttr().Get()
        offsets = np.array(shape.GetOffsetsAttr().Get())
        targets[number, np.array(indices) if indices else slice(None)] = offsets
    order = [list(animation.GetBlendShapesAttr().Get()).index(name) for name in names]
    shown = []
    for frame in frames:
        weights = np.array(animation.GetBlendShapeWeightsAttr().Get(frame))[order]
        to_world = np.array(UsdGeom.Xformable(mesh).ComputeLocalToWorldTransform(frame))
        local = rest + np.tensordot(weights, targets, 1)
        shown.append(local @ to_world[:3, :3] + to_world[3, :3])
    positions = np.array(shown) * UsdGeom.GetStageMetersPerUnit(stage)
    np.savez(out, names=names, positions=positions, said=_said(stage))


def _said(stage: Usd.Stage) -> list[str]:
    """What validators find wrong."""
    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    return [error.GetErrorAsString() for error in context.Validate(stage)]


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3])
