"""Every module that Blender has to know, in one order; undone in reverse, never half-done."""

from . import cli, operators, panels
from .face import handlers, properties, stored_model

MODULES = (properties, stored_model, operators, panels, handlers, cli)


def register() -> None:
    done = []
    try:
        for module in MODULES:
            module.register()
            done.append(module)
    except Exception:
        for module in reversed(done):
            module.unregister()
        raise


def unregister() -> None:
    for module in reversed(MODULES):
        module.unregister()
