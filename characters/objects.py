"""Which objects are characters: meshes whose own shape keys move them."""

from collections.abc import Iterable

from bpy.types import Context, Mesh, Object

from ..blender.editing import check_local
from ..data.errors import FaceError, MappingError
from ..face.properties import is_converted, is_face


def is_character(obj: Object | None) -> bool:
    """Whether relative shape keys move this object: a live face with keys on it is none."""
    return has_shape_keys(obj) and bool(key_names(obj.data))


def has_shape_keys(obj: Object | None) -> bool:
    """Whether shape keys move this object, relative or absolute ones."""
    if obj is None or obj.type != "MESH":
        return False
    mesh = obj.data
    has_channels = len(mesh.blendshape_face.channels) > 0
    if has_channels and not is_converted(mesh):
        return False
    # The first one is the shape at rest.
    return mesh.shape_keys is not None and len(mesh.shape_keys.key_blocks) > 1


def active_target(context: Context) -> Object | None:
    """What a take can be keyed on: the active face or character, else the first chosen one."""
    obj = context.object
    if is_face(obj) or is_character(obj):
        return obj
    return next(filter(is_character, chosen_meshes(context)), None)


def chosen_meshes(context: Context) -> list[Object]:
    """The meshes with shape keys that the user means: the active and the selected ones, such as
    teeth; none of these being one, those that the active armature moves. One a mesh, the active
    first; none where a live face is active.
    """
    active = context.object
    is_live = is_face(active) and not has_shape_keys(active)
    if active is None or is_live:
        return []
    chosen = _one_a_mesh([active, *context.selected_objects])
    if not chosen and active.type == "ARMATURE":
        moved = [obj for obj in context.view_layer.objects if obj.find_armature() == active]
        chosen = _one_a_mesh(moved)
    return chosen


def _one_a_mesh(objects: Iterable[Object]) -> list[Object]:
    """Those with shape keys. Linked duplicates share these, and would be keyed twice."""
    found = {}
    for obj in objects:
        if has_shape_keys(obj):
            found.setdefault(obj.data, obj)
    return list(found.values())


def key_names(mesh: Mesh) -> list[str]:
    """The relative shape keys' names, without the one that they are relative to."""
    keys = mesh.shape_keys
    # Absolute shape keys are stations of one movement, not parts to be mixed.
    if keys is None or not keys.use_relative:
        return []
    basis = keys.reference_key
    return [key.name for key in keys.key_blocks if key != basis]


def check_relative(mesh: Mesh) -> None:
    """Raises MappingError where a mesh's shape keys are absolute: no take can mix them."""
    keys = mesh.shape_keys
    if keys and not keys.use_relative:
        raise MappingError(
            f"{mesh.name}: its shape keys are absolute, stations of one movement; tick Relative in "
            "Properties > Data > Shape Keys"
        )


def check_character(obj: Object) -> None:
    """Raises FaceError where a character's shape keys cannot be keyed."""
    mesh = obj.data
    if mesh.is_editmode:
        raise FaceError(f"{obj.name}: is in Edit Mode; leave it first")
    check_local(mesh, mesh.shape_keys)
