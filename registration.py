"""Everything that Blender has to know, in one order; undone in reverse, never half-done."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import TypeAlias

import bpy

from . import operators, panels
from .blender import language
from .face import (
    appended,
    expressions,
    garment_properties,
    handlers,
    mesh,
    person,
    portraits,
    properties,
    stored_model,
    take_paths,
)
from .live import handlers as live_handlers
from .live import properties as live_properties
from .live import session as live_session
from .studio import stimulus_properties

Undo: TypeAlias = Callable[[], object]
Step: TypeAlias = Callable[[], Undo]
"""Tells Blender of one thing, and returns what makes Blender forget it."""


def _add_class(cls: type) -> Undo:
    bpy.utils.register_class(cls)
    return partial(bpy.utils.unregister_class, cls)


def _add_property(owner: type[bpy.types.ID], name: str, definition: object) -> Undo:
    setattr(owner, name, definition)
    return partial(delattr, owner, name)


def _add_menu_entry(menu: type[bpy.types.Menu], draw: Callable) -> Undo:
    menu.append(draw)
    return partial(menu.remove, draw)


def _add_shortcut(
    keymap: str,
    operator: str,
    key: str,
    held: dict[str, bool],
    settings: dict[str, object],
) -> Undo:
    """A key in one of Blender's keymaps, before Blender's own."""
    config = bpy.context.window_manager.keyconfigs.addon
    # Without a window there are no keys.
    if config is None:
        return lambda: None
    items = config.keymaps.new(name=keymap).keymap_items
    item = items.new(operator, key, "PRESS", **held)
    for name, value in settings.items():
        setattr(item.properties, name, value)
    return partial(items.remove, item)


def _add_handler(event: list[Callable], handler: Callable) -> Undo:
    """event: Blender's list of what it calls then."""
    event.append(handler)
    return partial(_remove_handler, event, handler)


def _remove_handler(event: list[Callable], handler: Callable) -> None:
    # Scripts clear these lists, others' handlers included.
    with suppress(ValueError):
        event.remove(handler)


def _add_command(name: str, main: Callable[[Sequence[str]], int]) -> Undo:
    handle = bpy.utils.register_cli_command(name, main)
    return partial(bpy.utils.unregister_cli_command, handle)


def _run_command(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code. A Blender with a window never loads its modules."""
    from . import cli

    return cli.main(arguments)


def _add_translations() -> Undo:
    language.add_translations()
    return language.remove_translations


def _forget_at_the_end(forget: Undo) -> Undo:
    """What a module keeps in memory goes after everything that comes later in the order."""
    return forget


def _each(add: Callable[..., Undo], table: Iterable[tuple]) -> list[Step]:
    """A step for each row of a module's table."""
    return [partial(add, *row) for row in table]


def _classes(table: Iterable[type]) -> list[Step]:
    return [partial(_add_class, cls) for cls in table]


STEPS: tuple[Step, ...] = (
    _add_translations,
    # Operators and panels read these as soon as Blender draws.
    *_classes(properties.CLASSES),
    *_each(_add_property, properties.PROPERTIES),
    *_classes(garment_properties.CLASSES),
    *_each(_add_property, garment_properties.PROPERTIES),
    *_classes(expressions.CLASSES),
    *_each(_add_property, expressions.PROPERTIES),
    *_classes(stimulus_properties.CLASSES),
    *_each(_add_property, stimulus_properties.PROPERTIES),
    *_classes(live_properties.CLASSES),
    *_each(_add_property, live_properties.PROPERTIES),
    # Models that were read and checked.
    partial(_forget_at_the_end, stored_model.forget),
    *_each(_add_handler, stored_model.HANDLERS),
    # Where their recordings are.
    *_each(_add_handler, take_paths.HANDLERS),
    # What they make of people.
    partial(_forget_at_the_end, person.forget),
    *_each(_add_handler, person.HANDLERS),
    # Pictures that buttons show.
    partial(_forget_at_the_end, portraits.forget),
    partial(_forget_at_the_end, operators.forget_recording),
    *_classes(operators.CLASSES),
    partial(_forget_at_the_end, operators.stop_workers),
    partial(_forget_at_the_end, operators.forget_downloads),
    *_each(_add_menu_entry, operators.MENU_ENTRIES),
    *_each(_add_shortcut, operators.SHORTCUTS),
    # Their buttons name operators.
    *_classes(panels.CLASSES),
    *_each(_add_menu_entry, panels.MENU_ENTRIES),
    # What each mesh shows. Last but the command line: nothing moves before all else is there.
    partial(_forget_at_the_end, mesh.end),
    *_each(_add_handler, handlers.HANDLERS),
    *_each(_add_handler, appended.HANDLERS),
    # Over what animation shows; its port and its thread go first of all.
    *_each(_add_handler, live_handlers.HANDLERS),
    partial(_forget_at_the_end, live_session.stop),
    partial(_add_command, "blendshape_face", _run_command),
)
"""From the ground up: a class comes after those that its properties and its parents name."""

_undo_all = ExitStack()
"""What Blender knows of at present, the latest on top."""


def register() -> None:
    """Take every step. Where one fails, those before it are undone and the error goes on.

    Raises RuntimeError where another copy is there: each would take the other's properties away.
    """
    if hasattr(bpy.types.Mesh, "blendshape_face"):
        raise RuntimeError(
            "Another copy of Blendshape Face is enabled: disable it in the preferences first"
        )
    with ExitStack() as undo:
        for step in STEPS:
            undo.callback(step())
        # Only now is there nothing to undo at the end of this block.
        _undo_all.push(undo.pop_all())


def unregister() -> None:
    """Undo every step, also where undoing one of them fails; that error is raised at the end."""
    _undo_all.close()
