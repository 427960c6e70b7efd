"""A file over HTTP, with suspicion: sizes are counted, pages are no models, redirects stay safe."""

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..errors import DownloadError
from ..model_file import MAX_FILE_BYTES

SILENCE = 15.0
"""Seconds without a byte after which a server counts as gone."""
_PIECE = 1 << 16
"""Bytes that are read at a time, at most."""
_SCHEMES = ("https", "http")
_AGENT = "blendshape-face"

_REASONS = {
    401: "the server wants a sign-in: open the model's page in a browser, and load the file",
    403: "the server refuses: open the model's page in a browser, and load the file",
    404: "there is no such file at this address: see Model Address in the preferences",
    429: "the server is asked too often: try again later",
}
"""By the status of an answer."""


class Answer(NamedTuple):
    """The head of an answer. size: bytes that follow, None where the server does not tell."""

    size: int | None
    content_type: str


def ask(url: str) -> Answer:
    """What a server says of a file without sending it. Raises DownloadError."""
    with _opened(url, "HEAD") as response:
        return _answer(response)


def fetch(
    url: str,
    size: int | None,
    notice: Callable[[int, int | None], None],
) -> bytes:
    """The bytes of a file.

    size: what `ask` was told, None where nothing was.
    notice: called with the bytes so far and all of them, None where nobody knows; what it raises
        ends the fetching.
    Raises DownloadError for whatever is not the whole file.
    """
    with _opened(url, "GET") as response:
        answer = _answer(response)
        total = answer.size if answer.size is not None else size
        if total is not None and total > MAX_FILE_BYTES:
            raise DownloadError(f"{_host(url)}: {total >> 20} MB are too many for a face model")
        if size is not None and total != size:
            raise DownloadError(f"{_host(url)}: sends {total} bytes where it told of {size}")
        content = _read_all(response, total, notice, _host(url))
    if total is not None and len(content) != total:
        raise DownloadError(
            f"{_host(url)}: broke off after {len(content)} of {total} bytes; try again"
        )
    return content


def _read_all(
    response: Any,
    total: int | None,
    notice: Callable[[int, int | None], None],
    host: str,
) -> bytes:
    content = bytearray()
    while True:
        # As soon as something is there: a slow server shows its progress, and can be left.
        piece = response.read1(_PIECE)
        if not piece:
            return bytes(content)
        content += piece
        if len(content) > MAX_FILE_BYTES:
            raise DownloadError(f"{host}: sends more than {MAX_FILE_BYTES >> 20} MB, no face model")
        notice(len(content), total)


def check_address(address: str) -> str:
    """The address without spaces around it. Raises DownloadError where it is no web address."""
    address = address.strip()
    parts = _parts(address)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise DownloadError(
            f"Model Address in the preferences: {address!r} must begin with https:// or http://"
        )
    return address


def _parts(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise DownloadError(f"{url!r} is no web address ({error})") from error


def _host(url: str) -> str:
    return _parts(url).netloc


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Goes where a server sends us, but never from a protected address to an open one."""

    max_redirections = 5

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any):
        """Raises DownloadError for an address that is less safe."""
        scheme = _parts(newurl).scheme
        was_safe = req.type == "https"
        if scheme not in _SCHEMES or (was_safe and scheme != "https"):
            raise DownloadError(f"{req.host}: leads to an address that is not safe, {newurl}")
        again = super().redirect_request(req, fp, code, msg, headers, newurl)
        if again:
            # Before Python 3.13 it would ask for the whole file.
            again.method = req.get_method()
        return again


def _opener() -> urllib.request.OpenerDirector:
    """Of web addresses alone: `build_opener` would read files of the disk, too."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        _Redirects,
    ):
        opener.add_handler(handler())
    return opener


@contextmanager
def _opened(url: str, method: str):
    """The answer to a request. Raises DownloadError for all that goes wrong until it is closed."""
    host = _host(url)
    request = urllib.request.Request(url, method=method, headers={"User-Agent": _AGENT})
    # Packed on the way, a file would have another size than it tells.
    request.add_header("Accept-Encoding", "identity")
    try:
        with _opener().open(request, timeout=SILENCE) as response:
            yield response
    except urllib.error.HTTPError as error:
        leads_astray = error.code < http.HTTPStatus.BAD_REQUEST
        other = "it leads astray; see Model Address" if leads_astray else "try again later"
        reason = _REASONS.get(error.code, other)
        raise DownloadError(f"{host}: answers {error.code} {error.reason}: {reason}") from error
    except urllib.error.URLError as error:
        raise DownloadError(f"{host}: {_why(error.reason)}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DownloadError(f"{host}: {_why(error)}") from error


def _why(error: object) -> str:
    """What to do about what went wrong below HTTP."""
    if isinstance(error, TimeoutError):
        return f"no answer for {SILENCE:g} s; try again later"
    if isinstance(error, socket.gaierror):
        return "cannot be found; is there a connection to the network?"
    if isinstance(error, ssl.SSLError):
        return f"its certificate is not trusted ({error})"
    if isinstance(error, http.client.IncompleteRead):
        return "broke off; try again"
    return f"no connection ({error})"


def _answer(response: Any) -> Answer:
    """Raises DownloadError for a page to be read by people, such as that of a hotel's network."""
    content_type = response.headers.get_content_type()
    if content_type in ("text/html", "application/xhtml+xml"):
        raise DownloadError(
            f"{_host(response.url)}: sends a page instead of the file; does this network want a "
            "sign-in? Open the page in a browser"
        )
    length = response.headers.get("Content-Length", "")
    return Answer(int(length) if length.isdigit() else None, content_type)
