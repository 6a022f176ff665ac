"""Reconcile the proposals of several rules for one link into one edit."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import Link, Page, Proposal
from crawler.rules.engine import audit
from crawler.store.parts import LINK_OF_FINDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crawler.links import Classifier
    from crawler.rules.load import BoundRule
    from crawler.rules.rule import Rule
    from crawler.store import Store

SURE = ("certain", "high")
_RANK = {"certain": 0, "high": 0, "medium": 1, "low": 2}
# Checks that propose the same address without something: what another rule proposes is put through them as well.
MENDING = {
    "links_are_not_wrapped", "links_are_no_ad_clicks", "links_carry_no_parameters", "links_carry_no_traces",
    "ampersands_are_not_escaped_twice",
}  # fmt: skip
# Of two that are as sure, the first knows more: what the address itself tells, then what the crawl knows of the site.
_FIRST = (
    "malformed-link", "dev-host-link", "staging-host-link", "old-host-link", "broken-internal-link", "link-to-redirect",
    "noncanonical-link", "wrapped-link", "ad-click-link", "insecure-link",
)  # fmt: skip
SCHEME = "insecure-link"  # the rule that proposes the same address over https
# Subject, and what tells where it leads.
_POINTED = (
    ("link", f"{LINK_OF_FINDING} CROSS JOIN target ON target.id = link.target_id"),
    ("carrier", "carrier USING (page_id, position) JOIN target ON target.id = target_id"),
    ("carrier", "own_resource USING (page_id, position)"),
)
ROUNDS = 5  # times that a proposal is mended again
_REL = re.compile(r'rel="([^"]*)"|no rel')
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Row(NamedTuple):
    """A finding with a proposal for a link or another reference."""

    finding: int
    rule: str
    url: str  # what the link leads to
    now: str
    should_be: str
    method: str
    confidence: str


def agreed(
    store: Store, rules: Iterable[BoundRule], classifier: Classifier
) -> Iterator[tuple[int, Proposal | None]]:
    """Yield what changes: each finding's id with the proposal that it has in common with others, or None where it falls silent."""
    mending = [bound for bound in rules if bound.rule.check in MENDING]
    known: dict[str, str] = {}

    def mended(url: str) -> str:
        if url not in known:
            known[url] = _mended(url, mending, classifier)
        return known[url]

    for subject, pointed in _POINTED:
        groups: dict[tuple[int, int], list[Row]] = defaultdict(list)
        for page, position, *row in store.connection.execute(
            "SELECT finding.page_id, finding.position, finding.id, rule, url, now, should_be, method, finding.confidence"
            f" FROM finding CROSS JOIN {pointed}"
            " WHERE finding.crawl_id = ? AND subject = ? AND should_be <> '' ORDER BY finding.id",
            (store.crawl_id, subject),
        ):
            groups[page, position].append(Row(*row))
        for rows in groups.values():
            yield from _of_rel([row for row in rows if _REL.fullmatch(row.should_be)])
            addresses = [row for row in rows if _ADDRESS.match(row.should_be)]
            for row, url in _of_address(addresses, mended):
                if url != row.should_be:
                    yield row.finding, Proposal(url, row.method, row.confidence) if url else None


def _of_address(rows: Sequence[Row], mended: Callable[[str], str]) -> Iterator[tuple[Row, str]]:
    """Yield each row with the address that all of them propose, or an empty one where it is to be silent."""
    best = min((_RANK.get(row.confidence, 9) for row in rows), default=9)
    if not rows or (len(rows) == 1 and best):
        return
    sure = sorted((row for row in rows if _RANK.get(row.confidence, 9) == best), key=_precedence)
    url = _with_https(sure)
    url = url if best else mended(url)
    for row in rows:
        # What is as sure has been put into the common proposal, or leads elsewhere and knows less.
        yield row, url if row in sure or row.should_be == url else ""


def _with_https(sure: Sequence[Row]) -> str:
    """Return the first proposal, and over https where that is what another one is about: both hold then."""
    others = [row for row in sure if row.rule != SCHEME]
    if not others:
        return sure[0].should_be
    url = others[0].should_be
    start = next((row.should_be.split("/", 3)[:3] for row in sure if row.rule == SCHEME), [])
    host = url.split("/", 3)[:3]
    return f"https{url[4:]}" if start and host[0] == "http:" and host[1:] == start[1:] else url


def _precedence(row: Row) -> tuple[int, int]:
    return _FIRST.index(row.rule) if row.rule in _FIRST else len(_FIRST), row.finding


def _mended(url: str, rules: list[BoundRule], classifier: Classifier) -> str:
    """Return an address after every rule that would change it for certain has done so."""
    for _ in range(ROUNDS):
        page = Page(url="", source="post", base="", is_html=True, has_content_region=True)
        page.links = [Link(1, url, text=url, to=classifier.target(url, ""))]
        found = audit(page, rules, _pass_over)
        better = next((f.should_be for f in found if f.confidence in SURE and f.should_be != url), "")
        if not _ADDRESS.match(better):
            return url
        url = better
    return url


def _pass_over(rule: Rule, page: Page, error: Exception) -> None:
    """Leave a rule that crashes alone: it was told when the page was judged."""


def _of_rel(rows: Sequence[Row]) -> Iterator[tuple[int, Proposal | None]]:
    """Yield one rel for all rows of a link that are as sure as the surest: each takes away and adds what it means to."""
    if len({row.should_be for row in rows} | {""}) <= 2:
        return
    best = min(_RANK.get(row.confidence, 9) for row in rows)
    sure = [row for row in rows if _RANK.get(row.confidence, 9) == best]
    said: dict[str, None] = {}
    gone: set[str] = set()
    for row in sure:
        before, after = _values(row.now), _values(row.should_be)
        said |= dict.fromkeys([*before, *after])
        gone |= set(before) - set(after)
    kept = " ".join(value for value in said if value not in gone)
    for row in rows:
        whole = Proposal(f'rel="{kept}"' if kept else "no rel", row.method, row.confidence)
        yield row.finding, whole if row in sure else None


def _values(text: str) -> list[str]:
    found = _REL.fullmatch(text)
    return found[1].split() if found and found[1] else []
