"""The site's own images, styles and scripts, each asked for once by HEAD; and the probes that tell how a site is set up."""

from __future__ import annotations

import pytest

from tests.support.crawling import crawl, database, query
from tests.support.web import Answer, html, redirect, serve

ON = ("-s", "AUDIT_MAX_RESOURCES=1000", "-s", "AUDIT_PROBES=1")


def file(kind: str, size: int = 10, **more: str) -> Answer:
    headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in more.items()}}
    return Answer(b"x" * size, 200, tuple(headers.items()))


HEAD = '<link rel=stylesheet href="/site.css"><script src="/app.js?v=1"></script><meta property="og:image" content="{origin}/preview.jpg">'
LOGO = '<img alt="Logo" src="/logo.png" width=1 height=1>'
ROUTES = {
    "/": html(f'{LOGO}<a href="/tents/">Tents</a> <a href="/photo.png">Photo</a><img alt="" src="/photo.png">', HEAD),
    "/tents/": html(
        f"""{LOGO}
<img alt="" src="/fine.png"><img alt="" data-src="/lazy.webp" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<img alt="" src="/huge.jpg">
<img alt="" src="/shy.png" srcset="/small.png 480w, /no-head.png 960w">
<img alt="" src="/moved.png"><img alt="" src="/inside.png"><img alt="" src="/away.png">
<img alt="" src="/private/x.png"><img alt="" src="/busy.png"><img alt="" src="/empty.png"><img alt="" src="/page.png">
<img alt="" src="/counter?page=1"><img alt="" src="/{{{{ image }}}}.png"><img alt="" src="/lies.png">
<img alt="" src="http://shop.example/other.png"><video src="/film.mp4" poster="/poster.png"></video>""",
        HEAD,
    ),
    "/site.css": file("text/css", X_Content_Type_Options="nosniff"),
    "/app.js?v=1": file("text/html"),
    "/preview.jpg": file("image/jpeg", 50_000),
    "/photo.png": file("image/png", 70),
    "/fine.png": file("image/png", 100),
    "/huge.jpg": file("image/jpeg", 300_000),
    "/lazy.webp": Answer(b"no", 410),
    "/no-head.png": file("image/png", 1234),
    "/small.png": file("image/png"),
    "/moved.png": redirect("/fine.png"),
    "/inside.png": redirect("http://10.0.0.1/secret.png"),
    "/away.png": redirect("https://www.amazon.com/dp/B0ABCDEF12?tag=me-20"),
    "/private/x.png": file("image/png"),
    "/busy.png": Answer("", 503),
    "/empty.png": Answer("", 200, (("Content-Type", "image/png"),)),
    "/page.png": html("<p>Sign up"),
    "/counter?page=1": html(""),
    "/lies.png": file("image/png", Content_Length="9" * 400),
    "/film.mp4": file("video/mp4", 3_000_000),
    "/robots.txt": Answer(
        "User-agent: *\nDisallow: /private/\n\nUser-agent: Googlebot\nDisallow: /site.css\n", 200, (("Content-Type", "text/plain"),)
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def site():
    with serve(dict(ROUTES)) as site:
        site.no_heads |= {"/no-head.png", "/empty.png"}
        site.routes["/shy.png"] = lambda: (
            file("image/png") if site.paths[-1:] == ["/shy.png"] else Answer("", 404)
        )
        yield site


@pytest.fixture(scope="module")
def out(site, tmp_path_factory):
    """Return the folder of the one crawl that most tests look at."""
    out = tmp_path_factory.mktemp("resources")
    done = crawl(out, "blog", "-a", f"url={site.origin}/", *ON)
    assert done.returncode == 0, done.stderr
    return out


def told(out, columns="verdict"):
    """Return {path: what the newest crawl says of it}."""
    rows = query(
        database(out), f"SELECT url, {columns} FROM resource WHERE crawl_id = (SELECT max(id) FROM crawl)"
    )
    return {"/" + url.split("/", 3)[3]: row[0] if len(row) == 1 else tuple(row) for url, *row in rows}


def test_every_file_of_the_site_gets_its_verdict(out):
    assert told(out, "kind, verdict") == {
        "/site.css": ("style", "ok"),
        "/app.js?v=1": ("script", "broken"),
        "/preview.jpg": ("preview", "ok"),
        "/logo.png": ("image", "broken"),
        "/photo.png": ("image", "ok"),
        "/fine.png": ("image", "ok"),
        "/lazy.webp": ("image", "broken"),
        "/huge.jpg": ("image", "ok"),
        "/shy.png": ("image", "ok"),
        "/small.png": ("image", "ok"),
        "/no-head.png": ("image", "ok"),
        "/moved.png": ("image", "redirected"),
        "/inside.png": ("image", "not checked"),
        "/away.png": ("image", "redirected"),
        "/private/x.png": ("image", "not checked"),
        "/busy.png": ("image", "temporary"),
        "/empty.png": ("image", "broken"),
        "/page.png": ("image", "broken"),
        "/counter?page=1": ("image", "ok"),
        "/lies.png": ("image", "ok"),
        "/film.mp4": ("media", "ok"),
        "/poster.png": ("image", "broken"),
    }
