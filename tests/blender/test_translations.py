"""The tables of other languages have all that the interface says, and nothing else."""

import bpy
import pytest
from blendshape_face.data.translations import LOCALES

from tools import strings


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_missing(locale):
    assert strings.missing(locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_there_in_vain(locale):
    assert strings.stale(locale) == []


def test_the_interface_holds_what_is_known_to_be_there():
    """So that an extraction that finds nothing fails."""
    found = strings.interface()
    assert {"Import Recording", "Mouth", "Bake Again", "Closes the lids", "Key Channels"} <= found
    assert "{} channels copied" in strings.messages()


def test_english_stays_english(module):
    assert bpy.app.translations.locale != "ja_JP"
    assert module("blender.language").told("3 channels copied") == "3 channels copied"


def test_messages_are_told_in_the_language_of_the_interface(module, monkeypatch):
    language = module("blender.language")
    monkeypatch.setattr(language, "_locale", lambda: "ja_JP")
    assert language.told("3 channels copied") == "3チャンネルをコピーしました"
