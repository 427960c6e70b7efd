"""Without the training packages each command of `training` says in one line how to get them."""

import sys
from importlib import import_module
from types import ModuleType

import pytest

PACKAGES = (
    "dask",
    "distributed",
    "matplotlib",
    "mediapipe",
    "pyarrow",
    "scipy",
    "threadpoolctl",
    "tqdm",
)
GROUP = "uv run --group training python -m "
COMMANDS = {
    "training fit shards --output model.npz": GROUP + "training",
    "training evaluate model.npz shards": GROUP + "training",
    "training compare a.npz b.npz shards": GROUP + "training",
    "training shards frames.npz out": GROUP + "training",
    "training.bundled.arkit_model ict478.npz": GROUP + "training.bundled.arkit_model",
    "training.render make out --ict a.npz --landmarker b.task": "python -m training.render ..",
    "training.render sheet a.png --ict a.npz --landmarker b.task": "python -m training.render ..",
}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if none of the packages were installed, and nothing of training had been imported."""
    for name in list(sys.modules):
        if name.split(".")[0] in ("training", *PACKAGES):
            monkeypatch.delitem(sys.modules, name)
    for package in PACKAGES:
        monkeypatch.setitem(sys.modules, package, None)


def started(module: str) -> ModuleType:
    """What `python -m` starts."""
    is_package = module in ("training", "training.render")
    return import_module(f"{module}.__main__" if is_package else module)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_names_what_installs_its_packages(line, monkeypatch):
    module, *arguments = line.split()
    monkeypatch.setattr(sys, "argv", [module, *arguments])
    with pytest.raises(SystemExit) as ended:
        started(module).main()
    message = ended.value.code
    assert isinstance(message, str)
    assert message.endswith(COMMANDS[line])
    assert "\n" not in message


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("module", ["training", "training.render", "training.bundled.arkit_model"])
def test_help_needs_no_package(module, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    with pytest.raises(SystemExit, match="0"):
        started(module).main()
    assert "usage:" in capsys.readouterr().out
