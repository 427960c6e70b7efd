"""The design of a stimulus set in the panel, kept with the scene."""

from pathlib import Path

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ...blender.relative_paths import RELATIVE_PATH
from ...data.bundled import ARKIT, TITLES, bundled
from ...data.channels import POSE, names
from ...data.person.chance import LARGEST_SPREAD
from ...data.stimuli import (
    PEOPLE,
    SAMPLES,
    SIZES,
    Design,
    DesignError,
    Expression,
    Films,
    Identities,
    basic_expressions,
)
from ...data.stimuli.naming import LONGEST_NAME
from ...data.whole_files import write_whole
from ...face.properties import columns_of, is_converted, model_of

_EXPRESSIONS = list(basic_expressions())
_NEUTRAL, *_EMOTIONS = _EXPRESSIONS
_OF_ONE_SET = RELATIVE_PATH | {"SKIP_PRESET"}
"""Options of paths, which no preset keeps."""
_LONGEST = 600
"""Seconds of each phase of a film."""
_DECIMALS = 6
"""Of numbers in a design. Blender's are of single precision, where 0.1 is 0.100000001."""


class StimulusProperties(bpy.types.PropertyGroup):
    """What the panel holds of a design where no file holds it."""

    filepath: StringProperty(
        name="Design",
        description="TOML or CSV file with the set's design; without one, what is chosen below",
        subtype="FILE_PATH",
        options=_OF_ONE_SET,
    )
    directory: StringProperty(
        name="Folder",
        description="Where the set goes",
        subtype="DIR_PATH",
        options=_OF_ONE_SET,
        # Beside the open file.
        default="//stimuli/",
    )
    expressions: EnumProperty(
        name="Expressions",
        description="Prototypes by FACS's definitions of the emotions",
        items=[(name, name.title(), f"Show {name}") for name in _EXPRESSIONS],
        options={"ENUM_FLAG"},
        default=set(_EMOTIONS),
    )
    this_face: BoolProperty(
        name="This Face",
        description="The active face's sliders as an expression of the object's name",
    )
    intensities: StringProperty(
        name="Intensities",
        description="Percent",
        default="20 40 60 80 100",
    )
    yaw: StringProperty(
        name="Yaw",
        description="Degrees; positive turns the head to the subject's right",
        default="-30 0 30",
    )
    people: IntProperty(
        name="People",
        description="How many people at random show it all; 0 for the mean face alone",
        default=0,
        min=0,
        soft_max=100,
        max=PEOPLE[1],
    )
    first_seed: IntProperty(
        name="First Seed",
        description="Number of the first of them; the others follow on it",
        default=Identities.seed,
        min=0,
    )
    spread: FloatProperty(
        name="Spread",
        description="How far people differ: 0 the mean face, 1 as people do",
        default=Identities.spread,
        min=0,
        max=LARGEST_SPREAD,
    )
    films: BoolProperty(
        name="Films",
        description="Films from neutral and back instead of pictures",
    )
    onset: FloatProperty(
        name="Onset",
        description="From neutral to the expression",
        subtype="TIME_ABSOLUTE",
        default=Films.onset,
        min=0,
        max=_LONGEST,
    )
    hold: FloatProperty(
        name="Hold",
        description="How long the expression stays",
        subtype="TIME_ABSOLUTE",
        default=Films.hold,
        min=0,
        max=_LONGEST,
    )
    offset: FloatProperty(
        name="Offset",
        description="From the expression back to neutral",
        subtype="TIME_ABSOLUTE",
        default=Films.offset,
        min=0,
        max=_LONGEST,
    )
    size: IntProperty(
        name="Size",
        description="Width and height of the pictures",
        subtype="PIXEL",
        default=Design.size,
        min=SIZES[0],
        max=SIZES[1],
        # H.264 takes even numbers.
        step=2,
    )
    samples: IntProperty(
        name="Samples",
        description="Of each pixel; more take longer and are less noisy",
        default=Design.samples,
        min=SAMPLES[0],
        max=SAMPLES[1],
    )


