"""Official weights from a server: whatever it does, a good file stays until the next is good."""

import threading
import time
import urllib.request
from pathlib import Path

import pytest
from blendshape_face.data.errors import DownloadError, FaceError
from blendshape_face.data.model import FaceModel
from blendshape_face.data.official import downloads, fetching
from blendshape_face.data.official.downloads import Download, Inquiry
from blendshape_face.data.official.weights import BY_FILENAME, DEFAULT_ADDRESS, WEIGHTS

from tests.model_server import ModelServer, serving
from tests.unit.family_files import arrays_of, content_of

WEIGHT = BY_FILENAME["bs_to_mesh_pls_v6.npz"]
FORMER = b"what was there before"


@pytest.fixture(scope="module")
def good() -> bytes:
    return content_of(arrays_of("bs", "v6"))


@pytest.fixture
def server(good: bytes, monkeypatch):
    # A proxy of the machine would be asked instead.
    monkeypatch.setenv("no_proxy", "*")
    with serving(good) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "downloaded"
    folder.mkdir()
    (folder / WEIGHT.filename).write_bytes(FORMER)
    return folder


def failing(server: ModelServer, manner: str, folder: Path, size: int | None = None) -> str:
    """What a download that fails says; all that was in the folder is as it was."""
    server.manner = manner
    download = Download(WEIGHT, server.address, folder, size)
    with pytest.raises(FaceError) as raised:
        download.result()
    assert [path.name for path in folder.iterdir()] == [WEIGHT.filename]
    assert (folder / WEIGHT.filename).read_bytes() == FORMER
    return str(raised.value)


def test_each_file_has_an_address_and_a_family():
    assert WEIGHT.url(DEFAULT_ADDRESS) == (
        "https://huggingface.co/py-feat/bs_to_mesh/resolve/main/bs_to_mesh_pls_v6.npz"
    )
    assert WEIGHT.url("http://mirror/x/").startswith("http://mirror/x/py-feat/")
    assert len(BY_FILENAME) == len(WEIGHTS) == 8
    assert "emotion_to_mesh_pls_v5.npz" not in BY_FILENAME


@pytest.mark.parametrize("manner", ["good", "via", "no size", "slow"])
def test_a_good_file_takes_the_place_of_the_former(server, folder, good, manner):
    server.manner = manner
    inquiry = Inquiry(WEIGHT, server.address)
    inquiry.join()
    assert inquiry.size == (None if manner == "no size" else len(good))
    download = Download(WEIGHT, f" {server.address}/ ", folder, inquiry.size)
    assert download.result() == folder / WEIGHT.filename
    assert download.result().read_bytes() == good
    assert download.done == download.total == len(good)
    assert [path.name for path in folder.iterdir()] == [WEIGHT.filename]
    assert FaceModel.load(download.result()).feature_name == "blendshape"
    path = f"/py-feat/bs_to_mesh/resolve/main/{WEIGHT.filename}"
    expected = [f"HEAD {path}", f"HEAD /cdn{path}", f"GET {path}", f"GET /cdn{path}"]
    if manner != "via":
        expected = [each for each in expected if "cdn" not in each]
    assert server.asked == expected


def test_the_folder_is_made(server, tmp_path, good):
    download = Download(WEIGHT, server.address, tmp_path / "new" / "folder")
    assert download.result().read_bytes() == good


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("404", "404 Not Found: there is no such file at this address: see Model Address"),
        ("401", "wants a sign-in"),
        ("403", "refuses"),
        ("429", "too often"),
        ("500", "answers 500"),
        ("503", "try again later"),
        ("page", "sends a page instead of the file; does this network want a sign-in"),
        ("page as file", "is not an NPZ file"),
        ("breaks off", r"broke off after 5000 of"),
        ("huge", "MB are too many for a face model"),
        ("endless", "sends more than 64 MB"),
        ("round", "answers 302"),
        ("to file:///etc/hostname", "is not allowed: it leads astray; see Model Address"),
        ("to ftp://127.0.0.1/x", "not safe, ftp://127"),
        ("to http://127.0.0.1:1/x", "no connection"),
        ("to http://[", "Invalid IPv6 URL"),
    ],
)
def test_what_a_server_does_wrong_is_told(server, folder, manner, said):
    assert said in failing(server, manner, folder)


