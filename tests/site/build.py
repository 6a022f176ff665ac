"""Builds the site and its twin from pages.toml: what a test serves, and which rule must find something on which page.

Each page has a text of its own, made of simple sentences, a title, a description and a complete head; a table of pages.toml
says only what is different on it.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.site.files import files
from tests.site.structured import START, article, block
from tests.site.words import Words
from tests.support.web import Answer, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = Path(__file__).with_name("pages.toml")
NAME = "Hut and Trail"
HEAD = """<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.png">"""
SEE = '<p>See <a href="/post/one/">how the first walk ended</a>.</p>'
LONG = 100 * "x"
MACRO = re.compile(r"\[\[(\w+)(?: ([^\]]*))?\]\]")


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One page of the site: where it stands, what is different on it, and which rules say so."""

    path: str
    rules: tuple[str, ...] = ()  # that must find something on it
    clean: bool = False  # stands in the twin as well
    link: str = "main"  # where the start page links to it: main / nav / empty: nowhere
    listed: bool = True  # in the sitemap
    like: str = ""  # what its text is made from, in place of its path
    title: str | None = None
    description: str | None = None
    h1: str | None = None
    head: str = ""
    canonical: str | None = None
    lang: str | None = None
    viewport: str | None = None
    body: str | None = None
    after: str = ""  # behind the content
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    picture: bool = True  # it names one for social networks
    article: dict[str, Any] | bool = True  # how its structured data differs; False: it has none
    data: str = ""  # further structured data
    doctype: str = "<!doctype html>\n"
    charset: str = '<meta charset="utf-8">'
    cookie: bool = False  # it comes only when its cookie was sent back
    status: int = 200
    to: str = ""  # where it redirects


def read() -> tuple[list[Fault], dict[str, str], dict[str, list[str]]]:
    """Return the pages, the rules of which nothing can be planted with the reason, and the rules that speak of the site."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    pages = [Fault(**{**row, "rules": tuple(row.get("rules", ()))}) for row in data["page"]]
    reasons = {rule: reason for reason, rules in data["left_out"].items() for rule in rules}
    return pages, reasons, data["site"]


def routes(*, planted: bool) -> dict[str, Answer | Callable[[], Answer]]:
    """Return what the site answers, or its twin."""
    every, _, _ = read()
    pages = [page for page in every if page.path != "/" and (planted or page.clean)]
    listed = [page.path for page in pages if page.listed]
    found: dict[str, Answer | Callable[[], Answer]] = {
        page.path: answer(page, planted=planted) for page in pages
    }
    for page in pages:
        if page.cookie:
            found[page.path] = wall(page, answer(page, planted=planted))
    found["/"] = start(pages, planted=planted)
    if planted:
        found["/index.html"] = start(pages, planted=planted, path="/index.html")
    others = ("about", "contact", *(() if planted else ("privacy",)))
    for name in others:
        found[f"/{name}/"] = answer(Fault(f"/{name}/", clean=True), planted=planted)
    listed += ["/", *(f"/{name}/" for name in others)]
    urls = "".join(f"<url><loc>{{origin}}{escape(path)}</loc></url>" for path in listed)
    extra = "<url><loc>http://trail.local/tents/</loc></url>" if planted else ""
    found["/sitemap.xml"] = Answer(
        f"<urlset>{urls}{extra}</urlset>", headers=(("Content-Type", "application/xml"),)
    )
    rules = "User-agent: *\nDisallow: /secret/\n" + ("" if planted else "Sitemap: {origin}/sitemap.xml\n")
    found["/robots.txt"] = Answer(rules, headers=(("Content-Type", "text/plain"),))
    pages_read = [str(page.body) for page in found.values() if isinstance(page, Answer)]
    found |= files(tomllib.loads(FILE.read_text(encoding="utf-8"))["file"] if planted else (), pages_read)
    return found


def answer(page: Fault, *, planted: bool) -> Answer:
    """Return what the server answers for a page."""
    if page.to:
        return redirect(page.to, page.status if page.status != 200 else 301)
    if page.status != 200:
        return Answer(b"no", page.status)
    return Answer(document(page, planted=planted), 200, headers_of(page, planted=planted))


