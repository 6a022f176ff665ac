"""Looks for texts that break a reader, with hypothesis, for as long as it is told to; prints what it found.

    python benchmarks/fuzz.py --seconds 600 [urls front-matter html answers sitemaps robots cells]

Each reader must return whatever comes: an exception is a finding, and so is a text that takes longer than SLOW seconds.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
import zlib
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.extract import read_html
from crawler.extract.response import read_response
from crawler.extract.sitemap import read_sitemap
from crawler.http.robots_txt import judge, text_of
from crawler.links import Classifier
from crawler.posts import front_matter
from crawler.urls.patterns import pattern
from reports.cells import link_address, moment, safe

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = "https://blog.example"
SLOW = 5  # seconds that one small text may take at most
_classifier = Classifier(SITE, [])


def _mixed(*pieces: str) -> st.SearchStrategy[str]:
    """Return texts of a format's own pieces, with anything between, some of them repeated many times."""
    piece = st.one_of(st.sampled_from(pieces), st.text(max_size=8))
    repeated = st.builds(lambda text, times: text * times, piece, st.sampled_from((1, 1, 1, 2, 300)))
    return st.lists(repeated, max_size=30).map("".join)


URL = _mixed(
    *"/?#@:&=%[];\\ ",
    "http://",
    "https://",
    "//",
    "%00",
    "%ff",
    "..",
    "xn--",
    "amazon.com",
    "tag=",
    "localhost",
    "127.1",
    "[::1]",
    "?p=1",
    ";jsessionid=",
    "youtu.be/",
    "javascript:",
    "\ud800",
    "blog.example",
    "url=https%3A%2F%2F",
)
HTML = _mixed(
    *"<>/=\"'&;!-\n\0\ud800",
    "<a href=",
    "<h2>",
    "<!--",
    "-->",
    "</",
    "<img srcset=",
    "<base href=",
    "<script type='application/ld+json'>",
    "<style>",
    "url(",
    "<template>",
    "<svg>",
    "<table>",
    "<p data-wpil-url-old='",
    "<!-- wp:",
    "rel=",
    "<meta http-equiv=",
    "<title>",
    "<select>",
    "<noscript>",
    "http://a.local/",
    "&#x110000;",
    "<div style='display:none'>",
    "aria-labelledby=",
    " id=x",
    "role=heading aria-level=",
)
YAML = _mixed(
    *":-[]{}&*!|>'\"#%@,?\n ~=.",
    "---\n",
    "+++\n",
    "title: ",
    "date: 2024-13-45",
    "<<: *a",
    "&a ",
    "!!python/object:",
    "tags: [",
    "\t",
    "9" * 400,
    "1e999",
    "[table]\n",
    "'''",
    "\u2028",
    "- - - ",
)
XML = _mixed(*"<>/&;\"'! \n\0", "<urlset>", "<url>", "<loc>", "</loc>", "</url>", "<sitemapindex>", "<sitemap>", "<!DOCTYPE x [", "<!ENTITY a '", "&a;", "<rss>", "<item>", "<link>", "<?xml version='1.0' encoding='", "utf-16", "<![CDATA[", "]]>", "http://a.com/", "xmlns=", "<feed>", "<entry><link href='")  # fmt: skip
ROBOTS = _mixed(*":#*$/%?=&\n\r\t \0", "User-agent: ", "affiliate-seo-audit", "Disallow: ", "Allow: /", "Crawl-delay: ", "1e999", "nan", "-1", "Sitemap: ", "http://[", "Request-rate: 1/5s", "%", "%C3", "\ufeff", "a*", "\x85", "Visit-time: 0200-0630")  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=400),
    XML.map(lambda text: text.encode("utf-8", "surrogatepass")),
    XML.map(lambda text: text.encode("utf-16", "surrogatepass")),
)
CHARSETS = st.sampled_from(
    [
        "",
        "utf-8",
        "utf-16",
        "utf-32",
        "hex",
        "idna",
        "shift_jis",
        "utf-7",
        "x-user-defined",
        "\ud800",
        "rot13",
        "iso-2022-jp",
        "gb18030",
    ]
)


