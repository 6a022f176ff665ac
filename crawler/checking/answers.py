"""One answer of another site, and one verdict about a link, as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field

OK, REDIRECTED, SOFT_404, BROKEN = "ok", "redirected", "soft-404", "broken"
BLOCKED, TEMPORARY, NOT_CHECKED = "blocked", "temporary", "not checked"
VERDICTS = (BROKEN, SOFT_404, REDIRECTED, BLOCKED, TEMPORARY, OK, NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought: a status with headers, or the words for why there was no answer."""

    url: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)  # lower-case name -> the last value
    body: bytes = b""  # at most its beginning, and only where somebody asked for it
    error: str = ""  # why there was no answer, in words
    no_name: bool = False  # … because DNS knows no such host
    kept_back: bool = False  # … because we did not ask: robots.txt, a private network


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a link, and by which evidence."""

    verdict: str  # one of VERDICTS
    reason: str = ""  # one sentence
    evidence: str = ""  # the header or words that decided, as they came
    status: int | None = None  # of the last answer
    final_url: str = ""  # where the redirects ended
    hops: str = ""  # "301 → https://b; 302 → https://c"
    lasting: bool = False  # every redirect is meant to last, and leads to the same thing
