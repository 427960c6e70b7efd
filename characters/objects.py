"""Which objects are characters: meshes whose own shape keys move them."""

from bpy.types import Context, Mesh, Object

from ..blender.editing import check_local
from ..data.errors import FaceError
from ..face.properties import is_converted, is_face


def is_character(obj: Object | None) -> bool:
    """Whether shape keys move this object: a live face with keys on it is none."""
    if obj is None or obj.type != "MESH":
        return False
    mesh = obj.data
    has_channels = len(mesh.blendshape_face.channels) > 0
    if has_channels and not is_converted(mesh):
        return False
    return bool(key_names(mesh))


def active_target(context: Context) -> Object | None:
    """The active object if it is a face or a character: what a take can be keyed on."""
    obj = context.object
    if is_face(obj) or is_character(obj):
        return obj
    return None


def active_characters(context: Context) -> list[Object]:
    """The active character and the selected ones with it, such as its teeth; one a mesh."""
    active = context.object
    if active is None or not is_character(active):
        return []
    # By their meshes: linked duplicates share shape keys, and would be keyed twice.
    chosen = {active.data: active}
    for obj in context.selected_objects:
        if is_character(obj):
            chosen.setdefault(obj.data, obj)
    return list(chosen.values())


def key_names(mesh: Mesh) -> list[str]:
    """The relative shape keys' names, without the one that they are relative to."""
    keys = mesh.shape_keys
    # Absolute shape keys are stations of one movement, not parts to be mixed.
    if keys is None or not keys.use_relative:
        return []
    basis = keys.reference_key
    return [key.name for key in keys.key_blocks if key != basis]


def check_character(obj: Object) -> None:
    """Raises FaceError where a character's shape keys cannot be keyed."""
    mesh = obj.data
    if mesh.is_editmode:
        raise FaceError(f"{obj.name}: is in Edit Mode; leave it first")
    check_local(mesh, mesh.shape_keys)
