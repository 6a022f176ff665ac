"""Fill the table link_check: what to check in this crawl, and which results of earlier crawls still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.items import NO_CAUSE, because
from crawler.linkcheck.policy import question
from crawler.linkcheck.youtube import named
from crawler.store import rows
from crawler.store.link_checks import _fresh, _streak, _targets, add

if TYPE_CHECKING:
    from collections.abc import Container

    from crawler.links import Classifier
    from crawler.store import Store


# evidence, status, final_url, hops, lasting, checked, broken_since, broken_last and broken_days of what was not asked
_UNASKED = ("", None, "", "", 0, "", "", "", 0)


def plan(
    store: Store, classifier: Classifier, *, most: int, days: int, affiliate: bool, allowed: Container[str]
) -> None:
    """Give every link of this crawl that leads off the site a row: waiting, known from before, or why it is not asked.

    `most` addresses wait at most; answers are kept for `days`. Rows that are there already stay, so this may be repeated.
    """
    present = store.connection.execute(
        "SELECT count(*), sum(verdict = 'waiting' OR reused = 0 AND verdict <> 'not checked') FROM link_check WHERE crawl_id = ?",
        (store.crawl_id,),
    ).fetchone()
    room = most - (present[1] or 0)
    made: list[tuple[object, ...]] = []
    waits: set[str] = set()
    for to in _targets(store):
        asked, why_not = question(to, classifier, affiliate=affiliate, allowed=allowed)
        # Not of the link itself: what it stands around may be a video, and a wrapper of YouTube's holds any address.
        youtube = named(classifier.classify(asked)) if asked else ""
        row: tuple[object, ...]
        if not asked:
            if to.kind == "dev-host":
                continue
            row = ("", youtube, 0, "not checked", *rows.why(why_not), *_UNASKED)
        elif known := _fresh(store, asked, days):
            row = (asked, youtube, 1, *known)
        elif asked in waits or room > 0:
            room -= asked not in waits
            waits.add(asked)
            row = (asked, youtube, 0, "waiting", *rows.why(NO_CAUSE), *_UNASKED[:-3], *_streak(store, asked))
        else:
            limit = rows.why(because("limit-checks", limit=most))
            row = (asked, youtube, 0, "not checked", *limit, *_UNASKED)
        made.append((to.url.partition("#")[0], *row))
    add(store, made)
