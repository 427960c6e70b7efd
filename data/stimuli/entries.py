"""A table of a design's TOML, whose entries are checked as they are taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .design import DesignError
from .values import in_range

_KINDS = {
    str: "a text in quotes",
    dict: "a table",
    bool: "true or false",
    list: "a list",
}
"""What TOML's types are to who writes a design."""


@dataclass(frozen=True)
class Entries:
    """The methods take a key and what stands for an entry that is not there.

    where: what errors begin with. All methods raise DesignError.
    """

    table: Mapping[str, Any]
    where: str

    def place(self, key: str) -> str:
        """What errors about an entry begin with."""
        return f"{self.where}, {key}"

    def check_keys(self, known: Iterable[str]) -> None:
        """Nothing but known entries: a slip of the pen would otherwise be a default unnoticed."""
        known = tuple(known)
        for key in self.table:
            if key not in known:
                raise DesignError(f"{self.place(key)}: is not known here; use {', '.join(known)}")

    def typed(
        self,
        key: str,
        default: Any,
    ) -> Any:
        """An entry of the same type as `default`."""
        value = self.table.get(key, default)
        kind = type(default)
        if type(value) is not kind:
            raise DesignError(f"{self.place(key)}: must be {_KINDS[kind]}")
        return value

    def inner(self, key: str) -> "Entries":
        """A table within this one, without entries where it is not there."""
        return Entries(self.typed(key, {}), self.place(key))

    def number(
        self,
        key: str,
        default: float,
        least: float,
        most: float,
    ) -> float:
        """An entry that is a number within limits."""
        value = self.table.get(key, default)
        return in_range(value, least, most, self.place(key))

    def numbers(
        self,
        key: str,
        default: list[float],
        least: float,
        most: float,
    ) -> tuple[float, ...]:
        """An entry that lists numbers within limits, one at least."""
        place = self.place(key)
        found = self.typed(key, default)
        # None of anything would make an empty set of it all.
        if not found:
            raise DesignError(f"{place}: is empty; take it out for the default")
        checked = []
        for number in found:
            checked.append(in_range(number, least, most, place))
        return tuple(checked)

    def whole(
        self,
        key: str,
        default: int,
        least: int,
        most: int,
    ) -> int:
        """An entry that is a whole number within limits."""
        value = self.table.get(key, default)
        # isinstance would take True and False for 1 and 0.
        is_whole = type(value) is int
        if not is_whole or not least <= value <= most:
            raise DesignError(
                f"{self.place(key)}: is {value!r}; it must be a whole number from {least} to {most}"
            )
        return value
