"""A real server of this machine that behaves as well, and as badly, as servers do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PAGE = b"<!doctype html><html><body>Please sign in</body></html>"


class ModelServer(ThreadingHTTPServer):
    """manner: how it answers. content: of every file. asked: methods and paths, in their order."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.manner = "good"
        self.asked: list[str] = []
        self.go_on = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave early are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        content = self.server.content
        manner = self.server.manner
        if manner.isdigit():
            self.send_error(int(manner))
        elif manner == "no HEAD" and not with_body:
            self.send_error(501)
        elif manner == "page":
            self._send(PAGE, with_body, kind="text/html; charset=utf-8")
        elif manner == "page as file":
            self._send(PAGE, with_body)
        elif manner.startswith("to "):
            self._redirect(manner.removeprefix("to "))
        elif manner == "round":
            self._redirect("/again" + self.path)
        elif manner == "via" and not self.path.startswith("/cdn"):
            self._redirect(f"/cdn{self.path}")
        elif manner == "other size" and with_body:
            self._send(content[:-100], with_body)
        elif manner == "huge":
            self._send(content, with_body, size=1 << 40)
        elif manner == "breaks off":
            self._send(content[:5000], with_body, size=len(content))
        elif manner == "no size":
            self._send(content, with_body, size=-1)
        elif manner == "endless":
            self._send(b"", with_body, size=-1)
            self._trickle(b"0" * (1 << 20), pause=0)
        elif manner == "slow" and with_body:
            self._send(b"", with_body, size=len(content))
            self._trickle(content, pause=0.02)
        elif manner == "silent":
            self.server.go_on.wait(30)
        elif manner == "silent in the middle" and with_body:
            self._send(content[:5000], with_body, size=len(content))
            self.server.go_on.wait(30)
        else:
            self._send(content, with_body)

    def _send(
        self,
        content: bytes,
        with_body: bool,
        size: int | None = None,
        kind: str = "application/octet-stream",
    ) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if size != -1:
            self.send_header("Content-Length", str(len(content) if size is None else size))
        self.end_headers()
        if with_body:
            self.wfile.write(content)
            self.wfile.flush()

    def _redirect(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _trickle(self, content: bytes, pause: float) -> None:
        """In pieces; the endless one sends its content over and over."""
        size = 2000 if pause else len(content)
        while True:
            for start in range(0, len(content), size):
                self.wfile.write(content[start : start + size])
                self.wfile.flush()
                time.sleep(pause)
                if self.server.go_on.is_set():
                    pause = 0
            if size == 2000:
                return


@contextmanager
def serving(content: bytes) -> Iterator[ModelServer]:
    with ModelServer(content) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
