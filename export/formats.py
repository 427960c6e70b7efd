"""One function for each kind of file: Blender's own exporters with the settings that work."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import bpy

from ..data.errors import FaceError
from .whole import Whole

Objects = Sequence[bpy.types.Object]


class Format(NamedTuple):
    """A kind of file: its title, what it is for, the endings of its names, and what writes it.

    write: takes the context, objects, path, frames and how whole faces leave; the scene's range is
    those frames. Returns what to know of how near the file is, if there is something.
    still: holds one frame, so that a take needs a file a frame.
    has_targets: channels travel, and a face can leave whole or as its landmarks alone.
    library: of Blender's build options, without which it has no exporter; "" for none.
    """

    title: str
    description: str
    suffixes: tuple[str, ...]
    write: Callable[[bpy.types.Context, Objects, Path, range, Whole | None], str]
    still: bool = False
    has_targets: bool = False
    library: str = ""

    @property
    def is_built(self) -> bool:
        """Whether this Blender has what writes it: some distributions leave libraries out."""
        return not self.library or getattr(bpy.app.build_options, self.library)


def _gltf(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    frames: range,
    whole: Whole | None,
) -> str:
    from .gltf_nodes import lift_skinned
    from .keyed_copies import keyed_copies

    _require("export_scene", "gltf", "glTF 2.0 format")
    with keyed_copies(context, objects, frames, whole) as note:
        bpy.ops.export_scene.gltf(
            filepath=str(path),
            export_format="GLB" if path.suffix.lower() == ".glb" else "GLTF_SEPARATE",
            use_selection=True,
            use_active_scene=True,
            # One animation of keys and object together, as the scene evaluates.
            export_animation_mode="SCENE",
            export_anim_scene_split_object=False,
            export_anim_slide_to_zero=True,
            # The optimizer takes movements below a tenth of a millimeter for none.
            export_optimize_animation_size=False,
            # Twice as large for hardly a difference: programs light the neutral face's normals.
            export_morph_normal=False,
            # Many programs cannot read accessors that hold only what is not 0.
            export_try_sparse_sk=False,
        )
    lift_skinned(path)
    return note


def _fbx(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    frames: range,
    whole: Whole | None,
) -> str:
    from .keyed_copies import keyed_copies

    _require("export_scene", "fbx", "FBX format")
    with keyed_copies(context, objects, frames, whole) as note:
        bpy.ops.export_scene.fbx(
            filepath=str(path),
            use_selection=True,
            object_types={"MESH", "ARMATURE"},
            use_mesh_modifiers=False,  # FBX cannot have both modifiers and blend shapes
            add_leaf_bones=False,
            # With actions and strips as takes of their own, those of shape keys are left out.
            bake_anim_use_all_actions=False,
            bake_anim_use_nla_strips=False,
            # No keys on what stands still, and all of what moves at all.
            bake_anim_simplify_factor=1e-6,
            bake_anim_force_startend_keying=False,
            path_mode="COPY",
            embed_textures=True,
        )
    return note


def _usd(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    frames: range,
    whole: Whole | None,
) -> str:
    from .keyed_copies import keyed_copies

    with keyed_copies(context, objects, frames, whole) as note:
        bpy.ops.wm.usd_export(
            filepath=str(path),
            selected_objects_only=True,
            export_animation=True,
            export_shapekeys=True,
            convert_world_material=False,
            overwrite_textures=True,
        )
    return note


def _alembic(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    frames: range,
    _whole: Whole | None,
) -> str:
    from ..data.whole_files import reserve
    from ..face.copies import mesh_copies
    from .alembic_size import alembic_size

    with mesh_copies(context, objects) as copies:
        # On a full disk Alembic would end Blender, and what was not saved with it.
        reserve(path, alembic_size(context, copies, len(frames)))
        bpy.ops.wm.alembic_export(
            filepath=str(path),
            selected=True,
            start=frames.start,
            end=frames[-1],
            apply_subdiv=True,
            evaluation_mode="VIEWPORT",
            # A job would run on when the copies are gone.
            as_background_job=False,
        )
    return ""


def _obj(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    _frames: range,
    _whole: Whole | None,
) -> str:
    from ..face.copies import mesh_copies

    with mesh_copies(context, objects):
        # The pictures come along: paths would lead from where the file is written.
        bpy.ops.wm.obj_export(filepath=str(path), export_selected_objects=True, path_mode="COPY")
    return ""


def _ply(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    _frames: range,
    _whole: Whole | None,
) -> str:
    from ..face.copies import mesh_copies

    with mesh_copies(context, objects):
        # With UVs it would split and sort the vertices.
        bpy.ops.wm.ply_export(filepath=str(path), export_selected_objects=True, export_uv=False)
    return ""


def _npz(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    frames: range,
    _whole: Whole | None,
) -> str:
    from ..data.takes.vertex_takes import write_npz
    from .vertex_sampling import vertices_over_time

    write_npz(path, vertices_over_time(context, objects, frames))
    return ""


def _csv(
    context: bpy.types.Context,
    objects: Objects,
    path: Path,
    frames: range,
    _whole: Whole | None,
) -> str:
    from ..data.takes.vertex_takes import write_csv
    from .vertex_sampling import vertices_over_time

    write_csv(path, vertices_over_time(context, objects, frames))
    return ""


def _require(
    module: str,
    name: str,
    add_on: str,
) -> None:
    """Raise FaceError where an exporter is missing: those of add-ons can be disabled."""
    if name not in dir(getattr(bpy.ops, module)):
        raise FaceError(
            f"Blender's add-on {add_on!r} is disabled: tick it in Edit > Preferences > Add-ons"
        )


FORMATS = {
    "GLTF": Format(
        "glTF",
        "Named morph targets and one animation",
        (".glb", ".gltf"),
        _gltf,
        has_targets=True,
    ),
    "FBX": Format(
        "FBX",
        "Named blend shapes and their animation",
        (".fbx",),
        _fbx,
        has_targets=True,
    ),
    "USD": Format(
        "USD",
        "Named blend shapes and their animation, as UsdSkel",
        (".usdc", ".usda", ".usd", ".usdz"),
        _usd,
        has_targets=True,
        library="usd",
    ),
    "ALEMBIC": Format(
        "Alembic",
        "The mesh of each frame, with its modifiers",
        (".abc",),
        _alembic,
        library="alembic",
    ),
    "OBJ": Format(
        "OBJ",
        "The mesh as shown now, with its modifiers",
        (".obj",),
        _obj,
        still=True,
    ),
    "PLY": Format(
        "PLY",
        "The mesh as shown now, with its modifiers",
        (".ply",),
        _ply,
        still=True,
    ),
    "NPZ": Format("NumPy", "Landmarks, channels and times as arrays", (".npz",), _npz),
    "CSV": Format("CSV", "Time, channels and landmarks, a row a frame", (".csv",), _csv),
}
"""Id -> format; the first suffix is the one that is offered."""
