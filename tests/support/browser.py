"""The browser of the tests about rendering, and a listener that counts who got out."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.crawl.render.browser import find_browser
from crawler.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator


def browser_or_skip() -> str:
    """Return the browser's path; without one, or without playwright, the module is skipped and says so. CI sets BROWSER_IS_THERE and fails instead."""
    if not os.environ.get("BROWSER_IS_THERE"):
        pytest.importorskip("playwright", reason="the extra `render` brings playwright")
    try:
        return find_browser()
    except Mistake as mistake:
        if os.environ.get("BROWSER_IS_THERE"):
            raise
        pytest.skip(str(mistake), allow_module_level=True)


class Canary:
    """A port of 127.0.0.1, for TCP and UDP, and everything that came to it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: list[str] = []


@contextmanager
def canary() -> Iterator[Canary]:
    """Listen until the test ends; nothing should ever come."""
    with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", tcp.getsockname()[1]))
        tcp.listen(50)
        bird = Canary(tcp.getsockname()[1])

        def accept() -> None:
            while True:
                try:
                    one, _ = tcp.accept()
                except OSError:
                    return
                with one:
                    one.settimeout(2)
                    try:
                        data = one.recv(200)
                    except OSError:
                        bird.heard.append("TCP, nothing said")
                        continue
                    if data == b"enough":
                        return
                    bird.heard.append(f"TCP {data!r}")

        def receive() -> None:
            while True:
                try:
                    data, _ = udp.recvfrom(2_000)
                except OSError:
                    return
                if data == b"enough":
                    return
                bird.heard.append(f"UDP {data[:60]!r}")

        threads = [threading.Thread(target=run, daemon=True) for run in (accept, receive)]
        for thread in threads:
            thread.start()
        try:
            yield bird
        finally:
            # The last to call, so that all who called before are heard: shutting the socket would drop those that wait.
            with socket.create_connection(("127.0.0.1", bird.port)) as last:
                last.sendall(b"enough")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"enough", ("127.0.0.1", bird.port))
            for thread in threads:
                thread.join(5)


def processes_with(mark: str) -> list[str]:
    """Return the command lines of all living processes whose environment holds `mark`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark.encode() in (folder / "environ").read_bytes()
                and "Z" not in (folder / "stat").read_text().rpartition(")")[2].split()[:1]
            ):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found
