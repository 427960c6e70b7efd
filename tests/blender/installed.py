"""The installed extension under the name of its sources, so that a test process has it once.

Blender imports it as `bl_ext.user_default.blendshape_face`. A test writes `blendshape_face.data`
and get the very module that Blender runs: one FaceError, one table of models.
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from tools.blender import PACKAGE


class _InstalledFinder(MetaPathFinder, Loader):
    """Finds `blendshape_face.data` as `bl_ext.user_default.blendshape_face.data`."""

    def __init__(self, installed_name: str) -> None:
        self._installed_name = installed_name
        self._own_specs: dict[str, ModuleSpec | None] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.split(".")[0] != PACKAGE:
            return None
        return ModuleSpec(name, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._installed_name + spec.name.removeprefix(PACKAGE))
        self._own_specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """It was executed under its own name, which the import system has just overwritten."""
        assert module.__spec__
        module.__spec__ = self._own_specs.pop(module.__spec__.name)


def import_as_sources(installed_name: str) -> None:
    """From here on `import blendshape_face` gives the installed package and its modules."""
    for name in list(sys.modules):
        if name.split(".")[0] == PACKAGE:
            del sys.modules[name]
    sys.meta_path.insert(0, _InstalledFinder(installed_name))
