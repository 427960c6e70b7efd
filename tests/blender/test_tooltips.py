"""Every operator, property and choice says what it does, in other words than its name."""

import bpy
import pytest

from tools import strings


def classes(base):
    return [
        cls
        for cls in strings.subclasses(getattr(bpy.types, base))
        if "blendshape_face" in cls.__module__ and getattr(cls, "is_registered", False)
    ]


def says_nothing(name, tip):
    return not tip.strip() or tip.strip(" .").casefold() == name.strip(" .").casefold()


@pytest.mark.parametrize("cls", classes("Operator"), ids=lambda cls: cls.bl_idname)
def test_operators_say_what_they_do(cls):
    if hasattr(cls, "description"):  # by what the button is for
        return
    assert not says_nothing(cls.bl_label, getattr(cls, "bl_description", ""))
    assert not cls.bl_description.endswith(".")


@pytest.mark.parametrize(
    "cls",
    classes("Operator") + classes("PropertyGroup") + classes("AddonPreferences"),
    ids=lambda cls: cls.__name__,
)
def test_properties_and_choices_say_what_they_mean(cls):
    silent = [title for title, tip in strings.titles_and_tips(cls) if says_nothing(title, tip)]
    assert not silent
