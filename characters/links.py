"""What drives a character's shape keys: links from channels, by hand, by a rig or by their names.

Characters are meshes with shape keys, converted faces among them.
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bpy.types import Mesh

from ..data.errors import FaceError, MappingError
from ..data.rigs import ARKIT_NAMES, AUTOMATIC, Link, Rig, presets, read_rig, write_rig
from ..data.rigs.fitting import Fit, detect, fit, key_of
from ..face.properties import columns_of, is_converted
from ..face.rig_properties import RigLink
from .objects import check_relative, key_names

_GUESSES = 4
"""Of names that come close, as many as an error lists."""


def links_of(mesh: Mesh) -> tuple[Link, ...]:
    """What drives a mesh's shape keys: the user's links where there are any, else those of the rig
    that fits. Raises MappingError where none does.
    """
    check_relative(mesh)
    stored = mesh.blendshape_face.rig.links
    if stored:
        links = [Link(link.source, link.target, link.gain, link.offset) for link in stored]
        return tuple(links)
    if is_converted(mesh):
        return _namesakes(columns_of(mesh))
    _rig, found = fitting_rig(mesh)
    return found.links


def fitting_rig(mesh: Mesh) -> tuple[Rig, Fit]:
    """The preset that fits a mesh best. Raises MappingError, which names what came closest."""
    keys = key_names(mesh)
    rig, found = _fitting(tuple(keys))
    if not found.links:
        near = []
        for key, guess in found.unused.items():
            if guess:
                near.append(f"{key} for {guess}")
        closest = ""
        if near:
            closest = f" (closest: {', '.join(near[:_GUESSES])})"
        raise MappingError(
            f"{mesh.name}: its shape keys bear no names that are known{closest}; link them in the "
            "panel Rig"
        )
    return rig, found


# Panels ask at each redraw, and the names of hundreds of shape keys take long to compare.
@lru_cache(maxsize=8)
def _fitting(keys: tuple[str, ...]) -> tuple[Rig, Fit]:
    """The preset that fits these shape keys best; the first, for its guesses, where none does."""
    name, _share = detect(keys)
    if not name:
        name = next(iter(presets()))
    rig = presets()[name]
    # Channels that it has nothing for may find shape keys of their own names all the same.
    wider = rig._replace(otherwise=(*rig.otherwise, *_namesakes(ARKIT_NAMES)))
    return rig, fit(wider, keys)


def _namesakes(names: Iterable[str]) -> tuple[Link, ...]:
    """Links of channels to shape keys of their own names."""
    return tuple(Link(name, name) for name in names)


def _sources_of(links: Iterable[Link]) -> set[str]:
    """The channels that drive anything."""
    return {link.source for link in links}


def map_keys(mesh: Mesh, preset: str) -> str:
    """Fill in a mesh's links from a preset, or the one that fits. Returns what was done."""
    if preset == AUTOMATIC and is_converted(mesh):
        columns = columns_of(mesh)
        set_links(mesh, "Face", _namesakes(columns))
        return f"{len(columns)} channels linked to shape keys of their own names"
    if preset == AUTOMATIC:
        rig, found = fitting_rig(mesh)
    else:
        rig = presets()[preset]
        found = fit(rig, key_names(mesh))
    return _take_over(mesh, rig, found)


def load_rig(mesh: Mesh, path: str | Path) -> str:
    """Fill in a mesh's links from a user's file. Raises MappingError."""
    rig = read_rig(path)
    found = fit(rig, key_names(mesh))
    return _take_over(mesh, rig, found)


def save_rig(mesh: Mesh, path: str | Path) -> str:
    """Write a mesh's links as a file. Raises MappingError."""
    title = mesh.blendshape_face.rig.title or mesh.name
    rig = Rig(title, links_of(mesh))
    write_rig(path, rig)
    return f"{len(rig.links)} links written to {Path(path).name}"