CLASSES = (StimulusProperties,)
PROPERTIES = (
    (
        bpy.types.Scene,
        "blendshape_face_stimuli",
        PointerProperty(type=StimulusProperties),
    ),
)
"""Owner, name and definition of what is added to Blender's own types."""


def chosen_design(
    chosen: StimulusProperties, face: bpy.types.Object | None, folder: Path
) -> Design:
    """The panel's design, by the active face's model if there is one.

    folder: a model that does not come along is written there. Raises DesignError, ModelError.
    """
    ready = basic_expressions()
    # In their own order: Blender gives those that are chosen as a set.
    expressions = [ready[name] for name in _EXPRESSIONS if name in chosen.expressions]
    if chosen.this_face and face:
        expressions.append(_expression_of(face))
    percents = _numbers(chosen, "intensities")
    return Design(
        expressions=tuple(expressions),
        intensities=tuple(percent / 100 for percent in percents),
        yaw=_numbers(chosen, "yaw"),
        models=(_model_of(face, folder) if face else ARKIT,),
        identities=_identities(chosen),
        stills=not chosen.films,
        films=_films(chosen) if chosen.films else None,
        size=chosen.size,
        samples=chosen.samples,
    )


def count_of(chosen: StimulusProperties, has_face: bool) -> int:
    """How many stimuli the panel's design comes to, 0 where a number cannot be read."""
    try:
        intensities = _numbers(chosen, "intensities")
        yaw = _numbers(chosen, "yaw")
    except DesignError:
        return 0
    has_neutral = _NEUTRAL in chosen.expressions
    changing = len(chosen.expressions) - has_neutral + (chosen.this_face and has_face)
    # Neutral is the same at every intensity.
    changes = changing * len(intensities) + has_neutral
    return changes * len(yaw) * max(chosen.people, 1)


def _identities(chosen: StimulusProperties) -> Identities | None:
    if not chosen.people:
        return None
    return Identities(chosen.people, chosen.first_seed, round(chosen.spread, _DECIMALS))


def _films(chosen: StimulusProperties) -> Films:
    return Films(
        onset=round(chosen.onset, _DECIMALS),
        hold=round(chosen.hold, _DECIMALS),
        offset=round(chosen.offset, _DECIMALS),
    )


def _expression_of(face: bpy.types.Object) -> Expression:
    """What the face shows, by its sliders or shape keys; those at 0 are left out."""
    mesh = face.data
    sliders = mesh.blendshape_face.channels
    shown = mesh.shape_keys.key_blocks if is_converted(mesh) else sliders
    values = {}
    for name in columns_of(mesh):
        value = round(shown[name].value, _DECIMALS)
        # The design turns the head by its own angles.
        if value and name not in names(POSE):
            values[name] = value
    return Expression(_file_safe(face.name), values)


def _model_of(face: bpy.types.Object, folder: Path) -> str:
    """The name of the bundled model that is the face's, else of a file that is written for it."""
    model = model_of(face.data)
    content = model.to_bytes()
    for name in TITLES:
        if bundled(name).to_bytes() == content:
            return name
    name = f"{_file_safe(model.name)}.npz"
    write_whole(folder / name, content, DesignError)
    return name


def _file_safe(name: str) -> str:
    """Letters and digits of any script, with _ for others: "My Face!" becomes My_Face."""
    safe = "".join(letter if letter.isalnum() else "_" for letter in name)
    return safe.strip("_")[:LONGEST_NAME] or "face"


def _numbers(chosen: StimulusProperties, key: str) -> tuple[float, ...]:
    """The numbers of a text property. Raises DesignError, which names it by its title."""
    text = getattr(chosen, key)
    words = text.replace(",", " ").replace(";", " ").split()
    try:
        return tuple(float(word) for word in words)
    except ValueError:
        title = chosen.bl_rna.properties[key].name
        raise DesignError(f"{title}: {text!r} must be numbers with spaces between") from None
