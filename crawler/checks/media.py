"""Checks of what a page loads: over which scheme, and its images' sizes and alternative texts."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from crawler.urls.parse import has_port, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Image, Page, UrlReference

# It counts readers and shows nothing, or a letter's picture, which has its size from the style.
_PIXEL = re.compile(r"[/.?&]impressions?[./?=]|/e/ir\?|/image-\d{5,}-\d|/1x1\.|/emoji/", re.IGNORECASE)
_PLACEHOLDERS = ("data:", "blob:", "about:")


def resources_use_https(page: Page, *, places: list[str]) -> Iterator[tuple[UrlReference, dict[str, Any]]]:
    """Yield each reference of an https page in one of the places that is loaded over http, each address once; development hosts are left out.

    An image that stands in a noscript only, such as a counting pixel, is loaded by nobody whose browser runs scripts: it is left out.
    """
    if not page.url.startswith("https://"):
        return
    told = set()
    shown: set[str] | None = None
    for reference in page.references:
        if reference.where not in places or reference.in_code or not (to := reference.to):
            continue
        url = to.url
        if not url.startswith("http://") or to.kind == "dev-host" or url in told:
            continue
        if reference.where == "img":
            shown = shown if shown is not None else {image.src for image in page.images}
            if reference.href not in shown:
                continue
        told.add(url)
        yield (
            reference,
            {
                "url": url,
                "what": reference.where,
                "should_be": "" if has_port(url) else f"https{url[4:]}",
                "method": "the same URL over https, not verified",
                "confidence": "medium",
            },
        )


def images_have_sizes(page: Page) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Yield each image of the content without width or height; those that a script fills in later are left out."""
    for image in page.images:
        if image.region != "main" or image.hidden or not image.src or image.src.startswith(_PLACEHOLDERS):
            continue
        if _PIXEL.search(image.src):
            continue
        if missing := " and ".join(name for name in ("width", "height") if not getattr(image, name)):
            yield image, {"src": image.src, "missing": missing}


def alts_are_no_longer_than(page: Page, *, most: int) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Yield each image whose alternative text has more than `most` characters."""
    for image in page.images:
        if image.alt and len(alt := " ".join(image.alt.split())) > most:
            yield image, {"src": image.src, "length": len(alt), "most": most, "now": image.alt}


def movies_are_no_plugins(page: Page) -> Iterator[tuple[UrlReference, dict[str, Any]]]:
    """Yield each reference to a Flash, Silverlight or Java file that is embedded."""
    for reference in page.references:
        if reference.where not in {"embed", "object"}:
            continue
        path = resolve(reference.href, page.base).partition("?")[0].lower()
        if path.endswith((".swf", ".xap", ".class", ".jar")):
            yield reference, {"src": reference.href, "ending": path.rpartition(".")[2]}


def alts_differ(page: Page, *, most: int) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Yield the first of the content's images that share their alternative text, where more than `most` pictures have it."""
    by_alt: dict[str, dict[str, Image]] = defaultdict(dict)
    if len(page.images) <= most:
        return
    for image in page.images:
        if image.region == "main" and not image.hidden and image.alt and (alt := " ".join(image.alt.split())):
            by_alt[alt].setdefault(image.src, image)
    for alt, images in by_alt.items():
        if len(images) > most:
            yield next(iter(images.values())), {"alt": alt, "count": len(images), "now": alt}
