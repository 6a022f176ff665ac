"""The demo blog on a free port of 127.0.0.1: what `scrapy crawl blog -a url=demo` audits.

A page of `site/` is one file: its own `<head>` and, after it, what `template.html` shows in its middle. `pads.html` answers
at /pads/. In every text file `{{ORIGIN}}` becomes the address that the blog is served at.
"""

from __future__ import annotations

import hashlib
import mimetypes
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).parent / "site"
POSTS = Path(__file__).parent / "posts"
# The blog's public host. It is reserved (RFC 2606), so only a crawl that counts it as its own takes it for a real one.
OWN_HOSTS = ("www.trailnotes.example",)
REDIRECTS = {
    "/old-poles/": (HTTPStatus.MOVED_PERMANENTLY, "/best-trekking-poles/"),
    "/2019/tents/": (HTTPStatus.MOVED_PERMANENTLY, "/tents/"),
    "/tents/": (HTTPStatus.MOVED_PERMANENTLY, "/ultralight-tent-guide/"),
    "/go/poles/": (HTTPStatus.FOUND, "https://www.amazon.com/dp/B0DEMO0001?tag=trailnotes0e-20"),
}
TYPES = mimetypes.MimeTypes()  # Python's own: what a machine has configured may be anything
TEXT = {".html", ".txt", ".xml", ".css", ".svg"}


@dataclass(frozen=True, slots=True)
class DemoResponse:
    """What one path answers."""

    status: HTTPStatus
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def compose(template: str, page: str) -> str:
    """Return a page's file inside the template. Raises ValueError when the file has no head of its own."""
    head, end, main = page.partition("</head>\n")
    if not end:
        msg = "a page of the demo blog begins with its <head>"
        raise ValueError(msg)
    return template.replace("{{HEAD}}", head + "</head>").replace("{{MAIN}}", main.rstrip("\n"))


def path_of(file: Path) -> str:
    """Return the path at which a file of `site/` is served: / for index.html, /pads/ for pads.html."""
    name = file.relative_to(SITE).as_posix()
    if name == "index.html":
        return "/"
    return f"/{name.removesuffix('.html')}/" if file.suffix == ".html" else f"/{name}"


def answers(origin: str) -> dict[str, DemoResponse]:
    """Return what every path of the blog answers, when it is served at `origin` (no slash at its end)."""
    template = (SITE / "template.html").read_text(encoding="utf-8")
    found = {}
    for file in sorted(SITE.rglob("*")):
        if file.is_dir() or file.name == "template.html":
            continue
        body, kind = file.read_bytes(), TYPES.guess_type(file.name)[0] or "application/octet-stream"
        if file.suffix in TEXT:
            text = body.decode("utf-8")
            text = compose(template, text) if file.suffix == ".html" else text
            body = text.replace("{{ORIGIN}}", origin).encode()
            kind = f"{kind}; charset=utf-8"
        headers = (
            ("Content-Type", kind),
            ("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"'),
            ("Last-Modified", formatdate(file.stat().st_mtime, usegmt=True)),
        )
        found[path_of(file)] = DemoResponse(HTTPStatus.OK, body, headers)
    for path, (status, to) in REDIRECTS.items():
        found[path] = DemoResponse(status, b"", (("Location", to if "://" in to else origin + to),))
    for path in list(found):
        if path != "/" and path.endswith("/"):
            found[path[:-1]] = DemoResponse(HTTPStatus.MOVED_PERMANENTLY, b"", (("Location", origin + path),))
    return found


MISSING = DemoResponse(
    HTTPStatus.NOT_FOUND,
    b"<!doctype html><html lang=en><title>Page not found</title><h1>This trail ends here</h1>",
    (("Content-Type", "text/html; charset=utf-8"),),
)


@contextmanager
def serve() -> Iterator[str]:
    """Yield the URL of the running demo blog, "http://127.0.0.1:PORT/"; it is gone when the block ends."""
    pages: dict[str, DemoResponse] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without it the two small packets of an answer wait for each other for 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            answer = pages.get(self.path.partition("?")[0], MISSING)
            headers = dict(answer.headers)
            tag = headers.get("ETag")
            if tag and tag in self.headers.get("If-None-Match", ""):
                answer = DemoResponse(HTTPStatus.NOT_MODIFIED, b"", (("ETag", tag),))
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_HEAD = do_GET

        def log_message(self, *args: object) -> None:
            """Keep quiet: the crawl's own lines are what a person wants to see."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    origin = f"http://127.0.0.1:{server.server_port}"
    pages.update(answers(origin))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"{origin}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
