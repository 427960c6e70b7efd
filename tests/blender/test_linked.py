"""Faces of another file that stand still: their buttons are gray and say why, until mended."""

import bpy
import pytest
from blendshape_face.face.properties import is_converted
from blendshape_face.face.values import values_of, why_still

from tests.blender.baking import to_shape_keys
from tests.blender.test_face import link_from, with_overridden_mesh


@pytest.fixture(params=[False, True], ids=["live", "shape keys"])
def unmovable(request, face, tmp_path):
    """A linked face, as `linked`, live or converted."""
    if request.param:
        to_shape_keys()
    return link_from(tmp_path)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("reset", {}),
        ("expression", {"group": "Emotions", "name": "surprise"}),
        ("blend_expression", {"group": "Emotions", "name": "surprise", "amount": 0.5}),
        ("paste_expression", {}),
        ("mirror_expression", {}),
        ("random_expression", {"seed": 3}),
        ("exercise", {}),
        ("drag_handle", {"handle": "JAW", "offset": (0, -0.02)}),
    ],
)
def test_buttons_of_a_linked_face_say_why_they_are_gray(unmovable, name, options):
    before = values_of(unmovable.data)
    operator = getattr(bpy.ops.blendshape_face, name)
    assert not operator.poll()
    with pytest.raises(RuntimeError, match="is linked: Mend Face makes it local"):
        operator(**options)
    assert values_of(unmovable.data) == before


def test_keys_are_not_offered_to_a_linked_face(unmovable):
    with pytest.raises(RuntimeError, match="is linked: "):
        bpy.ops.blendshape_face.key_channels()


def test_a_linked_face_is_mended(unmovable):
    assert bpy.ops.blendshape_face.mend() == {"FINISHED"}
    mended = bpy.context.object
    assert is_converted(mended.data) == bool(unmovable.data.shape_keys)
    shown = bpy.ops.blendshape_face.expression(group="Emotions", name="surprise")
    assert shown == {"FINISHED"}
    assert any(values_of(mended.data).values())


def test_an_overridden_face_with_shape_keys_is_posed_and_keyed(face, tmp_path):
    to_shape_keys()
    override = with_overridden_mesh(link_from(tmp_path))
    assert why_still(override.data) == ""
    shown = bpy.ops.blendshape_face.expression(group="Emotions", name="surprise")
    assert shown == {"FINISHED"}
    assert any(values_of(override.data).values())
    assert bpy.ops.blendshape_face.key_channels() == {"FINISHED"}
