"""Models of the registry in Blender, and downloading official ones."""

from pathlib import Path

import bpy
import pytest
from blendshape_face.data.official.weights import BY_FILENAME, DEFAULT_ADDRESS
from blendshape_face.face.known_models import known_models, model_address

from tests.model_server import serving
from tests.unit.family_files import arrays_of, content_of, file_of

FILE = "bs_to_mesh_pls_v6.npz"


@pytest.fixture
def preferences(package: str):
    """The extension's, as they were afterwards."""
    found = bpy.context.preferences.addons[package].preferences
    yield found
    found.property_unset("model_address")


@pytest.fixture
def registry():
    registry = known_models()
    yield registry
    for origin in ("added", "downloaded"):
        for path in registry.folder(origin).glob("*"):
            path.unlink()


@pytest.fixture
def online():
    system = bpy.context.preferences.system
    former = system.use_online_access
    system.use_online_access = True
    yield
    system.use_online_access = former


@pytest.fixture
def server(preferences, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with serving(content_of(arrays_of("bs", "v6"))) as server:
        preferences.model_address = server.address
        yield server


def download(file: str = FILE) -> set[str]:
    return bpy.ops.blendshape_face.download_model(file=file)


def test_the_address_is_a_preference(preferences):
    assert model_address() == DEFAULT_ADDRESS
    preferences.model_address = "http://mirror"
    assert model_address() == "http://mirror"


def test_nothing_goes_over_the_network_unless_blender_may(scene, server, registry):
    bpy.context.preferences.system.use_online_access = False
    assert not bpy.app.online_access
    assert not bpy.ops.blendshape_face.download_model.poll()
    with pytest.raises(RuntimeError, match="Online Access"):
        download()
    assert server.asked == []
    assert not registry.folder("downloaded").exists()


def test_a_download_can_be_chosen_then(face, server, online, registry, capfd):
    assert download() == {"FINISHED"}
    assert "choose it in the menu of models" in capfd.readouterr().out
    (entry,) = [entry for entry in registry.entries() if entry.origin == "downloaded"]
    assert entry.name == FILE.removesuffix(".npz")
    assert bpy.ops.blendshape_face.load_model(filepath=str(entry.path)) == {"FINISHED"}
    assert face.data.blendshape_face.model.name == FILE
    assert bpy.ops.blendshape_face.remove_model(filepath=str(entry.path)) == {"FINISHED"}
    assert not entry.path.exists()
    assert face.data.blendshape_face.model.name == FILE


def test_a_failed_download_keeps_the_former_file(scene, server, online, registry):
    assert download() == {"FINISHED"}
    path = registry.folder("downloaded") / FILE
    before = path.read_bytes()
    for manner, said in (
        ("breaks off", "broke off after 5000"),
        ("page", "sends a page"),
        ("404", "no such file"),
    ):
        server.manner = manner
        with pytest.raises(RuntimeError, match=said):
            download()
        assert path.read_bytes() == before
    with pytest.raises(RuntimeError, match="is no official file"):
        download("emotion_to_mesh_pls_v5.npz")
    assert "emotion_to_mesh_pls_v6.npz" in BY_FILENAME


def test_a_file_is_kept_for_the_menu_or_nothing_is_done(face, registry, tmp_path):
    path = file_of("au", "v3", tmp_path)
    load = bpy.ops.blendshape_face.load_model
    assert load(filepath=str(path)) == {"FINISHED"}
    assert not list(registry.folder("added").glob("*"))
    assert load(filepath=str(path), keep=True) == {"FINISHED"}
    kept = registry.folder("added") / path.name
    assert kept.read_bytes() == path.read_bytes()
    # Another model of that name: neither the menu's nor the face's changes.
    Path(path).write_bytes(file_of("au", "v6", tmp_path).read_bytes())
    with pytest.raises(RuntimeError, match="another model of that name"):
        load(filepath=str(path), keep=True)
    assert len(face.data.blendshape_face.channels) == 24 + 8 + 3
    with pytest.raises(RuntimeError, match="neither added nor downloaded"):
        bpy.ops.blendshape_face.remove_model(filepath=str(path))
    assert path.exists()
