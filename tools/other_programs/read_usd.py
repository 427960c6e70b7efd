"""A face's USD as Pixar's library reads it: `read_usd.py FILE FRAMES OUT`, FRAMES a JSON list."""

import json
import sys

import numpy as np
from pxr import Usd, UsdGeom, UsdSkel, UsdValidation, Vt


def main(path: str, frames: list[float], out: str) -> None:
    """Write names (K,) of the targets and those of bones, positions (frames, n, 3) in Blender's
    axes, meters, as both have them, and what all validators of usdchecker say.
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
    skeleton, skin = _skinning(stage, mesh)
    shown = []
    for frame in frames:
        weights = np.array(animation.GetBlendShapeWeightsAttr().Get(frame))[order]
        local = rest + np.tensordot(weights, targets, 1)
        placed = mesh
        if skin.HasJointInfluences():
            local = _with_bones(local, skeleton, skin, frame)
            placed = skeleton.GetPrim()
        to_world = np.array(UsdGeom.Xformable(placed).ComputeLocalToWorldTransform(frame))
        shown.append(local @ to_world[:3, :3] + to_world[3, :3])
    positions = np.array(shown) * UsdGeom.GetStageMetersPerUnit(stage)
    bones = [joint.split("/")[-1] for joint in skeleton.GetJointOrder()]
    np.savez(out, names=names, bones=bones, positions=positions, said=_said(stage))


def _skinning(
    stage: Usd.Stage, mesh: Usd.Prim
) -> tuple[UsdSkel.SkeletonQuery, UsdSkel.SkinningQuery]:
    """The skeleton of a mesh, and how the mesh goes along."""
    cache = UsdSkel.Cache()
    cache.Populate(UsdSkel.Root.Find(mesh), Usd.PrimDefaultPredicate)
    (path,) = UsdSkel.BindingAPI(mesh).GetSkeletonRel().GetTargets()
    skeleton = cache.GetSkelQuery(UsdSkel.Skeleton(stage.GetPrimAtPath(path)))
    return skeleton, cache.GetSkinningQuery(mesh)


def _with_bones(
    local: np.ndarray,
    skeleton: UsdSkel.SkeletonQuery,
    skin: UsdSkel.SkinningQuery,
    frame: float,
) -> np.ndarray:
    """(n, 3) in the skeleton's axes of a mesh's vertices (n, 3) in its own."""
    points = Vt.Vec3fArray.FromNumpy(local.astype(np.float32))
    turned = skeleton.ComputeSkinningTransforms(frame)
    assert skin.ComputeSkinnedPoints(turned, points, frame)
    return np.array(points, float)


def _said(stage: Usd.Stage) -> list[str]:
    """What validators find wrong."""
    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    return [error.GetErrorAsString() for error in context.Validate(stage)]


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3])
