"""The answers of a hostile site, each with the row that the crawl has to make of it: outcome and a part of the reason."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, NamedTuple

import brotli
from scrapy.utils._compression import zstd  # whichever of Python's and the backport is there

from tests.hostile.server import HTML, answer, endlessly, reset, silent, to

if TYPE_CHECKING:
    from tests.hostile.server import Case


class Row(NamedTuple):
    """A case and the row that is expected."""

    case: Case
    outcome: str
    reason: str = ""
    note: str = ""  # a part of one of the page's notes


def page(body: str, charset: str = "utf-8") -> bytes:
    return f"<!doctype html><html lang=en><title>t</title><main><h1>h</h1>{body}</main>".encode(charset)


def head(*lines: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([status, f"Content-Type: {HTML}", *lines, "", ""]).encode("latin-1")


def zeros(megabytes: int) -> bytes:
    """Return that many megabytes of zeros as gzip, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    million = bytes(1024**2)
    return b"".join([packer.compress(million) for _ in range(megabytes)] + [packer.flush()])


def deflated(packed: bytes) -> bytes:
    unpacked = zlib.decompressobj(31)
    packer = zlib.compressobj(9)
    out = b"".join(
        packer.compress(unpacked.decompress(packed[i : i + 100])) for i in range(0, len(packed), 100)
    )
    return out + packer.flush()


