"""A handful of addresses that a site is asked for to see how it answers: one that cannot exist, and twins of its pages."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.extract.response import read_response
from crawler.http.status import REDIRECTS
from crawler.items import NO_CAUSE, NOT_CHECKED, Verdict
from crawler.linkcheck.probe import Ask
from crawler.linkcheck.verdicts import next_step as of_link
from crawler.linkcheck.verdicts import stopped
from crawler.text.shingles import text_hash
from crawler.urls.domains import has_suffix, is_hosted, registrable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.linkcheck.probe import Answer

MISSING, HTTP, HTTPS, WWW, INDEX, SLASH = "missing", "http", "https", "www", "index", "slash"
BODY = 512 * 1024  # bytes read of an answer


class Probe(NamedTuple):
    """One address to ask for."""

    kind: str
    url: str
    page: str  # the page that it is a twin of, or stands beside


class Twin(NamedTuple):
    """What came, as far as it tells whether it is the same page."""

    title: str
    h1: str
    words: int
    text_hash: str
    canonical: str


def probes(home: str, inner: str) -> Iterator[Probe]:
    """Yield what to ask a site for whose start page is at `home`; `inner` is the address of another page of it, or empty.

    An IP address or a port has no twin: nobody types it. Nor has name.github.io one with www.
    """
    parts = urlsplit(home)
    token = blake2b(parts.netloc.encode("utf-8", "replace"), digest_size=6).hexdigest()
    beside = urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))
    yield Probe(MISSING, urljoin(beside, f"no-such-page-{token}"), home)
    host = parts.hostname or ""
    if parts.netloc == host and has_suffix(host):
        other = "http" if parts.scheme == "https" else "https"
        yield Probe(other, urlunsplit(parts._replace(scheme=other)), home)
        if (bare := host.removeprefix("www.")) == registrable(host) and not is_hosted(host):
            twin = f"www.{bare}" if bare == host else bare
            yield Probe(WWW, urlunsplit(parts._replace(netloc=twin)), home)
    if parts.path.endswith("/") and not parts.query:
        yield Probe(INDEX, urlunsplit(parts._replace(path=f"{parts.path}index.html")), home)
    path = urlsplit(inner).path
    if path.strip("/"):
        twin = path.rstrip("/") if path.endswith("/") else f"{path}/"
        yield Probe(SLASH, urlunsplit(urlsplit(inner)._replace(path=twin)), inner)


def next_step(probe: Probe, answers: Sequence[Answer]) -> Ask | Verdict:
    """Return the next request, or what the answers so far mean. A twin's redirect is its answer, and is not followed."""
    step = of_link(probe.url, answers)
    if isinstance(step, Verdict):
        return step
    if answers and answers[-1].status in REDIRECTS and probe.kind != MISSING:
        return stopped(probe.url, answers, step, NO_CAUSE)
    return Ask(step, read=BODY)


def twin_of(found: Verdict, answers: Sequence[Answer]) -> Twin:
    """Return what the body of the last answer tells of the page; nothing where there is none that counts."""
    last = answers[-1] if answers and found.verdict != NOT_CHECKED else None
    if last is None or not last.body:
        return Twin("", "", 0, "", "")
    headers = {"content-type": [last.headers.get("content-type", "")]}
    page = read_response(last.url, last.status or 0, headers, last.body)
    h1 = next((heading.text for heading in page.headings if heading.level == 1), "")
    canonical = (page.canonicals or [""])[0]
    return Twin((page.titles or [""])[0], h1, page.words, text_hash(page), canonical)
