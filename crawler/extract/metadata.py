"""Read the metadata in a page's head: title, description, robots, canonical, languages, social tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.lines import Place
from crawler.extract.refresh import refresh_of, sends_on
from crawler.extract.state import sent
from crawler.extract.text import collapse
from crawler.urls.parse import clean, page_address, resolve

if TYPE_CHECKING:
    from crawler.extract.state import Reading
    from crawler.items import UrlReference

    Attributes = dict[str, str | None]

ROBOTS = {"robots", "googlebot"}
DATES = {"article:published_time", "article:modified_time"}  # beside og: and twitter:, of the same vocabulary
FOREIGN = (
    "hreflang",
    "lang",
    "media",
    "type",
)  # attributes with which Google takes a canonical link for none
_OF_HEADS = {"title", "meta", "link", "script", "style", "base", "noscript", "template"}
_OF_NOSCRIPT = {"link", "style", "meta"}
_NAME = re.compile(r"<([a-z][a-z0-9]*)")
FEED_TYPES = {"application/rss+xml", "application/atom+xml"}


def directives(text: str) -> list[str]:
    """Return the directives of a robots meta tag or header, lower case."""
    return [word.strip().lower() for word in text.split(",") if word.strip()]


def find_base(reading: Reading) -> None:
    """Take the address that relative ones resolve against from the first base element that has one.

    data: and javascript: addresses are none. Source: HTML standard, "set the frozen base URL".
    """
    page = reading.page
    reading.base = reading.tree.css_first("base[href]")
    if reading.base is not None:
        base = resolve(clean(sent(page, dom.attribute(reading.base, "href") or "")), page.base)
        if base and not base.startswith(("data:", "javascript:")):
            page.base = page_address(base)


def read_base(reading: Reading, node: dom.Element) -> list[UrlReference]:
    """Return the base that counts, in a list."""
    if reading.base is None or dom.number(node) != dom.number(reading.base):
        return []
    return reading.reference("base", dom.attribute(node, "href") or "", None)


def read_title(reading: Reading, node: dom.Element) -> list[Place]:
    """Take a title element, and return the place of the first; that of an svg names the drawing, not the page."""
    parent, titles = dom.parent(node), reading.page.titles
    if parent is None or parent.tag not in {"head", "body", "html"}:
        return []
    titles.append(collapse(dom.text(node)))
    found: list[Place] = [reading.title] if len(titles) == 1 else []
    return [*found, *_place_of(reading, node, "title")]


def _place_of(reading: Reading, node: dom.Element, what: str) -> list[Place]:
    """Return where something stands that search engines read in the head only, when it stands in the body; it waits for its line."""
    parent = dom.parent(node)
    if reading.fragment or parent is None or parent.tag in {"head", "noscript", "html"}:
        reading.in_head.add(what)
        return []
    place = Place()
    reading.misplaced.append((what, place))
    return [place]


def read_misplaced(reading: Reading) -> None:
    """Say of the page what stands in its body only and belongs into its head, and which element ended the head before it."""
    page = reading.page
    page.misplaced = [(what, at.line) for what, at in reading.misplaced if what not in reading.in_head]
    if not page.misplaced:
        return
    source = reading.lines.source.lower()
    closed = source.find("</head")
    if _ends_by_noscript(source[: closed if closed >= 0 else len(source)]):
        page.misplaced = []
        return
    line = page.misplaced[0][1]
    if closed >= 0 and line is not None and reading.lines.line_at(closed) < line:
        return  # it was written into the body
    first = next((node for node in reading.tree.body or () if isinstance(node, dom.Element)), None)
    name = "" if first is None or first.tag in _OF_HEADS else first.tag
    page.body_begins = name if name and (closed < 0 or source.find(f"<{name}", 0, closed) >= 0) else ""


def _ends_by_noscript(head: str) -> bool:
    """Return whether a noscript in the head holds what may not stand there, such as a pixel: it ends the head only where scripts are off."""
    position = 0
    while (start := head.find("<noscript", position)) >= 0:
        position = head.find("</noscript", start)
        position = len(head) if position < 0 else position
        if any(name not in _OF_NOSCRIPT for name in _NAME.findall(head, start + 1, position)):
            return True
    return False


def read_meta(reading: Reading, node: dom.Element, attributes: Attributes) -> list[UrlReference | Place]:
    """Take what one meta element says; returns the address in it, in a list."""
    page = reading.page
    name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
    content = attributes.get("content") or ""
    if charset := attributes.get("charset"):
        page.charset = page.charset or charset.strip().lower()[:40]
    http = (attributes.get("http-equiv") or "").strip().lower()
    if http == "content-type" and "charset=" in content.lower():
        page.charset = page.charset or content.lower().partition("charset=")[2].strip(" \"'")[:40]
    elif http == "refresh" and not reading.contexts.of(node).in_noscript and (asked := refresh_of(content)):
        # Browsers run scripts, and what stands in a noscript is nothing to them.
        seconds, href = asked
        page.refresh = page.refresh or sends_on(seconds, sent(page, href), page.base, page.url)
        return [*reading.reference("refresh", href, None)]
    found: list[UrlReference | Place] = []
    if name == "description":
        page.descriptions.append(collapse(content))
        found += _place_of(reading, node, "description")
    elif name in ROBOTS:
        page.robots += directives(content)
        if name == "googlebot":
            page.googlebot += directives(content)
        found += _place_of(reading, node, "robots")
    elif name == "viewport":
        page.viewport = page.viewport or collapse(content)
    elif name.startswith(("og:", "twitter:")) or name in DATES:
        page.social.setdefault(name[:100], collapse(content))
    if content.lstrip()[:8].lower().startswith(("http://", "https://", "//")):
        social = name.startswith(("og:", "twitter:"))
        found += reading.reference(name.partition(":")[0] if social else "meta", content, None)
    return found


def read_link(reading: Reading, node: dom.Element, attributes: Attributes) -> list[UrlReference | Place]:
    """Take what one link element says; returns the address in it, in a list."""
    page = reading.page
    href = (attributes.get("href") or "").strip()
    rel = (attributes.get("rel") or "").lower().split()
    if "canonical" in rel:
        page.canonicals.append(reading.address(href) if href else "")
        page.canonical_attributes += [name for name in FOREIGN if attributes.get(name)]
        return [*reading.reference("canonical", href, None), *_place_of(reading, node, "canonical")]
    if "alternate" in rel and href and (language := attributes.get("hreflang")):
        page.hreflang.append((language.strip()[:40], reading.address(href)))
        return [*reading.reference("hreflang", href, None), *_place_of(reading, node, "hreflang")]
    if href and ("next" in rel or "prev" in rel):
        page.pages_beside.append(("next" if "next" in rel else "prev", reading.address(href)))
    if "alternate" in rel and href and (attributes.get("type") or "").strip().lower() in FEED_TYPES:
        page.feeds.append(reading.address(href))
    where = "stylesheet" if "stylesheet" in rel else "feed" if "alternate" in rel else "link"
    return [*reading.reference(where, href, None)]