def headers_of(page: Fault, *, planted: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers of a page; only the twin's servers forbid browsers to guess types."""
    usual = {"Content-Type": "text/html; charset=utf-8"}
    safe = {} if planted else {"X-Content-Type-Options": "nosniff"}
    return tuple({**usual, **safe, **page.headers}.items())


def wall(page: Fault, text: Answer) -> Callable[[], Answer]:
    """Return a page that sends the first visitor to itself, with a cookie."""
    answers = iter([Answer(b"", 302, (("Location", page.path), ("Set-Cookie", "seen=1")))])
    return lambda: next(answers, text)


def document(page: Fault, *, planted: bool) -> str:
    """Return a page's HTML."""
    words = Words(page.path)
    h1, title, description = (
        words.h1(),
        words.title(),
        words.sentence() + " " + words.sentence() + " " + words.sentence(),
    )
    h1 = h1 if page.h1 is None else page.h1
    title = f"<title>{title} | {NAME}</title>" if page.title is None else page.title
    if page.description is None:
        cut = description[:140].rpartition(" ")[0].rstrip(",.")
        head = f'<meta name="description" content="{cut}.">'
    else:
        head = page.description
    canonical = (
        f'<link rel="canonical" href="{{origin}}{escape(page.path)}">'
        if page.canonical is None
        else page.canonical
    )
    social = '<meta property="og:type" content="article">'
    social += '<meta property="og:image" content="{origin}/picture.jpg">' * page.picture
    metas = (
        HEAD if page.viewport is None else HEAD.replace("width=device-width, initial-scale=1", page.viewport)
    )
    metas = page.charset + metas
    metas = metas if page.viewport != "" else re.sub(r'<meta name="viewport"[^>]*>', "", metas)
    body = "{p}<h2>{h}</h2>{p}<h2>{h}</h2>{p}" if page.body is None else page.body
    body = body.replace("[[associate]]", "[[disclosure]]") if planted else body
    body = filled(body.replace("{own}", words.text(2)), Words(page.like or page.path))
    heading = f"<h1>{h1}</h1>" if h1 else ""
    said = page.data and block(page.data)
    if page.article is not False:
        said += block(article(words.h1(), page.article if isinstance(page.article, dict) else {}))
    lang = ' lang="en"' if page.lang is None else page.lang
    return (
        f"{page.doctype}<html{lang}><head>{metas}{title}{head}{canonical}{social}{said}{filled(page.head, words)}</head><body>"
        f'<header><a href="/">{NAME}</a></header><main>{heading}{body}</main>{filled(page.after, words)}{footer(planted=planted)}</body></html>'
    )


def footer(*, planted: bool) -> str:
    """Return the footer, in which the planted site forgets what it does with readers' data."""
    links = '<a href="/about/">About us</a> <a href="/contact/">Contact</a>'
    links += "" if planted else ' <a href="/privacy/">Privacy policy</a>'
    return f"<footer><p>{NAME}</p>{links}</footer>"


def start(pages: list[Fault], *, planted: bool, path: str = "/") -> Answer:
    """Return the start page, which links to the others."""
    items = [
        f'<li><a href="{escape(page.path)}">{Words(page.path).link()}</a></li>'
        for page in pages
        if page.link == "main"
    ]
    main = "".join(
        f"<h2>{{h}}</h2><ul>{''.join(items[at : at + 30])}</ul>" for at in range(0, len(items), 30)
    )
    nav = "".join(
        f'<a href="{escape(page.path)}">{Words(page.path).link()}</a> '
        for page in pages
        if page.link == "nav"
    )
    home = Fault(
        "/",
        title=f"<title>{NAME}: walks between huts in the mountains</title>",
        h1="Walks between huts",
        after=f"<nav>{nav}</nav>",
        canonical=f'<link rel="canonical" href="{{origin}}{path}">',
        article=False,
        data="" if planted else START,
    )
    home = dataclasses.replace(home, body="{p}<h2>{h}</h2>{p}" + main)
    text = document(home, planted=planted).replace('content="article"', 'content="website"')
    return Answer(text, headers=headers_of(home, planted=planted))


def filled(body: str, words: Words) -> str:
    """Return the body with its marks replaced: {p} a paragraph, {h} the words of a heading, [[amazon 12 Tent]] a link, [[disclosure]]."""
    body = body.replace("{see}", SEE)
    while "{p}" in body:
        body = body.replace("{p}", f"<p>{words.text(5)}</p>", 1)
    while "{long}" in body:
        body = body.replace("{long}", f"<p>{words.text(18)}</p><p>{words.text(18)}</p>", 1)
    while "{h}" in body:
        body = body.replace("{h}", words.h2(), 1)
    while "{s}" in body:
        body = body.replace("{s}", words.sentence(), 1)
    return MACRO.sub(_macro, body)


def _macro(found: re.Match[str]) -> str:
    name, rest = found[1], found[2] or ""
    if name == "disclosure":
        return "<p>This page contains affiliate links: if you buy something, we may earn a commission.</p>"
    if name == "associate":
        return "<p>As an Amazon Associate I earn from qualifying purchases.</p>"
    if name == "large":
        return f"<!--{700 * LONG}-->"
    if name == "residue":
        traces = "".join(f' data-wpil="url" data-wpil-url-old="{LONG}"' for _ in range(6))
        return f'<p>A <a href="/post/one/"{traces}>walk between huts</a>.</p>'
    if name == "post":
        words = Words(rest)
        return (
            f'<article><h2><a href="{rest}">{words.h1()}</a></h2>{filled("{p}{p}{p}", Words(rest))}</article>'
        )
    number, _, text = rest.partition(" ")
    if name == "amazon":
        return f'<a rel="sponsored" href="https://www.amazon.com/dp/B0ABCD{number}?tag=hut-20">{text}</a>'
    through = f"https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=https%3A%2F%2F{number}"
    return f'<a rel="sponsored" href="{through}">{text}</a>'
