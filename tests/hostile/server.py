"""A server that may answer anything: a case is the raw bytes of an answer, or a function that gets the socket."""

from __future__ import annotations

import socketserver
import struct
from contextlib import contextmanager, suppress
from socket import SO_LINGER, SOL_SOCKET
from typing import TYPE_CHECKING

from tests.support.web import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket

    Case = bytes | Callable[[socket], None]

HTML = "text/html; charset=utf-8"


def answer(body: bytes, kind: str = HTML, status: str = "200 OK", *headers: str) -> bytes:
    """Return a whole, honest answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def to(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect."""
    return answer(b"", HTML, status, f"Location: {location}")


def endlessly(head: bytes, piece: bytes, most: int) -> Callable[[socket], None]:
    """Return an answer that goes on until the other side hangs up, or `most` pieces were taken."""

    def send(connection: socket) -> None:
        connection.sendall(head)
        for _ in range(most):
            connection.sendall(piece)

    return send


def reset(head: bytes) -> Callable[[socket], None]:
    """Return an answer whose connection is reset after its first bytes."""

    def send(connection: socket) -> None:
        connection.sendall(head)
        connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))

    return send


def silent(head: bytes) -> Callable[[socket], None]:
    """Return an answer that begins and then waits for the other side to hang up."""

    def send(connection: socket) -> None:
        connection.sendall(head)
        connection.recv(1)

    return send


class Hostile:
    """A running server: its origin, every path that was asked for, and the headers that came with them."""

    def __init__(self, origin: str, cases: dict[str, Case]) -> None:
        self.origin = origin
        self.cases = cases
        self.paths: list[str] = []
        self.headers: set[bytes] = set()


@contextmanager
def serve(
    cases: dict[str, Case], make: Callable[[str], Case | None] = lambda _path: None
) -> Iterator[Hostile]:
    """Serve the cases; `make` answers what is not among them, 404 what it does not know. `{origin}` is filled in."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 60

        def handle(self) -> None:
            with suppress(OSError, IndexError):
                path = self.rfile.readline().split(b" ")[1].decode("latin-1")
                while header := self.rfile.readline().strip():
                    site.headers.add(header)
                site.paths.append(path)
                case = cases.get(path) or make(path) or answer(b"not here", HTML, "404 Not Found")
                if callable(case):
                    case(self.connection)
                else:
                    self.wfile.write(case)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.block_on_close = False
    site = Hostile(f"http://127.0.0.1:{server.server_address[1]}", cases)
    with running(server):
        yield site
