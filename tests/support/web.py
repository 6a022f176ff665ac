"""A web server on a free port of 127.0.0.1 whose pages a test writes down as a dict."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Answer(NamedTuple):
    """What one path answers."""

    body: bytes | str = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


class Site:
    """The routes of a running server, and every request that it got, as (path, headers); those by HEAD stand apart."""

    def __init__(self, origin: str, routes: dict[str, Answer | Callable[[], Answer]]) -> None:
        self.origin = origin
        self.routes = routes
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.heads: list[str] = []
        self.no_heads: set[str] = set()  # paths where HEAD is refused

    @property
    def paths(self) -> list[str]:
        """Return the paths asked for, in order."""
        return [path for path, _ in self.asked]


def html(body: str, head: str = "") -> Answer:
    """Return a page with this body; `{origin}` in it becomes the server's own address."""
    return Answer(
        f"<!doctype html><html lang=en><head><title>A page</title>{head}</head><body><main>{body}</main>"
    )


def redirect(to: str, status: int = 301) -> Answer:
    """Return a redirect."""
    return Answer(b"", status, (("Location", to),))


@contextmanager
def serve(routes: dict[str, Answer | Callable[[], Answer]]) -> Iterator[Site]:
    """Serve the routes; what is not among them is 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            answer = site.routes.get(self.path, Answer(b"not here", 404))
            if callable(answer):
                answer = answer()
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            body = body.replace(b"{origin}", site.origin.encode())
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value.replace("{origin}", site.origin))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            site.heads.append(self.path)
            answer = site.routes.get(self.path, Answer(b"not here", 404))
            if callable(answer):
                answer = answer()
            refused = self.path in site.no_heads
            self.send_response(405 if refused else answer.status)
            for name, value in () if refused else answer.headers:
                self.send_header(name, value.replace("{origin}", site.origin))
            if not any(name == "Content-Length" for name, _ in answer.headers):
                self.send_header("Content-Length", "0" if refused else str(len(answer.body)))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}", routes)
    with running(server):
        yield site


@contextmanager
def running(server: socketserver.ThreadingMixIn) -> Iterator[None]:
    """Let a server answer in a thread of its own, and end it."""
    assert isinstance(server, socketserver.BaseServer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
