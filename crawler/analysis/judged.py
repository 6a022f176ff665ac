"""What a crawl has judged: whether a finding that is not there any more is gone, or was only not looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from crawler.http.status import GONE
from crawler.items import BROKEN, OK, REDIRECTED, SOFT_404
from crawler.rules.engine import MOST
from crawler.store.exports import has_exports
from crawler.store.issues import answers, links_of, pages_of, sitemaps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.analysis.fingerprints import Words
    from crawler.rules.rule import Rule
    from crawler.store import Store

READ, MOVED, MISSING, UNREAD = "read", "moved", "missing", "unread"
LIMITS = {"limit-pages", "limit-depth", "limit-pattern", "limit-length"}
_FEEDS = {"feed"}
ANSWERED = {OK, REDIRECTED, SOFT_404, BROKEN}  # verdicts that say something of the link


class Seen(NamedTuple):
    """What a crawl got of one page."""

    fate: str  # READ: judged; MOVED: it redirects; MISSING: the server says so; UNREAD: anything else
    page_id: int
    source: str  # a post's path
    indexable: bool
    leads_to: str  # of a redirect: the page at its end
    url: str
    title: str
    text_hash: str
    canonical: str


def pages_seen(store: Store, crawl: int, words: Words) -> dict[str, Seen]:
    """Return what a crawl got of each page; of two addresses that are one page the one that was read counts."""
    found: dict[str, Seen] = {}
    for row in pages_of(store, crawl):
        fate = UNREAD
        ok = row.status is None or 200 <= row.status < 300
        if row.outcome == "fetched" and ok and (row.is_html or row.cause in _FEEDS):
            fate = READ
        elif row.outcome == "redirected":
            fate = MOVED
        elif row.outcome == "failed" and row.status in GONE:
            fate = MISSING
        key = words.page(row.key)
        if key not in found or fate == READ != found[key].fate:
            found[key] = Seen(
                fate, row.id, row.source, bool(row.indexable), words.page(row.final_url) if row.final_url else "",
                row.url, row.title, row.text_hash, words.page(row.canonical) if row.canonical else "",
            )  # fmt: skip
    return found


@dataclass
class Judged:
    """What one crawl has judged."""

    store: Store
    words: Words
    rules: Mapping[str, Rule]  # that ran
    crashed: Mapping[str, set[str] | None]  # rule id -> pages that it crashed on; None: nobody knows on which
    complete: bool  # it came to its end
    pages: dict[str, Seen] = field(default_factory=dict)
    found: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (rule, page) -> findings
    _covered: dict[int, bool] = field(default_factory=dict)
    _linked: dict[int, set[str]] = field(default_factory=dict)
    _sitemaps: dict[int, dict[str, str]] = field(default_factory=dict)

    def fate(self, page: str) -> str:
        """Return what the crawl got of a page; a post's file that is no longer in its folder is missing."""
        if seen := self.pages.get(page):
            return seen.fate
        whole = self._spider == "posts" and self.complete and not self.is_cut
        return MISSING if whole and page not in self._waiting else UNREAD

    def has_judged(self, rule_id: str, page: str, link: str, judged_in: int) -> bool:
        """Return whether the rule looked at this page, and at all else that it needs, so that what it did not find is not there.

        `link`: where the link leads that the finding was about; `judged_in`: the crawl that judged it last.
        """
        rule = self.rules.get(rule_id)
        if rule is None or self._crashed_on(rule_id, page):
            return False
        if not rule.sql:
            seen = self.pages[page]
            return (seen.indexable or not rule.indexable) and self.found.get((rule_id, page), 0) < MOST
        if rule.needs == "page":
            return True
        if rule.needs == "rendered":
            return self.pages[page].page_id in self._settled if page in self.pages else bool(self._settled)
        if rule.needs == "target":
            return self._target_is_known(page, link)
        if rule.needs == "posts":
            return self.complete and self._has_posts
        if rule.needs == "sitemap":
            return self.complete and self._sitemaps_read(judged_in)
        if rule.needs in {"searches", "tracking-ids"} and not has_exports(self.store, rule.needs):
            return False
        return self._covers(judged_in)

    @cached_property
    def _spider(self) -> str:
        return str(self.store.meta()["spider"])

    def _crashed_on(self, rule_id: str, page: str) -> bool:
        pages = self.crashed.get(rule_id, set())
        return pages is None or page in pages

    def _target_is_known(self, page: str, link: str) -> bool:
        seen = self.pages.get(page)
        if seen is None or not link or link not in self._links(seen.page_id):
            return True  # the link itself is gone
        key = link.partition("#")[0]
        if key in self._answers:
            return self._answers[key] in ANSWERED
        there = self.words.page(key)
        for _ in range(2):
            fate = self.fate(there)
            if fate != MOVED:
                break
            end = self.pages[there].leads_to
            # Of the site's own pages that a limit left out not all are kept.
            if end not in self.pages and end not in self._waiting and not (self.is_cut and end[:1] == "/"):
                return True  # it leaves the site
            there = end
        return fate in {READ, MISSING}

    def _links(self, page_id: int) -> set[str]:
        if page_id not in self._linked:
            self._linked[page_id] = links_of(self.store, page_id)
        return self._linked[page_id]

    @cached_property
    def _answers(self) -> dict[str, str]:
        return answers(self.store)

    @cached_property
    def _has_posts(self) -> bool:
        found = self.store.connection.execute(
            "SELECT 1 FROM post WHERE crawl_id = ? LIMIT 1", (self.store.crawl_id,)
        )
        return found.fetchone() is not None

    @cached_property
    def _settled(self) -> set[int]:
        """Return the pages whose scripts came to an end in a browser."""
        rows = self.store.connection.execute(
            "SELECT page_id FROM page_rendered JOIN page ON page.id = page_id WHERE crawl_id = ? AND settled",
            (self.store.crawl_id,),
        )
        return {page_id for (page_id,) in rows}

    @cached_property
    def _waiting(self) -> set[str]:
        """Return every page that the crawl knows of, also those that it did not read."""
        rows = self.store.connection.execute(
            "SELECT key FROM frontier WHERE crawl_id = ? AND role <> 'sitemap'", (self.store.crawl_id,)
        )
        return {self.words.page(key) for (key,) in rows}

    @cached_property
    def is_cut(self) -> bool:
        """Return whether a limit kept pages from being read."""
        rows = self.store.connection.execute(
            "SELECT DISTINCT cause FROM frontier WHERE crawl_id = ? AND state = 'skipped'",
            (self.store.crawl_id,),
        )
        return any(cause in LIMITS for (cause,) in rows)

    def _sitemaps_of(self, crawl: int) -> dict[str, str]:
        if crawl not in self._sitemaps:
            self._sitemaps[crawl] = sitemaps_of(self.store, crawl)
        return self._sitemaps[crawl]

    def _sitemaps_read(self, earlier: int) -> bool:
        before, now = self._sitemaps_of(earlier), self._sitemaps_of(self.store.crawl_id)
        return all(
            now.get(key, "") in {"done", "missing"} for key, state in before.items() if state == "done"
        )

    def _covers(self, earlier: int) -> bool:
        """Return whether this crawl knows of every page that an earlier one had judged what has become of it."""
        if earlier not in self._covered:
            self._covered[earlier] = self._covers_now(earlier)
        return self._covered[earlier]

    def _covers_now(self, earlier: int) -> bool:
        before = [
            page for page, seen in pages_seen(self.store, earlier, self.words).items() if seen.fate == READ
        ]
        lost = [page for page in before if self.fate(page) == UNREAD]
        if any(page in self.pages or page in self._waiting for page in lost):
            return False  # it was not reached, or did not answer
        # What nothing leads to any more is gone with the site's links; a list that is another today says nothing of it.
        whole = self.complete and not self.is_cut and self._spider != "urls"
        return whole or bool(before and not lost)


def crashed_on(
    store: Store, errors: Mapping[str, Iterable[str]], rules: Mapping[str, Rule], words: Words
) -> dict[str, set[str] | None]:
    """Return the pages that each rule crashed on; None for a site rule, and for what a process before this one met."""
    rows = store.connection.execute(
        "SELECT subject FROM coverage WHERE crawl_id = ? AND code = 'rule-crashed'", (store.crawl_id,)
    )
    found: dict[str, set[str] | None] = {rule: None for (rule,) in rows}
    for rule, keys in errors.items():
        found.setdefault(rule, None if rules[rule].sql else {words.page(key) for key in keys})
    return found
