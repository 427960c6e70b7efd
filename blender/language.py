"""The interface in the language that the user chose for Blender."""

from itertools import product

import bpy

from ..data.translations import LOCALES, table, translated
from .extension import PACKAGE

CONTEXT = "blendshape_face"
"""Of words that Blender itself translates in another sense: its "Face" is a polygon."""
_CONTEXTS = ("*", "Operator", CONTEXT)
"""Blender asks for labels of operators in one of their own."""


def add_translations() -> None:
    """Have Blender say our labels and tooltips in other languages."""
    entries = {}
    for locale in LOCALES:
        pairs = product(_CONTEXTS, table(locale).items())
        entries[locale] = {(context, english): said for context, (english, said) in pairs}
    bpy.app.translations.register(PACKAGE, entries)


def remove_translations() -> None:
    """The other way round."""
    bpy.app.translations.unregister(PACKAGE)


def told(message: str) -> str:
    """A message with values in it, or a text that a panel composes, in the user's language."""
    locale = _locale()
    if locale not in LOCALES:
        return message
    return translated(message, locale)


def _locale() -> str:
    """As Blender names the language of its interface; "" where it is left in English."""
    view = bpy.context.preferences.view
    return bpy.app.translations.locale if view.use_translate_interface else ""
