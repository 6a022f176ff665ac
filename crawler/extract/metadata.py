"""What a page says of itself in its head: title, description, robots, canonical, languages, social tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract.text import collapse
from crawler.urls.parse import absolute

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.extract.lines import Place
    from crawler.extract.state import Reading
    from crawler.items import UrlReference

    Attributes = dict[str, str | None]

ROBOTS = {"robots", "googlebot"}
# Source: HTML standard, 4.2.5.3, "shared declarative refresh steps".
_REFRESH = re.compile(r"""\s*+(\d*)[\d.]*+\s*+[;,]?\s*+(?:url\s*+=\s*+)?["']?([^"']++)""", re.IGNORECASE)
AT_ONCE = 1  # second; who has longer to wait reads the page
FEED_TYPES = {"application/rss+xml", "application/atom+xml"}


def directives(text: str) -> list[str]:
    """Return the directives of a robots meta tag or header, lower case."""
    return [word.strip().lower() for word in text.split(",") if word.strip()]


def read_title(reading: Reading, node: LexborNode) -> list[Place]:
    """Take a title element, and return the place of the first; that of an svg names the drawing, not the page."""
    parent, titles = node.parent, reading.page.titles
    if parent is None or parent.tag not in {"head", "body", "html"}:
        return []
    titles.append(collapse(node.text()))
    return [reading.title] if len(titles) == 1 else []


def read_meta(reading: Reading, attributes: Attributes) -> list[UrlReference]:
    """Take what one meta element says; returns the address in it, in a list."""
    page = reading.page
    name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
    content = attributes.get("content") or ""
    if charset := attributes.get("charset"):
        page.charset = page.charset or charset.strip().lower()[:40]
    http = (attributes.get("http-equiv") or "").strip().lower()
    if http == "content-type" and "charset=" in content.lower():
        page.charset = page.charset or content.lower().partition("charset=")[2].strip(" \"'")[:40]
    elif http == "refresh" and (found := _REFRESH.match(content)) and (href := found[2].strip()):
        to = absolute(href, page.base)
        if int(found[1][:9] or 0) <= AT_ONCE and to.partition("#")[0] != page.url.partition("#")[0]:
            page.refresh = page.refresh or to
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
            return reading.reference(name.partition(":")[0], content, None)
    return []


def read_link(reading: Reading, attributes: Attributes) -> list[UrlReference]:
    """Take what one link element says; returns the address in it, in a list."""
    page = reading.page
    href = (attributes.get("href") or "").strip()
    rel = (attributes.get("rel") or "").lower().split()
    if "canonical" in rel:
        page.canonicals.append(absolute(href, page.base) if href else "")
        return reading.reference("canonical", href, None)
    if "alternate" in rel and href and (language := attributes.get("hreflang")):
        page.hreflang.append((language.strip()[:40], absolute(href, page.base)))
        return reading.reference("hreflang", href, None)
    if "alternate" in rel and href and (attributes.get("type") or "").strip().lower() in FEED_TYPES:
        page.feeds.append(absolute(href, page.base))
    where = "stylesheet" if "stylesheet" in rel else "feed" if "alternate" in rel else "link"
    return reading.reference(where, href, None)
