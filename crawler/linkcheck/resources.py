"""Ask for the site's own images, styles and scripts, and judge the answers: HEAD, and a GET where HEAD tells too little.

Servers refuse HEAD, or answer it otherwise than GET (RFC 9110 9.3.2 lets them leave out headers), so nothing is called
broken by a HEAD alone. The GET asks for one byte, and stops at the headers where a server sends the file all the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from crawler.http.reasons import HUNG_UP
from crawler.http.status import PUT_OFF, REDIRECTS
from crawler.items import BROKEN, OK, REDIRECTED, SOFT_404, Verdict, because
from crawler.linkcheck.probe import Answer, Ask
from crawler.linkcheck.verdicts import next_step as of_link
from crawler.links.resources import IMAGE, PREVIEW, is_image

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML = {"text/html", "application/xhtml+xml"}
ONE_BYTE = (("Range", "bytes=0-0"),)
UNSATISFIABLE = 416  # an empty file has no first byte, and is there all the same
LARGEST = 1 << 40  # bytes; a length beyond a tebibyte is no file's
_TOTAL = re.compile(r"\s*bytes\s+[\d*-]{1,40}/(\d{1,15})\s*", re.ASCII)
# Files whose answer is never a web page, by their names: an address without one may be a counter, which answers anything.
_FILE = re.compile(
    r"\.(?:css|m?js|mp4|m4v|webm|ogv|mp3|m4a|ogg|oga|wav|flac|vtt|srt|mov)(?:$|[?#])", re.IGNORECASE
)


class Facts(NamedTuple):
    """What the headers of the last answer tell of a file."""

    size: int | None  # bytes
    content_type: str  # in small letters, without parameters
    nosniff: bool


def next_step(asked: str, kind: str, answers: Sequence[Answer]) -> Ask | Verdict:
    """Return the next request, or what the answers so far mean; `kind` is one of crawler.links.resources.KINDS."""
    if not answers:
        return Ask(asked, "HEAD")
    last = answers[-1]
    if last.method == "HEAD" and _is_doubted(last, kind):
        return Ask(last.url, "GET", headers=ONE_BYTE)
    chain = [
        replace(answer, status=200) if answer.status == UNSATISFIABLE else answer
        for answer, after in zip(answers, [*answers[1:], None], strict=True)
        if after is None or after.url != answer.url
    ]
    step = of_link(asked, chain)
    if isinstance(step, str):
        return Ask(step, "HEAD")
    if step.verdict not in {OK, REDIRECTED, SOFT_404} or last.status in REDIRECTS:
        return step
    if fault := _fault(last, kind):
        return Verdict(
            BROKEN, because(fault), facts(last).content_type, last.status, step.final_url, step.hops
        )
    if step.verdict == SOFT_404:  # a file that stands at the site's start is a file
        return Verdict(
            REDIRECTED, evidence=step.evidence, status=last.status, final_url=step.final_url, hops=step.hops
        )
    return step


def _is_doubted(answer: Answer, kind: str) -> bool:
    """Return whether a GET may be answered otherwise than this HEAD was."""
    if answer.status is None:
        return answer.cause.code == HUNG_UP
    if answer.status in PUT_OFF or answer.status in {502, 504}:
        return False
    if answer.status in REDIRECTS:
        return not answer.headers.get("location")
    return not 200 <= answer.status < 300 or bool(_fault(answer, kind))


def _fault(answer: Answer, kind: str) -> str:
    """Return the code of why a success is no file that a browser can use; empty when nothing shows that."""
    image = is_image(answer.url)
    if not image and not _FILE.search(answer.url):
        return ""
    known = facts(answer)
    if known.content_type in HTML:
        return "answers-html"
    return "answers-empty" if image and kind in {IMAGE, PREVIEW} and known.size == 0 else ""


def facts(answer: Answer) -> Facts:
    """Return what an answer's headers tell of the file."""
    headers = answer.headers
    size = None
    length = headers.get("content-length", "")
    if answer.status in {206, UNSATISFIABLE}:
        total = _TOTAL.fullmatch(headers.get("content-range", "")[:100])
        size = int(total[1]) if total else None
    elif length.isascii() and length.isdigit() and len(length) < 16 and not headers.get("content-encoding"):
        size = int(length)
    if size is not None and size > LARGEST:
        size = None
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()[:100]
    return Facts(size, kind, "nosniff" in headers.get("x-content-type-options", "").lower())
