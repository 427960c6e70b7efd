"""The person of a face as properties of its mesh: a name, weights, and traits as sliders."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, FloatProperty, FloatVectorProperty, IntProperty

from ..data.errors import FaceError
from ..data.person.limits import COUNT, LARGEST_SPREAD, LARGEST_WEIGHT
from ..data.person.traits import TRAITS, traits_of, with_traits
from .mesh import keep_rest, problem, refresh
from .person import forget_person, person_of

if TYPE_CHECKING:
    from ..data.person.person import Person


LARGEST_SEED = 2**31 - 1
"""Blender's own limit of whole numbers."""
_SOFT = 3.0
"""Standard deviations to which sliders go."""


def why_fixed(mesh: bpy.types.Mesh) -> str:
    """Why a face's person cannot be changed, with the remedy; empty when it can."""
    if mesh.shape_keys:
        return "Shape keys hold this person: go back to live, or remove them, to change the person"
    return problem(mesh)


def check_changeable(mesh: bpy.types.Mesh) -> None:
    """Raise FaceError where a face's person cannot be changed."""
    if trouble := why_fixed(mesh):
        raise FaceError(f"{mesh.name}: {trouble}")


def set_person(mesh: bpy.types.Mesh, person: "Person") -> None:
    """Give a face another person. Raises FaceError, and changes nothing then."""
    check_changeable(mesh)
    stored = mesh.blendshape_face.person
    stored.name = person.name
    stored.weights = person.weights.tolist()


def show_person(mesh: bpy.types.Mesh) -> None:
    """Have mesh and garments show the person that the weights say; a face with a problem stays."""
    from .parts import fit_garments

    forget_person(mesh)
    if not why_fixed(mesh):
        keep_rest(mesh)
        refresh(mesh)
        fit_garments(mesh)


def _on_weights(person: "PersonProperties", _context: bpy.types.Context) -> None:
    show_person(person.id_data)


def _trait_of(name: str) -> Callable[["PersonProperties"], float]:
    """A getter of a trait's amount."""

    def get(stored: "PersonProperties") -> float:
        return traits_of(person_of(stored.id_data))[name]

    return get


def _move_trait(name: str) -> Callable[["PersonProperties", float], None]:
    """A setter of a trait's amount; a face that cannot be changed stays as it is."""

    def put(stored: "PersonProperties", amount: float) -> None:
        mesh = stored.id_data
        if why_fixed(mesh):
            return
        person = person_of(mesh)
        more = amount - traits_of(person)[name]
        stored.weights = with_traits(person, {name: more}).weights.tolist()

    return put


def _sliders() -> dict[str, object]:
    """A property for each trait: what the weights say, and nothing kept beside them."""
    found: dict[str, object] = {}
    for name, trait in TRAITS.items():
        found[name] = FloatProperty(
            name=trait.title,
            description=f"{trait.tip}; standard deviations among people",
            soft_min=-_SOFT,
            soft_max=_SOFT,
            step=10,
            precision=2,
            get=_trait_of(name),
            set=_move_trait(name),
            options=set(),
        )
    return found


class PersonProperties(bpy.types.PropertyGroup):
    """Who a face is; `name` is the person's. A slider for each of TRAITS is added below."""

    weights: FloatVectorProperty(
        name="Modes",
        description="Ways in which faces differ, the largest first; standard deviations",
        size=COUNT,
        min=-LARGEST_WEIGHT,
        max=LARGEST_WEIGHT,
        soft_min=-_SOFT,
        soft_max=_SOFT,
        step=10,
        precision=2,
        options={"LIBRARY_EDITABLE"},
        override={"LIBRARY_OVERRIDABLE"},
        update=_on_weights,
    )
    seed: IntProperty(
        name="Seed",
        description="Number of the next person at random",
        min=0,
        max=LARGEST_SEED,
        options=set(),
    )
    spread: FloatProperty(
        name="Spread",
        description="How far people differ: 0 the mean face, 1 as people do, above it exaggerates",
        default=1.0,
        min=0.0,
        max=LARGEST_SPREAD,
        options=set(),
    )
    random_tone: BoolProperty(
        name="Random Skin Tone",
        description="Give people at random a skin tone, too",
        options=set(),
    )


# From the table of traits, as Blender takes properties from a class's annotations.
PersonProperties.__annotations__.update(_sliders())
CLASSES = (PersonProperties,)
