"""Derive a link's verdict from its responses; refused or temporary failures are not broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.http.status import PERMANENT, REDIRECTS, status_words
from crawler.items import (
    BLOCKED,
    BROKEN,
    NO_CAUSE,
    NOT_CHECKED,
    OK,
    REDIRECTED,
    SOFT_404,
    TEMPORARY,
    Cause,
    Verdict,
    because,
)
from crawler.linkcheck import bot_walls as marks
from crawler.urls.domains import registrable
from crawler.urls.parse import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.linkcheck.probe import Answer

MAX_HOPS = 10
LONGEST = 2083  # characters of an address that we ask for
GONE = {404, 410}
_HOME = re.compile(r"/?(?:(?:index|default|home|start|main)(?:\.\w{1,5})?/?)?", re.IGNORECASE)
# A first folder that chooses language or country: /de/, /en-us/. Two letters alone may be anything (/tv, /go).
_LANGUAGE = re.compile(
    r"/(?:ar|at|au|be|bg|br|ca|ch|cn|cs|cz|da|de|dk|el|en|es|et|eu|fi|fr|gb|he|hi|hr|hu|id|ie|in|it|ja|jp|ko|kr|lt|lv|mx|nb|nl|no"
    r"|pl|pt|ro|ru|se|sg|sk|sl|sv|th|tr|tw|uk|us|vi|zh|[a-z]{2}[-_][a-z]{2})(?=/|$)",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r"/(?:search|suche|recherche|404|error|not-?found|page-?not-?found|error-?404)(?:\.\w{1,5})?/?",
    re.IGNORECASE,
)


def next_step(asked: str, answers: Sequence[Answer]) -> str | Verdict:
    """Return the address to ask next, or what the answers so far mean."""
    if not answers:
        return asked
    last = answers[-1]
    location = last.headers.get("location", "")
    if last.status not in REDIRECTS or not location:
        return _judged(asked, answers)
    to = resolve(location, last.url).partition("#")[0]
    hops = _hops(answers)
    if not to:
        return Verdict(BROKEN, because("unreadable-redirect"), location[:200], last.status, "", hops)
    if not to.startswith(("http://", "https://")):
        return Verdict(REDIRECTED, because("other-program"), "", last.status, to, hops)
    if to in {answer.url for answer in answers} or to == asked:
        return Verdict(BLOCKED, because("circle"), f"location: {location[:200]}", last.status, to, hops)
    if len(answers) > MAX_HOPS or len(to) > LONGEST:
        many = because("many-redirects", limit=MAX_HOPS)
        cause = many if len(to) <= LONGEST else because("endless-redirect")
        return Verdict(BLOCKED, cause, "", last.status, to[:LONGEST], hops)
    return to


def stopped(asked: str, answers: Sequence[Answer], to: str, cause: Cause) -> Verdict:
    """Return the verdict of a chain that we do not follow any further."""
    return Verdict(REDIRECTED, cause, "", answers[-1].status, to, _hops(answers))


def _judged(asked: str, answers: Sequence[Answer]) -> Verdict:
    last = answers[-1]
    hops = _hops(answers[:-1])
    final = last.url if len(answers) > 1 else ""
    verdict, cause, evidence = _meaning(asked, answers)
    lasting = verdict == REDIRECTED and _lasting(asked, answers)
    return Verdict(verdict, cause, evidence, last.status, final, hops, lasting)


def _meaning(asked: str, answers: Sequence[Answer]) -> tuple[str, Cause, str]:
    """Return verdict, cause and evidence of the last answer."""
    last, status = answers[-1], answers[-1].status
    if status is None:
        if last.kept_back:
            return NOT_CHECKED, last.cause, ""
        return (BROKEN if last.no_name else TEMPORARY), last.cause, ""
    mark = marks.challenge(last)
    if mark:
        return BLOCKED, because("wants-a-person"), mark
    said = status_words(status, unknown="")
    if status in GONE:
        return BROKEN, because("answers", status=status), said
    if status == 503 and marks.is_amazon(last.url):
        return BLOCKED, because("amazon-503"), said
    if (status >= 500 and status != 999) or status == 408:
        return TEMPORARY, because("answers-maybe-well", status=status), said
    if status >= 400:
        return BLOCKED, because("answers-programs", status=status), marks.firewall(last) or said
    if not 200 <= status < 300:
        return TEMPORARY, because("answers-no-location", status=status), said
    if len(answers) == 1:
        return OK, NO_CAUSE, said
    if marks.wall(asked, last.url):
        return BLOCKED, because("login-page"), last.url
    if lost := soft_404(asked, last.url):
        return SOFT_404, because(lost), f"{_hops(answers[:-1])}"
    return REDIRECTED, NO_CAUSE, said


def soft_404(asked: str, final: str) -> str:
    """Return the code of why the end of a redirect is no longer what the link meant, on the same site; empty when it may be."""
    before, after = urlsplit(asked), urlsplit(final)
    if _site(before.netloc) != _site(after.netloc) or (before.query and _is_home(before.path)):
        return ""
    if _NOWHERE.fullmatch(after.path) and not _NOWHERE.fullmatch(before.path):
        return "error-page"
    if _is_home(after.path) and not _is_home(before.path):
        return "home-page"
    return ""


def _site(netloc: str) -> str:
    return registrable(urlsplit(f"//{netloc}").hostname or "") or netloc


def _is_home(path: str) -> bool:
    return _HOME.fullmatch(_LANGUAGE.sub("", path, count=1)) is not None


def _lasting(asked: str, answers: Sequence[Answer]) -> bool:
    """Return whether the end of a chain may be written in place of the link.

    Not when a redirect is for now only, when it chose a language for us, or when it added a query of its own.
    """
    if any(answer.status not in PERMANENT for answer in answers[:-1]):
        return False
    before, after = urlsplit(asked), urlsplit(answers[-1].url)
    language = _LANGUAGE.match(after.path)
    if language and language.group() != (_LANGUAGE.match(before.path) or language).group():
        return False
    if language and not _LANGUAGE.match(before.path):
        return False
    return not after.query or after.query == before.query


def _hops(answers: Sequence[Answer]) -> str:
    """Return redirects as words: "301 → https://b; 302 → https://c"."""
    return "; ".join(
        f"{answer.status} → {resolve(answer.headers.get('location', ''), answer.url) or '?'}"
        for answer in answers
        if answer.status in REDIRECTS
    )