# 256 MiB of zeros.
BOMB = zeros(256)
LARGE = "larger than the limit"
BROKE = "cut off in the middle"
# Words that do not repeat, more than one block of zstd: a cut then costs the end only, whatever they are packed with.
WORDS = page(" ".join(f"{n * 7_919:x}" for n in range(40_000)))
NOT_HTTP = "not valid HTTP"
CASES: dict[str, Row] = {
    "/bomb/gzip": Row(answer(BOMB, HTML, "200 OK", "Content-Encoding: gzip"), "failed", LARGE),
    "/bomb/deflate": Row(
        answer(deflated(BOMB), HTML, "200 OK", "Content-Encoding: deflate"), "failed", LARGE
    ),
    "/bomb/twice": Row(
        answer(gzip.compress(BOMB), HTML, "200 OK", "Content-Encoding: gzip, gzip"), "failed", LARGE
    ),
    "/bomb/br": Row(
        answer(brotli.compress(bytes(64 * 1024**2), quality=3), HTML, "200 OK", "Content-Encoding: br"),
        "failed",
        LARGE,
    ),
    "/bomb/zstd": Row(
        answer(zstd.compress(bytes(64 * 1024**2)), HTML, "200 OK", "Content-Encoding: zstd"), "failed", LARGE
    ),
    "/encoding/lie": Row(
        answer(page("x"), HTML, "200 OK", "Content-Encoding: gzip"), "failed", "cannot be decompressed"
    ),
    "/encoding/lie/br": Row(
        answer(b"\xff" * 99, HTML, "200 OK", "Content-Encoding: br"), "failed", "cannot be decompressed"
    ),
    "/encoding/lie/zstd": Row(
        answer(page("x"), HTML, "200 OK", "Content-Encoding: zstd"), "failed", "cannot be decompressed"
    ),
    "/encoding/frames": Row(
        answer(zstd.compress(b"") * 1_500_000, HTML, "200 OK", "Content-Encoding: zstd"),
        "failed",
        "cannot be decompressed",
    ),
    **{
        f"/encoding/cut/{name.replace(', ', '/')}": Row(
            answer(packed[:-40], HTML, "200 OK", f"Content-Encoding: {name}"), "fetched", "", BROKE
        )
        for name, packed in {
            "gzip": gzip.compress(WORDS),
            "deflate": zlib.compress(WORDS),
            "br": brotli.compress(WORDS),
            "zstd": zstd.compress(WORDS),
            "gzip, br": brotli.compress(gzip.compress(WORDS)),
        }.items()
    },
    **{
        f"/encoding/whole/{name}": Row(answer(packed, HTML, "200 OK", f"Content-Encoding: {name}"), "fetched")
        for name, packed in {
            "gzip": gzip.compress(WORDS) + gzip.compress(b""),
            "deflate": deflated(gzip.compress(WORDS))[2:-4],  # without its frame, as some servers send it
            "br": brotli.compress(WORDS),
            "zstd": zstd.compress(WORDS) + zstd.compress(b"more"),
        }.items()
    },
    "/encoding/unknown": Row(
        answer(b"\x93\x12\x88", HTML, "200 OK", "Content-Encoding: x-secret"),
        "failed",
        "not requested (x-secret)",
    ),
    "/encoding/identity": Row(answer(page("x"), HTML, "200 OK", "Content-Encoding: identity"), "fetched"),
    "/encoding/empty": Row(answer(page("x"), HTML, "200 OK", "Content-Encoding: "), "fetched"),
    "/encoding/many": Row(
        answer(page("x"), HTML, "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * 500)),
        "failed",
        "cannot be decompressed",
    ),
    "/endless/body": Row(endlessly(head("Connection: close"), page("x") * 1000, 1000), "failed", LARGE),
    "/endless/chunks": Row(
        endlessly(head("Transfer-Encoding: chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n", 1000),
        "failed",
        LARGE,
    ),
    "/endless/headers": Row(endlessly(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000, 2_000), "failed", ""),
    "/slow/body": Row(silent(head("Content-Length: 100") + b"<p>"), "failed", "in time"),
    "/slow/headers": Row(silent(b"HTTP/1.1 200 OK\r\n"), "failed", "in time"),
    "/header/long": Row(answer(page("x"), HTML, "200 OK", "X-Long: " + "x" * 1024**2), "failed", ""),
    "/header/many": Row(answer(page("x"), HTML, "200 OK", *[f"X-{n}: y" for n in range(10_000)]), "fetched"),
    "/header/control": Row(
        answer(page("x"), HTML, "200 OK", "X-A: \x1b[31m\x00", "no colon here"), "fetched"
    ),
    "/header/cookies": Row(
        answer(page("x"), HTML, "200 OK", *[f"Set-Cookie: c{n}={'x' * 3000}" for n in range(300)]), "fetched"
    ),
    "/length/small": Row(head("Content-Length: 30") + page("x"), "fetched"),
    "/length/none": Row(head("Connection: close") + page("x"), "fetched"),
    "/length/large": Row(head("Content-Length: 3000", "Connection: close") + page("x"), "failed", BROKE),
    "/length/huge": Row(head("Content-Length: 100000000000000") + page("x"), "failed", LARGE),
    "/length/negative": Row(head("Content-Length: -1") + page("x"), "failed", NOT_HTTP),
    "/length/word": Row(head("Content-Length: 12abc") + page("x"), "failed", NOT_HTTP),
    "/length/two": Row(head("Content-Length: 5", "Content-Length: 6") + page("x"), "failed", NOT_HTTP),
    "/chunks/trailer": Row(
        endlessly(head("Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n", b"X-A: b\r\n" * 10_000, 1000),
        "failed",
        BROKE,
    ),
    "/chunks/extension": Row(
        endlessly(head("Transfer-Encoding: chunked") + b"5;", b"a=b;" * 10_000, 1000), "failed", BROKE
    ),
    "/chunks/bad": Row(head("Transfer-Encoding: chunked") + b"zz\r\nhello", "failed", BROKE),
    "/chunks/cut": Row(head("Transfer-Encoding: chunked") + b"400\r\nhello", "failed", BROKE),
    "/reset/at-once": Row(reset(b""), "failed", "closed the connection"),
    "/reset/middle": Row(reset(head("Content-Length: 100") + b"<p>"), "failed", BROKE),
    "/closed": Row(lambda _connection: None, "failed", "closed the connection"),
    "/http/0.9": Row(b"<html><p>hello</html>", "failed", "closed the connection"),
    "/http/garbage": Row(bytes(range(256)) * 4, "failed", NOT_HTTP),
    "/http/9.9": Row(head("Content-Length: 1", status="HTTP/9.9 200 OK") + b"x", "fetched"),
    "/status/000": Row(
        head("Content-Length: 1", status="HTTP/1.1 000 None") + b"x", "failed", "not a registered status"
    ),
    "/status/long": Row(
        head("Content-Length: 1", status=f"HTTP/1.1 {'9' * 20} None") + b"x", "failed", NOT_HTTP
    ),
    "/status/negative": Row(
        head("Content-Length: 1", status="HTTP/1.1 -200 None") + b"x", "failed", NOT_HTTP
    ),
    "/status/hints": Row(endlessly(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000, 200), "failed", ""),
    "/status/words": Row(
        head("Content-Length: 1", status="HTTP/1.1 200 \x1b[31mEVIL\x1b]0;x\x07") + b"x", "fetched"
    ),
    "/status/204": Row(b"HTTP/1.1 204 No Content\r\n\r\n", "fetched", "empty response (204 No Content)"),
    "/status/206": Row(answer(page("x"), HTML, "206 Partial Content"), "fetched", "", "(206)"),
    "/status/304": Row(b"HTTP/1.1 304 Not Modified\r\n\r\n", "failed", "304 Not Modified"),
    "/status/100": Row(b"HTTP/1.1 100 Continue\r\n\r\n" * 500 + answer(page("x")), "fetched"),
    "/to/itself": Row(to("/to/itself"), "redirected"),
    "/to/a": Row(to("/to/b"), "redirected"),
    "/to/b": Row(to("/to/a"), "redirected"),
    "/to/file": Row(to("file:///etc/passwd"), "failed", "malformed URL"),
    "/to/javascript": Row(to("javascript:alert(1)"), "failed", "malformed URL"),
    "/to/data": Row(to("data:text/html,x"), "failed", "malformed URL"),
    "/to/port": Row(to("http://127.0.0.1:99999/"), "failed", "malformed URL"),
    "/to/nothing": Row(to(""), "failed", "without a redirect target"),
    "/to/long": Row(to("/" + "y" * 15_000), "redirected"),
    "/many/links": Row(answer(b"<a href=/l>l</a>" * 1_000_000), "fetched", "more than"),
    "/many/tags": Row(answer(b"<b>" * 400_000), "fetched", "more than"),
    "/deep": Row(answer(b"<div>" * 50_000 + b"<a href=/x>x</a>" + b"</div>" * 50_000), "fetched"),
    "/attributes": Row(
        answer(b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</p>"), "fetched"
    ),
    "/attribute/long": Row(answer(page(f"<p title='{'x' * 10_000_000}'>x</p>")), "fetched"),
    "/href/long": Row(answer(page(f"<a href='/{'x' * 200_000}'>x</a>")), "fetched", "", "longer than"),
    "/nul": Row(answer(b"\0".join([b"<p>", b"<a href=/nul-link>x</a>", b"</p>"])), "fetched"),
    "/unclosed": Row(
        answer(b"<p>" + b"".join(b"<b x=%d>" % n for n in range(4_000)) + b"<p>x" * 4_000),
        "fetched",
        "unclosed elements",
    ),
    "/nested/headings": Row(
        answer(b"<div role=heading>" * 9_000 + b"word " * 300_000), "fetched", "inside one another"
    ),
    "/jsonld": Row(answer(page(f"<script type='application/ld+json'>{'[' * 100_000}</script>")), "fetched"),
    "/charset/utf-16": Row(
        answer(page("<a href=/charset/link>grün</a>"), "text/html; charset=utf-16"),
        "fetched",
        "",
        "says utf-16",
    ),
    "/charset/real-16": Row(answer(page("<p>grün", "utf-16"), "text/html"), "fetched"),
    "/charset/hex": Row(answer(page("x"), "text/html; charset=hex"), "fetched"),
    "/charset/latin": Row(answer(page("<p>grün", "latin-1")), "fetched"),
    "/charset/control": Row(answer(page("\x1b[31m\r\nforged line \x07<a href='/\x1b[31m'>x</a>")), "fetched"),
    "/zip": Row(answer(b"PK\x03\x04 \xff"), "fetched", "ZIP"),
    "/nothing": Row(answer(b""), "fetched", "empty response (200 OK)"),
    "/link/odd": Row(
        answer(
            page(
                "".join(
                    f"<a href='{href}'>x</a>"
                    for href in (
                        "http://[",
                        "//",
                        "http://a b/",
                        "http://u:p@127.0.0.1:1/",
                        "data:x",
                        "\\\\x",
                    )
                )
            )
        ),
        "fetched",
    ),
    "/pdf": Row(answer(b"%PDF-1.7 \xff"), "fetched", "PDF"),
    "/image": Row(answer(b"\x89PNG\r\n\x1a\n"), "fetched", "PNG"),
    "/refresh": Row(answer(b"<meta http-equiv=refresh content='0;url=/refresh'><p>x"), "fetched"),
    "/base": Row(answer(b"<base href='http://169.254.169.254/'><a href='x'>x</a>"), "fetched"),
    "/base/script": Row(answer(b"<base href='javascript:alert(1)//'><a href='/base'>x</a>"), "fetched"),
}
