"""Checks of titles, descriptions, canonicals and alternative texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.checks.pixel_width import width_of
from crawler.items import main_h1
from crawler.urls.pagers import is_archive, is_further

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Image, Page

LONGEST = 2_000  # characters that are measured
DATA = 4  # words of a file from which on it is read
END = 50  # characters of a text's end that a message shows
_CUT = ("...", "…", "[…]", "[...]")
_SEPARATORS = " |–—·•»«/:-"
_BEHIND = re.compile(r"\s*[|–—·•»«/:-]")
HOME = ("index.", "_index.", "content/index.", "content/_index.")  # at the top of the posts
EXCERPTS = ("excerpt", "summary")
VALUES = {
    "title": lambda page: page.titles,
    "description": lambda page: page.descriptions,
    "canonical": lambda page: page.canonicals + page.header_canonicals,
}


def value_present(page: Page, *, what: str) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it has no title, description or canonical, or only an empty one."""
    if (
        what == "title"
        and page.source
        and any(heading.level == 1 and heading.name for heading in page.headings)
    ):
        return  # site generators take it from there
    if what == "title" and page.source.startswith(HOME):
        return  # the site's own title is the home page's
    if what == "title" and page.untitled:
        return  # the template makes one of the text or the date
    if is_data(page) or (page.refresh and not page.source):
        return  # nobody reads a page that sends its readers on at once
    if page.front_matter_problem or page.front_matter_program:
        return  # it may say so where nobody could read it
    if (
        what == "description"
        and not page.source
        and (is_archive(page.url) or is_further(page.url, lists=False))
    ):
        return  # search engines show its posts, if anything
    if what == "description" and any(str(page.front_matter.get(key) or "").strip() for key in EXCERPTS):
        return  # Jekyll's plugins and most themes of Hugo take it from there
    if not any(value.strip() for value in VALUES[what](page)):
        whose = "front matter has no" if page.source else "page has no meta"
        yield page, {"what": what, "whose": whose, **_where(page, what)}


def is_data(page: Page) -> bool:
    """Return whether a file holds nothing to read or see: a tag's name, an author, a product of a list; an empty file, a script."""
    least = DATA if page.front_matter else 1
    return bool(page.source and page.words < least and not page.headings and not page.images)


def fits_search_results(
    page: Page, *, what: str, size: int, pixels: int, spare: int
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its first title or description is more than `spare` pixels wider than `pixels` in Arial of `size` pixels.

    Not where only the site's name at a title's end does not fit.
    """
    values = _measured(page, what, size, pixels)
    if values["width"] <= pixels + spare or is_data(page):
        return
    if what == "title" and width_of(_without_site(page, values["text"])[:LONGEST], size) <= pixels:
        return
    yield page, values


def _without_site(page: Page, title: str) -> str:
    """Return a title without the site's name behind it: what its h1 or social preview says, or what stands before the site's name there."""
    first = main_h1((heading for heading in page.headings if heading.text), page.titles)
    for own in (first.text if first else "", page.social.get("og:title", "")):
        if own and title.casefold().startswith(own.casefold()) and _BEHIND.match(title, len(own)):
            return own
    site = page.social.get("og:site_name", "")
    if site and title.casefold().endswith(site.casefold()):
        return title[: -len(site)].rstrip(_SEPARATORS)
    return title


def value_is_wide_enough(
    page: Page, *, what: str, size: int, pixels: int
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its first title or description is there and narrower than `pixels` pixels in Arial of `size` pixels."""
    values = _measured(page, what, size, pixels)
    if values["text"] and values["width"] < pixels:
        yield page, values


def _measured(page: Page, what: str, size: int, pixels: int) -> dict[str, Any]:
    value = next((value for value in VALUES[what](page) if value.strip()), "")
    width = width_of(value[:LONGEST], size)
    values = {"text": value, "length": len(value), "width": width, "pixels": pixels, "now": value}
    return {**values, **_where(page, what)}


def value_is_whole(page: Page, *, what: str, least: int) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its first title or description has `least` characters and ends with an ellipsis."""
    value = next((value for value in VALUES[what](page) if value.strip()), "").strip()
    if len(value) >= least and value.endswith(_CUT):
        end = f"…{value[-END:].partition(' ')[2]}"
        yield page, {"end": end, "now": value, **_where(page, what)}


def _where(page: Page, what: str) -> dict[str, Any]:
    return {"part": what, "line": page.title_line if what == "title" else page.front_matter_lines.get(what)}


def images_have_alt(page: Page) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Yield each image without an alt attribute; an empty one is right for decoration.

    An image that is all that a link holds is the link's fault, and said of it.
    """
    for image in page.images:
        if image.alt is None and not image.hidden and not image.label and image.src:
            link = page.links[image.link - 1] if 0 < image.link <= len(page.links) else None
            if link is None or link.text or link.label or link.hidden or link.in_code:
                yield image, {"src": image.src}


def alts_are_no_file_names(page: Page, *, pattern: str) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Yield each image whose whole alternative text is a file's name or a program's word for a picture."""
    name = _compiled(pattern)
    for image in page.images:
        if image.alt and not image.hidden and name.fullmatch(image.alt.strip()):
            yield image, {"src": image.src, "alt": image.alt.strip(), "now": image.alt}


@lru_cache(maxsize=10)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
