"""The design of a stimulus set in the panel, kept with the scene."""

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ..blender.relative_paths import RELATIVE_PATH
from ..data.expressions import basic_expressions
from ..data.person.limits import LARGEST_SPREAD
from ..data.stimulus_limits import (
    FIRST_SEED,
    HOLD,
    OFFSET,
    ONSET,
    PEOPLE,
    SAMPLES,
    SIZES,
    USUAL_SAMPLES,
    USUAL_SIZE,
    USUAL_SPREAD,
)

EXPRESSIONS = list(basic_expressions())
NEUTRAL, *_EMOTIONS = EXPRESSIONS
_OF_ONE_SET = RELATIVE_PATH | {"SKIP_PRESET"}
"""Options of paths, which no preset keeps."""
_LONGEST = 600
"""Seconds of each phase of a film."""


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
        items=[(name, name.title(), f"Show {name}") for name in EXPRESSIONS],
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
        default=FIRST_SEED,
        min=0,
    )
    spread: FloatProperty(
        name="Spread",
        description="How far people differ: 0 the mean face, 1 as people do",
        default=USUAL_SPREAD,
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
        default=ONSET,
        min=0,
        max=_LONGEST,
    )
    hold: FloatProperty(
        name="Hold",
        description="How long the expression stays",
        subtype="TIME_ABSOLUTE",
        default=HOLD,
        min=0,
        max=_LONGEST,
    )
    offset: FloatProperty(
        name="Offset",
        description="From the expression back to neutral",
        subtype="TIME_ABSOLUTE",
        default=OFFSET,
        min=0,
        max=_LONGEST,
    )
    size: IntProperty(
        name="Size",
        description="Width and height of the pictures",
        subtype="PIXEL",
        default=USUAL_SIZE,
        min=SIZES[0],
        max=SIZES[1],
        # H.264 takes even numbers.
        step=2,
    )
    samples: IntProperty(
        name="Samples",
        description="Of each pixel; more take longer and are less noisy",
        default=USUAL_SAMPLES,
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
