"""No room imports a higher one, and the root holds nothing but the entrance."""

import ast

import pytest

from tools.house_picture import FLOORS, TARGET, house
from tools.paths import ROOT
from tools.rooms import ENTRANCE, ROOMS, breaches


def test_no_import_runs_up():
    assert breaches() == []


@pytest.mark.parametrize("line", ["from ..operators import add", "from .. import operators"])
def test_a_planted_import_is_found(tmp_path, line):
    (tmp_path / "face").mkdir()
    (tmp_path / "face" / "mesh.py").write_text(f"import bpy\n\n{line}\n")
    (found,) = breaches(tmp_path)
    assert found == "face.mesh, line 3: face may not import operators"


def test_a_planted_import_within_a_function_is_found(tmp_path):
    (tmp_path / "operators").mkdir()
    body = "class Add:\n    def run(self):\n        from ..panels import base\n"
    (tmp_path / "operators" / "add.py").write_text(body)
    (found,) = breaches(tmp_path)
    assert found == "operators.add, line 3: operators may not import panels"


def test_no_function_of_a_package_bears_a_modules_name():
    """An import of the module would put it in the function's place."""
    clashes = []
    packages = [init for room in ROOMS for init in (ROOT / room).rglob("__init__.py")]
    assert len(packages) > 10
    for init in packages:
        modules = {path.stem for path in init.parent.glob("*.py")}
        for line in ast.parse(init.read_text(encoding="utf-8")).body:
            # `from . import x` is the module itself.
            if isinstance(line, ast.ImportFrom) and line.module:
                names = {each.asname or each.name for each in line.names}
                clashes += [f"{init.parent.name}.{name}" for name in names & modules]
    assert not clashes


def test_the_root_holds_only_the_entrance():
    modules = {path.name for path in ROOT.glob("*.py")}
    assert modules == {*ENTRANCE, "demo.py", "film.py"}
    assert all((ROOT / room).is_dir() for room in ROOMS)


def test_the_tracker_takes_nothing_but_numbers_from_the_extension():
    """It is installed where Blender is not, and started where no other tool of ours is found."""
    for path in (ROOT / "tracking").glob("*.py"):
        for line in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(line, ast.ImportFrom) and line.module and not line.level:
                package, *rest = line.module.split(".")
                assert package != "tools", path
                assert package != "blendshape_face" or rest[0] == "data", path


def test_the_picture_of_the_house_is_current():
    assert [room for floor in reversed(FLOORS) for room in floor] == list(ROOMS)
    assert TARGET.read_text(encoding="utf-8") == house()
