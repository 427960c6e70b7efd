"""The design that the panel's properties are."""

from functools import lru_cache
from pathlib import Path

import bpy

from ...data.bundled import ARKIT, TITLES, bundled
from ...data.channels import POSE, names
from ...data.errors import FaceError
from ...data.stimuli import (
    Design,
    DesignError,
    Expression,
    Films,
    Identities,
    basic_expressions,
    plan_stimuli,
    read_design,
)
from ...data.stimulus_limits import LONGEST_NAME
from ...data.whole_files import write_whole
from ...face.properties import columns_of, is_converted, model_of
from ..stimulus_properties import EXPRESSIONS, NEUTRAL, StimulusProperties

_DECIMALS = 6
"""Of numbers in a design. Blender's are of single precision, where 0.1 is 0.100000001."""


def chosen_design(
    chosen: StimulusProperties, face: bpy.types.Object | None, folder: Path
) -> Design:
    """The panel's design, by the active face's model if there is one.

    folder: a model that does not come along is written there. Raises DesignError, ModelError.
    """
    ready = basic_expressions()
    # In their own order: Blender gives those that are chosen as a set.
    expressions = [ready[name] for name in EXPRESSIONS if name in chosen.expressions]
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
    """How many stimuli the panel's design comes to, 0 where a number or the file cannot be read."""
    if chosen.filepath:
        return _count_of_file(Path(bpy.path.abspath(chosen.filepath)))
    try:
        intensities = _numbers(chosen, "intensities")
        yaw = _numbers(chosen, "yaw")
    except DesignError:
        return 0
    has_neutral = NEUTRAL in chosen.expressions
    changing = len(chosen.expressions) - has_neutral + (chosen.this_face and has_face)
    # Neutral is the same at every intensity.
    changes = changing * len(intensities) + has_neutral
    return changes * len(yaw) * max(chosen.people, 1)


def _count_of_file(path: Path) -> int:
    try:
        changed = path.stat().st_mtime_ns
    except (OSError, ValueError):  # the latter for a name that no file can have
        return 0
    return _planned(path, changed)


@lru_cache(maxsize=8)
def _planned(path: Path, _changed: int) -> int:
    """The panel is drawn at every move of the mouse; a design is read when it has changed."""
    try:
        return len(plan_stimuli(read_design(path)).stimuli)
    except FaceError:
        # Pressing the button says what is wrong.
        return 0


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
