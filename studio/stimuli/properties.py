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

from ...data.bundled import ARKIT, TITLES, bundled
from ...data.channels import POSE, names
from ...data.stimuli import (
    SAMPLES,
    SIZES,
    Design,
    DesignError,
    Expression,
    Films,
    basic_expressions,
)
from ...data.stimuli.naming import LONGEST_NAME
from ...face.properties import columns_of, is_converted, model_of

_EXPRESSIONS = list(basic_expressions())


class StimulusProperties(bpy.types.PropertyGroup):
    filepath: StringProperty(
        name="Design",
        description="TOML or CSV file with the set's design; without one, what is chosen below",
        subtype="FILE_PATH",
    )
    directory: StringProperty(
        name="Folder", description="Where the set goes", subtype="DIR_PATH", default="//stimuli/"
    )
    expressions: EnumProperty(
        name="Expressions",
        description="Prototypes by FACS's definitions of the emotions",
        items=[(name, name.title(), "") for name in _EXPRESSIONS],
        options={"ENUM_FLAG"},
        default=set(_EXPRESSIONS[1:]),
    )
    this_face: BoolProperty(
        name="This Face",
        description="The active face's sliders as an expression of the object's name",
    )
    intensities: StringProperty(
        name="Intensities", description="Percent", default="20 40 60 80 100"
    )
    yaw: StringProperty(
        name="Yaw",
        description="Degrees; positive turns the head to the subject's right",
        default="-30 0 30",
    )
    films: BoolProperty(name="Films", description="Films from neutral and back instead of pictures")
    onset: FloatProperty(name="Onset", subtype="TIME_ABSOLUTE", default=Films.onset, min=0, max=600)
    hold: FloatProperty(name="Hold", subtype="TIME_ABSOLUTE", default=Films.hold, min=0, max=600)
    offset: FloatProperty(
        name="Offset", subtype="TIME_ABSOLUTE", default=Films.offset, min=0, max=600
    )
    size: IntProperty(
        name="Size", subtype="PIXEL", default=Design.size, min=SIZES[0], max=SIZES[1], step=2
    )
    samples: IntProperty(name="Samples", default=Design.samples, min=SAMPLES[0], max=SAMPLES[1])


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
    expressions = [basic_expressions()[n] for n in _EXPRESSIONS if n in chosen.expressions]
    if chosen.this_face and face:
        expressions.append(_expression_of(face))
    films = Films(*(round(getattr(chosen, k), 6) for k in ("onset", "hold", "offset")))
    return Design(
        expressions=tuple(expressions),
        intensities=tuple(percent / 100 for percent in _numbers(chosen, "intensities")),
        yaw=_numbers(chosen, "yaw"),
        models=(_model_of(face, folder),) if face else (ARKIT,),
        stills=not chosen.films,
        films=films if chosen.films else None,
        size=chosen.size,
        samples=chosen.samples,
    )


def _expression_of(face: bpy.types.Object) -> Expression:
    mesh = face.data
    channels = mesh.shape_keys.key_blocks if is_converted(mesh) else mesh.blendshape_face.channels
    features = (name for name in columns_of(mesh) if name not in names(POSE))
    values = {name: round(channels[name].value, 6) for name in features}
    return Expression(
        _file_safe(face.name), {channel: value for channel, value in values.items() if value}
    )


def _model_of(face: bpy.types.Object, folder: Path) -> str:
    model = model_of(face.data)
    content = model.to_bytes()
    for name in TITLES:
        if bundled(name).to_bytes() == content:
            return name
    name = f"{_file_safe(model.name)}.npz"
    (folder / name).write_bytes(content)
    return name


def _file_safe(name: str) -> str:
    safe = "".join(letter if letter.isalnum() else "_" for letter in name)
    return safe.strip("_")[:LONGEST_NAME] or "face"


def _numbers(chosen: StimulusProperties, key: str) -> tuple[float, ...]:
    text = getattr(chosen, key)
    try:
        return tuple(float(word) for word in text.replace(",", " ").replace(";", " ").split())
    except ValueError:
        title = chosen.bl_rna.properties[key].name
        raise DesignError(f"{title}: {text!r} must be numbers with spaces between") from None