def _take_over(
    mesh: Mesh,
    rig: Rig,
    found: Fit,
) -> str:
    """Make what was found of a rig the mesh's links. Raises MappingError where that is nothing."""
    if not found.links:
        raise MappingError(
            f"{rig.title}: none of its shape keys are on {mesh.name}; choose another"
        )
    set_links(mesh, rig.title, found.links)
    count = len(_sources_of(found.links))
    driving = f"{count} of {len(rig.sources)} channels drive"
    return f"{rig.title}: {driving} a shape key of {mesh.name}"


def set_links(
    mesh: Mesh,
    title: str,
    links: Iterable[Link],
) -> None:
    """Put links in the place of those that a mesh has. title: of the rig they come from."""
    rig = mesh.blendshape_face.rig
    rig.title = title
    rig.links.clear()
    for link in links:
        item = rig.links.add()
        item.source = link.source
        item.target = link.target
        item.gain = link.gain
        item.offset = link.offset
    rig.active_link = 0


def show_links(mesh: Mesh) -> None:
    """Write down the links that were found by names, for the user to see and change."""
    has_links = len(mesh.blendshape_face.rig.links) > 0
    # Those of a converted face go without saying.
    if not has_links and not is_converted(mesh):
        map_keys(mesh, AUTOMATIC)


def add_link(mesh: Mesh) -> None:
    """Add an empty link to those that drive the mesh so far."""
    rig = mesh.blendshape_face.rig
    if not rig.links:
        # With a link of the user's own, those found by names no longer count: they are written
        # down first, where there are any.
        with suppress(MappingError):
            map_keys(mesh, AUTOMATIC)
    rig.links.add()
    rig.active_link = len(rig.links) - 1


def link_title(link: RigLink) -> str:
    """One short line: the shape key, its channel where that is not the same name, and the gain."""
    title = link.target or "no shape key yet"
    # jawOpen for Jaw_Open needs no telling.
    if key_of(link.source) != key_of(link.target):
        title = f"{link.source or 'no channel yet'} > {title}"
    if link.gain != 1:
        title += f" x {link.gain:.3g}"
    if link.offset:
        title += f" {link.offset:+.3g}"
    return title


def count_line(mesh: Mesh) -> str:
    """How many of a mesh's shape keys are linked, or will be by their names."""
    keys = key_names(mesh)
    stored = mesh.blendshape_face.rig.links
    if stored:
        driven = {link.target for link in stored}.intersection(keys)
        return f"{len(driven)} of {len(keys)} shape keys linked"
    try:
        driven = {link.target for link in links_of(mesh)}
    except FaceError:
        return f"None of {len(keys)} shape keys has a known name"
    return f"{len(driven)} of {len(keys)} shape keys known by name"


def unmatched(mesh: Mesh) -> tuple[list[str], list[str]]:
    """Lines for the panel: channels that drive nothing, and shape keys that nothing drives, each
    with the nearest guess.
    """
    links = mesh.blendshape_face.rig.links
    return _unmatched(
        frozenset(link.source for link in links),
        frozenset(link.target for link in links),
        tuple(key_names(mesh)),
    )


# Like _fitting, for the panel.
@lru_cache(maxsize=8)
def _unmatched(
    sources: frozenset[str],
    targets: frozenset[str],
    keys: tuple[str, ...],
) -> tuple[list[str], list[str]]:
    """sources, targets: of the mesh's links. keys: names of all its shape keys."""
    undriven = [key for key in keys if key not in targets]
    unlinked = [name for name in ARKIT_NAMES if name not in sources]
    found = Fit((), {}, {}, 0)
    if unlinked:
        wanted = Rig("", _namesakes(unlinked))
        found = fit(wanted, undriven)
    # Those that match by name and are not linked all the same are the best of guesses.
    guesses = {link.source: link.target for link in found.links}
    guesses |= found.missing
    nearest = {key: name for name, key in guesses.items()}
    nearest |= found.unused
    channels = [_with_guess(name, guess) for name, guess in guesses.items()]
    keys_left = [_with_guess(key, nearest.get(key, "")) for key in undriven]
    return channels, keys_left


def _with_guess(name: str, guess: str) -> str:
    return f"{name}: {guess}?" if guess else name
