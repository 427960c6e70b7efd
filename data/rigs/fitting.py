"""A rig on a mesh: which of its shape keys the rig's names mean, and which preset fits best."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..channels import canonical_name, normalized_key
from .bundled import presets
from .rig import Link, Rig

_NUMBER = re.compile(r"\.(?=\d+$)")
"""The dot of Blender's `.001`."""
_SEPARATORS = re.compile(r"[._ :|-]+")
"""What may stand before a key's own name, as in `head__eCTRLEyesClosedL`."""
_TELLING = 7
"""Latin letters from which a key is told by its end alone: `jawOpen` yes, `aa` no."""


def key_of(name: str) -> str:
    """normalized_key for shape keys: full width is half width.

    Blender's `.001` stays a part of the name.
    """
    # NFKC: one spelling for full and half width Japanese, and for letters with marks.
    name = unicodedata.normalize("NFKC", name).strip()
    if not name.isascii():
        return name.casefold()
    # Without its dot the number is not taken for the part of a name behind a dot.
    return normalized_key(_NUMBER.sub("_", name)) or name


@dataclass(frozen=True)
class Fit:
    """A rig on one mesh.

    links: with targets as the mesh spells them.
    missing: channels of the rig without a key -> the unused key that comes closest, or "".
    unused: shape keys that nothing drives -> the missing channel that comes closest, or "".
    score: share of the rig's channels that drive a key.
    """

    links: tuple[Link, ...]
    missing: Mapping[str, str]
    unused: Mapping[str, str]
    score: float


def fit(rig: Rig, keys: Sequence[str]) -> Fit:
    """Find a rig's targets among a mesh's shape keys (without its basis), in any spelling.

    The very name goes first, then one that differs in spelling alone, then one that ends in it, as
    `head__eCTRLEyesClosedL` does.
    """
    links = _Keys(keys).links_of(rig)
    driven = {link.target for link in links}
    reached = {link.source for link in links}
    # Channel -> the first key that the rig has for it, whose name is what to look for.
    wanted: dict[str, str] = {}
    for link in (*rig.links, *rig.otherwise):
        if link.source not in reached:
            wanted.setdefault(link.source, link.target)
    unused = [key for key in keys if key not in driven]
    missing = {}
    for source, target in wanted.items():
        missing[source] = _closest(target, unused)
    return Fit(
        links=links,
        missing=missing,
        unused={key: _closest(key, wanted) for key in unused},
        score=len(reached) / len(rig.sources),
    )


def detect(keys: Sequence[str]) -> tuple[str, float]:
    """The preset that finds most of the keys, and the share of its channels that drive one.

    The number decides, not the share: a mesh with ARKit's names all but one and all of a short
    list besides is an ARKit mesh. It is that of keys, since one key of an emotion stands for many
    channels. Of equals the first counts; ("", 0.0) where none finds any.
    """
    of_mesh = _Keys(keys)
    best = ""
    most = 0
    share = 0.0
    for name, rig in presets().items():
        links = of_mesh.links_of(rig)
        driven = {link.target for link in links}
        if len(driven) > most:
            reached = {link.source for link in links}
            best = name
            most = len(driven)
            share = len(reached) / len(rig.sources)
    return best, share


class _Keys:
    """A mesh's shape keys, to be found by names of another spelling."""

    def __init__(self, names: Sequence[str]) -> None:
        """Of shape keys with one spelling and one prefix the first is found."""
        self._exact = set(names)
        # Spelling -> what stands before it -> name: of a joined mesh each part has its own.
        self._by_key: dict[str, dict[str, str]] = {}
        self._by_end: dict[str, dict[str, str]] = {}
        for name in names:
            prefix = name.rpartition(".")[0]
            self._by_key.setdefault(key_of(name), {}).setdefault(prefix, name)
            for separator in _SEPARATORS.finditer(name):
                prefix = name[: separator.start()]
                end = key_of(name[separator.end() :])
                # A short Latin end would be found everywhere; a single kana says as much as a word.
                is_telling = len(end) >= _TELLING or not end.isascii()
                if is_telling and not _is_movement(prefix):
                    self._by_end.setdefault(end, {}).setdefault(prefix, name)

    def find(self, target: str) -> list[str]:
        """The keys that a rig's target means: one for each prefix."""
        key = key_of(target)
        found = dict(self._by_key.get(key, {}))
        if target in self._exact:
            # Before another spelling.
            found[target.rpartition(".")[0]] = target
        # The whole name goes before its end.
        if not found:
            found = self._by_end.get(key, {})
        return list(found.values())

    def links_of(self, rig: Rig) -> tuple[Link, ...]:
        """A rig's links with the mesh's own names; `otherwise` for channels that found none."""
        found = self._find_all(rig.links)
        reached = {link.source for link in found}
        for link in self._find_all(rig.otherwise):
            if link.source not in reached:
                found.append(link)
        return tuple(found)

    def _find_all(self, links: Iterable[Link]) -> list[Link]:
        """Those links of a rig whose targets are there, with the mesh's own names."""
        found = []
        for link in links:
            for key in self.find(link.target):
                found.append(link._replace(target=key))
        return found


def _is_movement(prefix: str) -> bool:
    """Whether what stands before a name is a channel too: `mouthSmile_L_jawOpen` is what both do
    together, and not a part of a joined mesh.
    """
    own_name = _SEPARATORS.split(prefix)[-1]
    return any(canonical_name(name) for name in (prefix, own_name))


def _closest(name: str, candidates: Iterable[str]) -> str:
    """The candidate whose spelling is most like a name's, or "" where none is like it."""
    by_key = {key_of(candidate): candidate for candidate in candidates}
    guesses = difflib.get_close_matches(key_of(name), by_key, n=1)
    if not guesses:
        return ""
    return by_key[guesses[0]]
