"""The examples in docstrings say what the code does."""

import doctest
import importlib
import pkgutil

import pytest
from blendshape_face.data import takes


def modules_with_examples() -> list[str]:
    found = []
    for module in pkgutil.walk_packages(takes.__path__, f"{takes.__name__}."):
        tests = doctest.DocTestFinder().find(importlib.import_module(module.name))
        if any(test.examples for test in tests):
            found.append(module.name)
    return found


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_tricks_with_digits_have_examples():
    assert f"{takes.__name__}.digits" in modules_with_examples()
