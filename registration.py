"""Every module that Blender has to know, in one order; undone in reverse, never half-done."""

from . import cli, handlers, operators, packed_model, panels, properties

MODULES = (properties, packed_model, operators, panels, handlers, cli)


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
