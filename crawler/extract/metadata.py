"""Read the metadata in a page's head: title, description, robots, canonical, languages, social tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.refresh import refresh_of, sends_on
from crawler.extract.state import sent
from crawler.extract.text import collapse
from crawler.urls.parse import clean, page_address, resolve

if TYPE_CHECKING:
    from crawler.extract.lines import Place
    from crawler.extract.state import Reading
    from crawler.items import UrlReference

    Attributes = dict[str, str | None]

ROBOTS = {"robots", "googlebot"}
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
        base = resolve(clean(sent(page, dom.attributes(reading.base).get("href") or "")), page.base)
        if base and not base.startswith(("data:", "javascript:")):
            page.base = page_address(base)


def read_base(reading: Reading, node: dom.Element) -> list[UrlReference]:
    """Return the base that counts, in a list."""
    if reading.base is None or dom.number(node) != dom.number(reading.base):
        return []
    return reading.reference("base", dom.attributes(node).get("href") or "", None)


def read_title(reading: Reading, node: dom.Element) -> list[Place]:
    """Take a title element, and return the place of the first; that of an svg names the drawing, not the page."""
    parent, titles = dom.parent(node), reading.page.titles
    if parent is None or parent.tag not in {"head", "body", "html"}:
        return []
    titles.append(collapse(dom.text(node)))
    return [reading.title] if len(titles) == 1 else []


def read_meta(reading: Reading, node: dom.Element, attributes: Attributes) -> list[UrlReference]:
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
        return reading.reference("refresh", href, None)
    if name == "description":
        page.descriptions.append(collapse(content))
    elif name in ROBOTS:
        page.robots += directives(content)
    elif name == "viewport":
        page.viewport = page.viewport or collapse(content)
    elif name.startswith(("og:", "twitter:")):
        page.social.setdefault(name[:100], collapse(content))
    if content.lstrip()[:8].lower().startswith(("http://", "https://", "//")):
        social = name.startswith(("og:", "twitter:"))
        return reading.reference(name.partition(":")[0] if social else "meta", content, None)
    return []


def read_link(reading: Reading, attributes: Attributes) -> list[UrlReference]:
    """Take what one link element says; returns the address in it, in a list."""
    page = reading.page
    href = (attributes.get("href") or "").strip()
    rel = (attributes.get("rel") or "").lower().split()
    if "canonical" in rel:
        page.canonicals.append(reading.address(href) if href else "")
        return reading.reference("canonical", href, None)
    if "alternate" in rel and href and (language := attributes.get("hreflang")):
        page.hreflang.append((language.strip()[:40], reading.address(href)))
        return reading.reference("hreflang", href, None)
    if "alternate" in rel and href and (attributes.get("type") or "").strip().lower() in FEED_TYPES:
        page.feeds.append(reading.address(href))
    where = "stylesheet" if "stylesheet" in rel else "feed" if "alternate" in rel else "link"
    return reading.reference(where, href, None)
