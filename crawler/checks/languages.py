"""Checks of a page's language versions: whether their codes exist and fit the page, and whether one is for everybody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.catalog.language_codes import registered
from crawler.checks.head import HEAD
from crawler.text.words import language_of
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

DEFAULT = "x-default"
# A language of two letters with or without script and region; those of three letters have another register.
_CODE = re.compile(r"(?P<language>[a-z]{2})(?:-[a-z]{4})?(?:-(?P<region>[a-z]{2}))?", re.IGNORECASE)
_UNITED_KINGDOM = "uk"  # in place of GB: another check says so and knows what is meant


def alternates_have_registered_codes(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each hreflang value of the right form whose language or region does not exist."""
    for code in dict.fromkeys(code for code, _ in page.hreflang):
        found = _CODE.fullmatch(code)
        if found is None:
            continue
        languages, regions = registered()
        language, region = found["language"].lower(), (found["region"] or "").lower()
        if language not in languages:
            yield page, {"text": code, "what": f"language {language}", "part": HEAD, "now": code}
        elif region and region not in regions and region != _UNITED_KINGDOM:
            yield page, {"text": code, "what": f"region {region.upper()}", "part": HEAD, "now": code}


def own_alternate_fits_language(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its hreflang links give it another language than its lang attribute does."""
    if not page.hreflang or not page.lang:
        return
    own = page_key(page.url)
    codes = [code for code, url in page.hreflang if code.lower() != DEFAULT and page_key(url) == own]
    lang = language_of(page.lang)
    if codes and lang not in {language_of(code) for code in codes}:
        yield page, {"code": codes[0], "lang": page.lang, "part": HEAD, "now": codes[0]}


def alternates_name_a_default(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it names versions in two languages and none for all others (x-default)."""
    codes = {code.lower() for code, _ in page.hreflang}
    languages = {language_of(code) for code in codes if code != DEFAULT}
    if len(languages) > 1 and DEFAULT not in codes:
        yield page, {"count": len(languages), "part": HEAD}
