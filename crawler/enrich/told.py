"""What the text says of a link that nobody knows: "our referral link", "(affiliate link)" behind it."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.catalog.sentences import worded
from crawler.catalog.told import told
from crawler.items import because
from crawler.links.hints import NETWORK
from crawler.links.referrals import OPEN_KINDS, TOLD
from crawler.text.phrases import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Link, Page

ANCHOR = 120  # characters of a link's text that may be called so; a longer one is a sentence about something
NEAR = 160  # characters between a link and what calls it so
MOST = 200  # such names of one page
MOST_WORK = 200_000_000  # characters of texts, times the links that are looked for in them; of one page
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$)|\n")
_OPENS, _CLOSES = r"[(\[（［【〔]", r"[)\]）］】〕]"


class _Words(NamedTuple):
    name: re.Pattern[str]  # of such a link, in a link's own text
    beside: re.Pattern[str]  # right behind a link, in brackets; or with "my" before it
    before: re.Pattern[str]  # right before a link, with a colon
    several: re.Pattern[str]  # of one such link or several, in a sentence that names the address itself
    needles: tuple[str, ...]  # one of them stands in every such text


class _Open(NamedTuple):
    """A link of which nothing is known, with what a text may name it by."""

    link: Link
    text: str  # folded
    address: str  # without scheme and query


@cache
def _words() -> _Words:
    data = told()
    names = _any(data.names)
    apart = rf"(?<![^\W_])(?:{names})(?![^\W_])"
    marks = rf"\s{{0,2}}{_OPENS}\s?(?:{_any((*data.names, *data.marks))})\s?{_CLOSES}"
    mine = rf"(?<![^\W_])(?:{_any(data.mine)})\s?(?:[\w-]{{1,20}}\s){{0,2}}?(?:{names})(?![^\W_])"
    return _Words(
        re.compile(apart),
        re.compile(rf"(?P<mark>{marks})|(?P<mine>{mine})"),
        re.compile(rf"(?:{names})\s?[:：]\s{{0,2}}$"),
        re.compile(rf"(?<![^\W_])(?:{names})(?:s|n|e)?(?![^\W_])"),
        _needles((*data.names, *data.marks)),
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(
        re.escape(phrase).replace(r"\ ", r"\s") for phrase in sorted(phrases, key=len, reverse=True)
    )


def _needles(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases that stand in no other's place: a text without any of them holds none."""
    found: list[str] = []
    for phrase in sorted(phrases, key=len):
        if not any(shorter in phrase for shorter in found):
            found.append(phrase)
    return tuple(found)


def mark_told(page: Page) -> None:
    """Make links that the text calls affiliate or referral links such links, which are likely ones.

    Judged are addresses of other sites, and on the site's own other hosts, that no network claims.
    """
    open_links = [link for link in page.links if _is_open(link)]
    if not open_links:
        return
    for link in open_links:
        if words := _named(link.text):
            _mark(link, words)
    by_heading: dict[int, list[_Open]] = {}
    for link in open_links:
        if len(link.text) > 1 or not link.text.isascii():
            by_heading.setdefault((link.heading or 0) - 1, []).append(
                _Open(link, folded(link.text), _address(link))
            )
    left, work = MOST, MOST_WORK
    for block in page.blocks:
        if not left or work <= 0:
            return
        if (near := by_heading.get(block.heading)) and _may_hold(small := folded(block.text)):
            work -= len(near) * len(small)
            left -= _mark_beside(small, near, left)


def _is_open(link: Link) -> bool:
    """Return whether nothing is known of where the link leads, and its address says more than a site's name."""
    to = link.to
    if to is None or to.kind not in OPEN_KINDS or link.in_code:
        return False
    rest = to.url.partition("//")[2].partition("/")[2]
    return bool(rest) and not f".{to.host}".endswith(tuple(f".{host}" for host in told().not_hosts))


def _named(text: str) -> str:
    """Return what a link's own text calls it; empty where it does not, speaks of such links, or is an address itself."""
    if not 3 < len(text) <= ANCHOR or "/" in text or not _may_hold(small := folded(text)):
        return ""
    found = _words().name.search(small)
    return found[0] if found and not _speaks_of_it(small) else ""


def _may_hold(small: str) -> bool:
    return any(needle in small for needle in _words().needles)


def _speaks_of_it(small: str) -> bool:
    return any(word in f"{small} " for word in told().not_in)


def _mark_beside(small: str, near: list[_Open], most: int) -> int:
    """Mark the links that a block's folded text calls so, and return how many such names were looked at."""
    links = [one for one in near if one.text in small or one.address in small]
    words, looked = _words(), 0
    _mark_named(small, links)
    for found in words.beside.finditer(small):
        looked += 1
        if looked > most:
            break
        before = small[max(0, found.start() - NEAR) : found.start()]
        sentence = _SENTENCE.split(before)[-1] if found["mine"] else before
        if found["mine"] and _speaks_of_it(sentence + found[0]):
            continue
        ends = [(sentence.rfind(text), len(text), link) for link, text, _ in links]
        at = max((start + length for start, length, _ in ends if start >= 0), default=-1)
        if at < 0 or (found["mark"] and sentence[at:].strip(" *_")):
            continue
        for start, length, link in ends:
            if start >= 0 and start + length == at:
                _mark(link, found[0].strip())
    for link, text, _ in links:
        at = small.find(text)
        if at > 0 and (called := words.before.search(small[max(0, at - 40) : at])):
            _mark(link, called[0].strip(" :："))
    return looked


def _address(link: Link) -> str:
    return link.to.url.partition("//")[2].partition("?")[0].rstrip("/").lower() if link.to else ""


def _mark_named(small: str, links: list[_Open]) -> None:
    """Mark the links whose address a sentence names: "some links here are affiliate links (go.site.example/tent)"."""
    named = [
        (link, address)
        for link, _, address in links
        if "/" in address and address in small and address not in link.text.lower()
    ]
    for sentence in _SENTENCE.split(small) if named else ():
        called = _words().several.search(sentence)
        if called is None or _speaks_of_it(sentence):
            continue
        for link, address in named:
            if address in sentence:
                _mark(link, called[0])


def _mark(link: Link, words: str) -> None:
    if link.to is not None and link.to.kind in OPEN_KINDS:
        detail = worded(because(TOLD, words=words), "address")
        link.to = dataclasses.replace(
            link.to, kind="affiliate", network=NETWORK, confidence="likely", via=TOLD, detail=detail
        )
