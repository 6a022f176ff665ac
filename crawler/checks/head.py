"""Checks of what a page's head says of it: repeated titles, canonicals that contradict each other, languages, viewport.

What a template writes into the head of every page alike has the place "head", which the Worklist shows as one edit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.extract.indexing import says_noindex
from crawler.urls.same import page_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page

HEAD = "head"
VALUES = {"title": lambda page: page.titles, "description": lambda page: page.descriptions}
# RFC 5646 section 2.1, but for the languages of four letters and more, which it keeps for later: "english" is a slip.
_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}"  # language and its extensions
    r"(?:-[a-z]{4})?"  # script
    r"(?P<region>-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"  # variants
    r"(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z\d]{1,8})+)?"  # private use
    r"|[xi](?:-[a-z\d]{1,8})+",
    re.IGNORECASE,
)
# What search engines read of it: language, script, region.
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?P<region>-(?:[a-z]{2}|\d{3}))?", re.IGNORECASE)
_NO_REGION = {"uk": "GB"}  # reserved, so that nobody else gets it; the subtag registry has no UK


def value_not_repeated(page: Page, *, what: str) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it has more than one title or description element, be they alike or not."""
    values = VALUES[what](page)
    if len(values) > 1:
        now = " | ".join(value or "(empty)" for value in values)
        yield page, {"what": what, "count": len(values), "part": what, "now": now}


def canonicals_agree(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its canonical links, or one of them and its Link header, name different addresses."""
    if says_noindex([*page.robots, *page.x_robots]):
        return
    said: dict[str, str] = {}
    for where, urls in (("a tag", page.canonicals), ("the Link header", page.header_canonicals)):
        for url in urls:
            if url:
                said.setdefault(url.partition("#")[0], where)
    if len(said) > 1:
        now = " | ".join(f"{url} ({where})" for url, where in said.items())
        first, second = list(said)[:2]
        yield page, {"count": len(said), "first": first, "second": second, "part": "canonical", "now": now}


def head_says(page: Page, *, what: str) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when the fact of that name is missing or empty: `what` is a field of Page, such as lang."""
    if not page.refresh and not getattr(page, what):  # nobody reads a page that sends its readers on
        yield page, {"what": what, "part": HEAD}


def page_does_not_refresh_itself(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it sends its readers at once to itself."""
    if page.url and page.refresh == page.url.partition("#")[0]:
        yield page, {"part": HEAD, "now": page.refresh}


def page_answers_without_cookies(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it came only when a cookie of its own was sent back."""
    if page.wants_cookie:
        yield page, {"url": page.url, "part": "the address"}


def language_is_a_tag(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when its lang has not the form of a language tag (BCP 47)."""
    if page.lang and not _fits(page.lang, _TAG):
        yield page, _proposed(page.lang, _TAG)


def alternates_have_codes(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each of its hreflang values that is neither x-default nor a language with or without region."""
    for code in dict.fromkeys(code for code, _ in page.hreflang):
        if code.lower() != "x-default" and not _fits(code, _CODE):
            yield page, _proposed(code, _CODE)


def alternates_name_the_page(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it names its versions in other languages by hreflang, and not itself."""
    if page.hreflang and page_key(page.url) not in {page_key(url) for _, url in page.hreflang}:
        yield page, {"part": HEAD}


def _fits(tag: str, form: re.Pattern[str]) -> bool:
    found = form.fullmatch(tag)
    return found is not None and (found["region"] or "")[1:].lower() not in _NO_REGION


def _proposed(tag: str, form: re.Pattern[str]) -> dict[str, Any]:
    """Return the values of a finding about a language code, with what it surely means where that is plain."""
    values = {"text": tag or "(empty)", "now": tag, "part": HEAD}
    right = tag.replace("_", "-")
    found = form.fullmatch(right)
    if found and (region := _NO_REGION.get((found["region"] or "")[1:].lower())):
        start = found.start("region") + 1
        right = right[:start] + region + right[start + 2 :]
    if right == tag or not _fits(right, form):
        return values
    method = "the same code in standard spelling"
    return {**values, "should_be": right, "method": method, "confidence": "certain"}