def test_a_protected_address_never_leads_to_an_open_one():
    redirects = fetching._Redirects()
    safe = urllib.request.Request("https://huggingface.co/file", method="HEAD")
    with pytest.raises(DownloadError, match="not safe, http://elsewhere/file"):
        redirects.redirect_request(safe, None, 302, "Found", {}, "http://elsewhere/file")
    again = redirects.redirect_request(safe, None, 302, "Found", {}, "https://cdn/file")
    assert (again.full_url, again.get_method()) == ("https://cdn/file", "HEAD")


def test_another_size_than_was_told_is_refused(server, folder, good):
    server.manner = "other size"
    assert fetching.ask(WEIGHT.url(server.address)).size == len(good)
    told = failing(server, "other size", folder, len(good))
    assert f"sends {len(good) - 100} bytes where it told of {len(good)}" in told
    # Without the former word the file itself says it.
    assert "is not an NPZ" in failing(server, "other size", folder)


def test_another_model_than_was_asked_for_is_refused(server, folder):
    server.content = content_of(arrays_of("au", "v6"))
    assert "holds a model of au features, not blendshape" in failing(server, "good", folder)
    arrays = arrays_of("bs", "v6")
    arrays["coef"][3, 7] = float("nan")
    server.content = content_of(arrays)
    assert "coef: holds NaN" in failing(server, "good", folder)


def test_a_server_that_is_silent_is_given_up(server, folder, monkeypatch):
    monkeypatch.setattr(fetching, "SILENCE", 0.2)
    assert "no answer for 0.2 s" in failing(server, "silent", folder)
    assert "no answer for 0.2 s" in failing(server, "silent in the middle", folder)
    server.manner = "silent"
    inquiry = Inquiry(WEIGHT, server.address)
    inquiry.join()
    assert "no answer" in inquiry.line()


def test_no_network(folder, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    for address, said in (
        ("http://127.0.0.1:1", "no connection"),
        ("http://nowhere.invalid", "cannot be found; is there a connection to the network?"),
        ("file:///etc", "must begin with https://"),
        ("huggingface.co", "must begin with https://"),
        ("http://", "must begin with https://"),
        ("http://[", "no web address"),
        ("", "must begin with https://"),
    ):
        with pytest.raises(DownloadError, match=said):
            Download(WEIGHT, address, folder).result()
        inquiry = Inquiry(WEIGHT, address)
        inquiry.join()
        assert said in inquiry.line()
    assert (folder / WEIGHT.filename).read_bytes() == FORMER


def test_a_server_without_heads_still_sends_the_file(server, folder, good):
    server.manner = "no HEAD"
    inquiry = Inquiry(WEIGHT, server.address)
    inquiry.join()
    assert inquiry.size is None
    assert Download(WEIGHT, server.address, folder).result().read_bytes() == good


def test_progress_and_stopping(server, folder, good):
    server.manner = "slow"
    download = Download(WEIGHT, server.address, folder)
    assert downloads.at_work() is download
    seen = set()
    while len(seen) < 4:
        seen.add(download.share)
        time.sleep(0.01)
    assert 0 < max(seen) < 1
    assert "kB of" in download.line()
    download.cancel()
    assert downloads.at_work() is None
    download.join(2)
    assert not download.is_alive()
    with pytest.raises(DownloadError, match="was stopped"):
        download.result()
    assert (folder / WEIGHT.filename).read_bytes() == FORMER
    assert len(list(folder.iterdir())) == 1


def test_a_folder_that_cannot_be_written(server, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DownloadError, match="cannot be written"):
        Download(WEIGHT, server.address, tmp_path / "file").result()


def test_no_thread_is_left(server, folder):
    before = threading.active_count()
    for _again in range(3):
        Download(WEIGHT, server.address, folder).result()
    time.sleep(0.1)
    assert threading.active_count() <= before + 1
