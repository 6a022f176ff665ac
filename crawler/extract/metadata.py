"""What a page says of itself in its head: title, description, robots, canonical, languages, social tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.text import collapse

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

    Add = Callable[[str, str], None]  # (where, href): one more carrier

ROBOTS = {"robots", "googlebot"}


def directives(text: str) -> list[str]:
    """Return the directives of a robots meta tag or header, lower case."""
    return [word.strip().lower() for word in text.split(",") if word.strip()]


def read_meta(page: Page, attributes: dict[str, str | None], add: Add) -> None:
    """Take what one meta element says."""
    name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
    content = attributes.get("content") or ""
    if charset := attributes.get("charset"):
        page.charset = page.charset or charset.strip().lower()
    if not name:
        return
    if name == "description":
        page.descriptions.append(collapse(content))
    elif name in ROBOTS:
        page.robots += directives(content)
    elif name == "viewport":
        page.viewport = page.viewport or collapse(content)
    elif name.startswith(("og:", "twitter:")):
        page.social.setdefault(name[:100], collapse(content))
        if content.strip().lower().startswith(("http://", "https://", "//")):
            add(name.partition(":")[0], content.strip())


def read_link(page: Page, attributes: dict[str, str | None], resolve: Callable[[str], str], add: Add) -> None:
    """Take what one link element says."""
    href = (attributes.get("href") or "").strip()
    rel = (attributes.get("rel") or "").lower().split()
    if "canonical" in rel:
        page.canonicals.append(resolve(href) if href else "")
        if href:
            add("canonical", href)
    elif not href:
        return
    elif "alternate" in rel and (language := attributes.get("hreflang")):
        page.hreflang.append((language.strip(), resolve(href)))
        add("hreflang", href)
    else:
        add("stylesheet" if "stylesheet" in rel else "feed" if "alternate" in rel else "link", href)
