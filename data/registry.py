"""The models that a user can choose from: bundled, added by the user, downloaded."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from .bundled import TITLES, path_of
from .errors import ModelError
from .model import FaceModel
from .model_file import read_content
from .whole_files import write_whole

Origin = Literal["bundled", "added", "downloaded"]
ORIGINS: dict[Origin, str] = {
    "bundled": "Comes along",
    "added": "Added",
    "downloaded": "Downloaded",
}
"""Where a model is from -> what panels say."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A model of the registry.

    title: what menus say. model: None for a file that is none; `trouble` says why.
    """

    path: Path
    origin: Origin
    title: str
    model: FaceModel | None
    trouble: str = ""

    @property
    def name(self) -> str:
        """Its file's, without the ending."""
        return self.path.stem


class Registry:
    """The models of the user's folder beside those that come along."""

    def __init__(self, folder: Path) -> None:
        self._folders: dict[Origin, Path] = {
            "added": folder / "added",
            "downloaded": folder / "downloaded",
        }

    def folder(self, origin: Origin) -> Path:
        """Where models of an origin are kept; it may not be there yet."""
        return self._folders[origin]

    def entries(self) -> list[Entry]:
        """All of them, by origin and name. Files are read once, and again when they change."""
        found = []
        for name, title in TITLES.items():
            found.append(Entry(path_of(name), "bundled", title, _read(path_of(name)).model))
        for origin, folder in self._folders.items():
            for path in sorted(folder.glob("*.npz")):
                read = _read(path)
                found.append(Entry(path, origin, _title(path, read.model), *read))
        return found

    def entry_of(self, model: FaceModel) -> Entry | None:
        """The entry that holds this very model, whatever its file is called."""
        for entry in self.entries():
            if entry.model and _is_same(entry.model, model):
                return entry
        return None

    def check_new(self, path: Path) -> bytes:
        """The bytes of a model's file that `add` would take.

        Raises ModelError for a file that is none, or has the name of another model.
        """
        content = read_content(path)
        FaceModel.from_bytes(content, path.name)
        kept = self._folders["added"] / path.name
        if kept.exists() and read_content(kept) != content:
            raise ModelError(
                f"{path.name}: another model of that name was added already; rename the file, or "
                "remove the other one first"
            )
        return content

    def add(self, path: Path) -> Path:
        """Keep a copy of a model's file among those added. Raises ModelError."""
        content = self.check_new(path)
        kept = self._folders["added"] / path.name
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ModelError(f"{path.name}: cannot be kept ({error.strerror})") from error
        write_whole(kept, content, ModelError)
        return kept

    def remove(self, path: Path) -> None:
        """Delete the file of a model that was added or downloaded. Raises ModelError."""
        if path.parent not in self._folders.values():
            raise ModelError(f"{path.name}: was neither added nor downloaded")
        try:
            path.unlink()
        except OSError as error:
            raise ModelError(f"{path.name}: cannot be removed ({error.strerror})") from error


def _title(path: Path, model: FaceModel | None) -> str:
    if model is None:
        return f"{path.stem}: cannot be read"
    return f"{path.stem}: {family_text(model.feature_name, len(model.feature_columns))}"


def family_text(feature_name: str, count: int) -> str:
    """What a model's features are, in words: "52 blendshapes"."""
    kinds = {"blendshape": "blendshapes", "au": "action units", "emotion": "emotions"}
    return f"{count} {kinds[feature_name]}"


def _is_same(first: FaceModel, second: FaceModel) -> bool:
    """By what moves the mesh."""
    if first.columns != second.columns:
        return False
    same_coef = (first.coef == second.coef).all()
    return bool(same_coef and (first.intercept == second.intercept).all())


class _Read(NamedTuple):
    """A model, or why a file is none."""

    model: FaceModel | None
    trouble: str = ""


def _read(path: Path) -> _Read:
    try:
        stat = path.stat()
    except OSError as error:
        return _Read(None, f"{path.name}: cannot be read ({error.strerror})")
    return _read_once(path, stat.st_mtime_ns, stat.st_size)


# Menus are drawn often. A file that was written anew is another one.
@lru_cache(maxsize=64)
def _read_once(path: Path, _changed: int, _size: int) -> _Read:
    try:
        return _Read(FaceModel.load(path))
    except ModelError as error:
        return _Read(None, str(error))
