"""The registry of models, and what panels say of one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from blendshape_face.data.bundled import ARKIT, TITLES, bundled
from blendshape_face.data.errors import ModelError
from blendshape_face.data.model import FaceModel
from blendshape_face.data.model_text import facts
from blendshape_face.data.registry import Registry
from blendshape_face.data.wrapping import wrapped

from tests.unit.family_files import file_of


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_models_stand_by_where_they_are_from(registry, tmp_path):
    assert [entry.name for entry in registry.entries()] == list(TITLES)
    registry.add(file_of("au", "v3", tmp_path))
    registry.folder("downloaded").mkdir(parents=True)
    file_of("bs", "v6", registry.folder("downloaded"))
    (registry.folder("downloaded") / "torn.npz").write_bytes(b"PK")
    found = {entry.name: entry for entry in registry.entries()}
    assert [(name, entry.origin) for name, entry in found.items()] == [
        *((name, "bundled") for name in TITLES),
        ("au_to_mesh_pls_v3", "added"),
        ("bs_to_mesh_pls_v6", "downloaded"),
        ("torn", "downloaded"),
    ]
    assert found["au_to_mesh_pls_v3"].title == "au_to_mesh_pls_v3: 24 action units"
    assert found["bs_to_mesh_pls_v6"].title == "bs_to_mesh_pls_v6: 52 blendshapes"
    assert found["torn"].model is None
    assert found["torn"].trouble.startswith("torn.npz: is not an NPZ")
    assert found["torn"].title == "torn: cannot be read"


def test_an_entry_is_found_by_its_model_and_read_anew_when_its_file_changes(registry, tmp_path):
    path = registry.add(file_of("emotion", "v6", tmp_path))
    model = replace(FaceModel.load(path), name="renamed")
    entry = registry.entry_of(model)
    assert entry is not None
    assert entry.path == path
    assert registry.entry_of(bundled(ARKIT)).origin == "bundled"
    changed = replace(model, intercept=model.intercept + 1)
    assert registry.entry_of(changed) is None
    changed.save(path)
    assert registry.entry_of(changed).path == path
    assert registry.entry_of(model) is None


def test_adding_never_overwrites_another_model(registry, tmp_path):
    path = file_of("au", "v6", tmp_path)
    kept = registry.add(path)
    assert registry.add(path) == kept  # the same again
    before = kept.read_bytes()
    path.write_bytes(file_of("au", "v5", tmp_path).read_bytes())
    with pytest.raises(ModelError, match="another model of that name was added already"):
        registry.add(path)
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match="is not an NPZ"):
        registry.add(path)
    assert kept.read_bytes() == before


def test_only_what_was_added_or_downloaded_is_removed(registry, tmp_path):
    path = file_of("au", "v6", tmp_path)
    kept = registry.add(path)
    for other in (path, registry.entries()[0].path):
        with pytest.raises(ModelError, match="neither added nor downloaded"):
            registry.remove(other)
        assert other.exists()
    registry.remove(kept)
    assert not kept.exists()
    with pytest.raises(ModelError, match="cannot be removed"):
        registry.remove(kept)


def test_a_model_is_told_in_words():
    record = {
        "n_frames": 633207,
        "r2": [0.6402, 0.635, 0.6415],
        "mirrored": True,
        "counts": {"used": 32153, "left_out": 3},
        "gpa_change": 0.0006679,
        "clips": list(range(100)),
        "note": None,
    }
    model = replace(bundled(ARKIT), model_card="A card", training_metadata=json.dumps(record))
    assert facts(model) == [
        ("Family", "52 blendshapes and head pose"),
        ("Card", "A card"),
        ("Frames", "633,207"),
        ("R2", "0.6402, 0.635, 0.6415"),
        ("Mirrored", "yes"),
        ("Counts", "used 32,153, left out 3"),
        ("GPA change", "0.0006679"),
        ("Clips", "100 entries"),
    ]
    assert facts(replace(model, model_card="", training_metadata=""))[1:] == []
    assert facts(replace(model, training_metadata="by hand"))[-1] == ("Training", "by hand")
    assert facts(replace(model, training_metadata="[1, 2]"))[-1] == ("Training", "1, 2")
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("", 7) == [""]
    # Letters of East Asia are twice as wide, and have no blanks between words.
    assert wrapped("顔のモデル", 6) == ["顔のモ", "デル"]
    assert wrapped("顔 jawOpen", 8) == ["顔", "jawOpen"]
    assert wrapped("顔jawOpenLeft", 8) == ["顔jawOpe", "nLeft"]