def _answer(body: bytes, charset: str, value: str) -> None:
    headers = {
        "content-type": [f"text/html; charset={charset}"],
        "x-robots-tag": [value],
        "link": [value],
        "etag": [value],
    }
    page = read_response(f"{SITE}/", 200, headers, body)
    assert page.url == f"{SITE}/"


def _robots(body: bytes, url: str) -> None:
    rules = judge(200, text_of(body)).rules
    assert rules is not None
    to = _classifier.target(url, url)
    if to.kind == "internal":  # nothing else is ever asked for
        rules.can_fetch(safe_url_string(to.url), "affiliate-seo-audit")
    delay = rules.crawl_delay("affiliate-seo-audit")
    assert delay is None or delay >= 0
    list(rules.sitemaps)


def _url(href: str, base: str) -> None:
    for where in (f"{SITE}/a/", base):
        to = _classifier.target(href, where)
        if to.kind == "internal":  # only addresses of the site are ever asked for their pattern
            pattern(to.url)


def _cell(text: str) -> None:
    shown = safe(text)
    assert not isinstance(shown, str) or shown.encode("utf-8") is not None
    link_address(text)
    moment(text)


TARGETS: dict[str, tuple[Callable[..., Any], tuple[st.SearchStrategy[Any], ...]]] = {
    "urls": (_url, (URL, URL)),
    "front-matter": (lambda text: front_matter.split("---\n" + text), (YAML,)),
    "toml": (lambda text: front_matter.split("+++\n" + text + "\n+++\n"), (YAML,)),
    "html": (lambda text: read_html(text, f"{SITE}/"), (HTML,)),
    "answers": (
        _answer,
        (st.one_of(BYTES, HTML.map(lambda text: text.encode("utf-8", "replace"))), CHARSETS, URL),
    ),
    "sitemaps": (
        lambda body: read_sitemap("k", body),
        (st.one_of(BYTES, BYTES.map(lambda body: zlib.compress(body, wbits=31))),),
    ),
    "robots": (
        _robots,
        (
            st.one_of(
                st.binary(max_size=400), ROBOTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
            ),
            URL.map(lambda path: f"{SITE}/{path}"),
        ),
    ),
    "cells": (
        _cell,
        (
            _mixed(
                "=",
                "+",
                "-",
                "@",
                "\t",
                "\r",
                "\n",
                "\0",
                "\x1b",
                "\ud800",
                "\ufffe",
                "_x0041_",
                "#N/A",
                "http://",
                "x" * 40_000,
                "2024-01-01T00:00:00",
            ),
        ),
    ),
}


def _too_slow(*_: object) -> None:
    msg = f"it took more than {SLOW} seconds"
    raise TimeoutError(msg)


def fuzz(name: str, seconds: float) -> tuple[int, str]:
    """Return how many texts were tried in that time, and the first that broke the reader, with what happened."""
    read, strategies = TARGETS[name]
    end = time.monotonic() + seconds
    tried = 0

    @settings(
        max_examples=2_000,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(st.tuples(*strategies))
    def attempt(values: tuple[Any, ...]) -> None:
        nonlocal tried
        if time.monotonic() > end:
            return
        tried += 1
        signal.alarm(SLOW)
        try:
            read(*values)
        finally:
            signal.alarm(0)

    signal.signal(signal.SIGALRM, _too_slow)
    while time.monotonic() < end:
        try:
            attempt()
        except Exception as error:
            return tried, f"{error!r} {' '.join(getattr(error, '__notes__', ()))}"[:3_000]
    return tried, ""


def main() -> int:
    """Return 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600, help="for each reader (default: 600)")
    parser.add_argument(
        "readers", nargs="*", default=list(TARGETS), help=f"of {', '.join(TARGETS)} (default: all)"
    )
    options = parser.parse_args()
    found = 0
    for name in options.readers:
        tried, what = fuzz(name, options.seconds)
        found += bool(what)
        print(f"{name}: {tried:,} texts, {what or 'nothing found'}", flush=True)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
