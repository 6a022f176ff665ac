"""Fill the table resource: which of the site's own files to ask for in this crawl, and which answers still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from protego import Protego

from crawler.items import BROKEN, NO_CAUSE, NOT_CHECKED, OK, Verdict, because
from crawler.linkcheck.policy import better_not
from crawler.links.resources import KINDS, kind_of
from crawler.store import now, resources
from crawler.urls.parse import resolve

if TYPE_CHECKING:
    from crawler.store import Store

LIGHT = 100_000  # bytes; an answer about a larger file is not reused: whoever has made it smaller wants to see that
GOOGLE = "Googlebot"
_WAITING = Verdict("waiting")


def plan_resources(store: Store, *, most: int, days: int) -> None:
    """Give every file of the site that its pages load a row: waiting, known, or why it is not asked for.

    `most` wait at most: those first that an earlier crawl found at fault, then those that none has asked for, then those
    that most pages use. Answers with which nothing was wrong are kept for `days`. Rows that are there already stay.
    """
    there, asked_before = resources.present(store)
    room = most - asked_before
    found: dict[str, tuple[str, int, bool]] = {}
    for use in resources.uses(store):
        if kind := kind_of(use.place, use.url):
            first, pages, secure = found.get(use.url, (kind, 0, False))
            found[use.url] = min(kind, first, key=KINDS.index), pages + use.pages, secure or use.secure
    earlier, pages_read = resources.earlier(store), resources.read_as_pages(store)
    lets = _Robots(resources.robots_of(store))
    made: list[tuple[Any, ...]] = []
    asks: list[tuple[tuple[Any, ...], str, str, str]] = []
    for url, (kind, pages, secure) in found.items():
        if url in there:
            continue
        asked = f"https:{url[5:]}" if secure and url.startswith("http:") else url
        if cause := better_not(asked, ""):
            made.append((url, "", kind, True, False, *_row(Verdict(NOT_CHECKED, cause))))
        elif read := pages_read.get(asked):
            status, size, content_type = read
            cause = NO_CAUSE if status == 200 else because("answers", status=status)
            verdict = Verdict(OK if status == 200 else BROKEN, cause, status=status)
            if status != 200:
                size, content_type = None, ""  # those of the error page
            essence = content_type.partition(";")[0].strip().lower()
            made.append((url, asked, kind, lets.google(asked), False, *_row(verdict, size, essence)))
        elif (
            (known := earlier.get(asked))
            and known.verdict == OK
            and (known.size or 0) <= LIGHT
            and resources.is_fresh(known, days)
        ):
            made.append((url, asked, kind, lets.google(asked), True, *known.row))
        else:
            turn = 1 if known is None else 0 if known.verdict != OK else 2
            asks.append(
                ((turn, -pages if turn < 2 else 0, known.checked if known else "", url), url, asked, kind)
            )
    limit = _row(Verdict(NOT_CHECKED, because("limit-resources", limit=most)))
    for _, url, asked, kind in sorted(asks):
        made.append((url, asked, kind, lets.google(asked), False, *(_row(_WAITING) if room > 0 else limit)))
        room -= 1
    resources.add(store, made)


def _row(found: Verdict, size: int | None = None, content_type: str = "") -> tuple[Any, ...]:
    checked = "" if found.verdict in {"waiting", NOT_CHECKED} else now()
    return resources.verdict_row(found, size, content_type, nosniff=False, checked=checked)


class _Robots:
    """What the robots.txt files that the crawl has read say to Google."""

    def __init__(self, texts: Any) -> None:
        self._rules = {site: Protego.parse(text) for site, text in texts.items()}

    def google(self, url: str) -> bool:
        """Return whether Googlebot may read an address; true where no file was read."""
        site = resolve("/", url).rstrip("/")
        rules = self._rules.get(site)
        return rules is None or bool(rules.can_fetch(url, GOOGLE))
