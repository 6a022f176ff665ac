"""One item as one row: the tuples and INSERT statements of crawler/store/."""

from __future__ import annotations

import json
from dataclasses import astuple
from hashlib import blake2b
from os.path import commonprefix
from typing import TYPE_CHECKING, Any
from zlib import crc32

from crawler.catalog.sentences import worded
from crawler.enrich.links import FOLLOWED
from crawler.items import WHOLE_BODY, Cause, main_h1
from crawler.links.shops import product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.items import (
        Finding,
        Heading,
        Image,
        Link,
        Page,
        Rendered,
        RenderedLink,
        Target,
        UrlReference,
    )

MOST_TEXTS = 2_000  # of one page, by which it is told what the site repeats
FACT_LIMIT = 100_000  # characters of JSON-LD and front matter kept of one page


def insert(table: str, columns: str, *, otherwise: str = "") -> str:
    """Return the statement for one row; `otherwise` says what to do when it is there: "OR IGNORE", "OR REPLACE"."""
    return f"INSERT {otherwise} INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})"


INSERT_PAGE = insert(
    "page",
    "crawl_id, key, url, source, outcome, cause, cause_values, reason, status, redirect_to, content_type, size, elapsed_ms, depth,"
    " is_html, indexable, format, format_reason, title, titles, description, descriptions, canonical, robots, lang,"
    " viewport, charset, h1, words, etag, last_modified, facts, affiliate_links, affiliate_first, disclosure,"
    " disclosure_words, disclosure_links, amazon_sentence, text_hash, content_by, content_share, content_h1",
)
INSERT_RENDERED = insert(
    "page_rendered",
    "page_id, settled, cause, cause_values, reason, judged, ms, requests, moved_to, failed, blocked,"
    " title, raw_title, description, raw_description, canonical, raw_canonical, robots, raw_robots, h1, raw_h1, words, raw_words,"
    " links, raw_links, headings, raw_headings, affiliate_links, raw_affiliate_links",
)
INSERT_RENDERED_LINK = insert(
    "rendered_link", "page_id, number, state, target_id, raw_target_id, text, rel, region, heading"
)
INSERT_TARGET = insert(
    "target",
    "id, crawl_id, url, kind, network, affiliate_id, confidence, destination, host, domain, detail, sub_id,"
    " via, fault, item, item_id, product, hash",
)
INSERT_REFERENCE = insert("carrier", "page_id, position, target_id, place, href, region, line, in_code")
INSERT_RESOURCE_USE = insert(
    "resource_use", "page_id, position, place, href, sizes, url, region, line, in_code"
)
INSERT_HEADING = insert(
    "heading", "page_id, position, level, text, own_name, region, line, html_id, hidden, words"
)
INSERT_IMAGE = insert("image", "page_id, position, src, srcset, alt, width, height, region, line")
INSERT_FINDING = insert(
    "finding",
    "crawl_id, page_id, rule, severity, message, subject, position, region, line, place, now, should_be, method,"
    " confidence, edits",
)
INSERT_NOTE = insert("note", "page_id, text")
INSERT_SITEMAP_FOREIGN = insert(
    "sitemap_foreign", "crawl_id, sitemap, url, kind, confidence, host, detail", otherwise="OR IGNORE"
)
INSERT_SITEMAP_NOTE = insert("sitemap_note", "crawl_id, sitemap, text, cause", otherwise="OR IGNORE")
_SAID = "ref, key, severity, message, position, line, place, now, should_be, confidence, link"
# What the findings of a crawl say moves to issue_text, before they are deleted.
KEEP_WORDS = f"INSERT OR REPLACE INTO issue_text ({_SAID}) SELECT {_SAID} FROM issue WHERE last_seen_crawl = ?1 AND message <> ''"


def text(value: str) -> str:
    """Return `value` as SQLite can store it: lone surrogates become U+FFFD."""
    if value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8") if _has_surrogate(value) else value


def _has_surrogate(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def address_hash(url: str) -> int:
    """Return the 32 bits by which targets are looked up; no checksum, since a site may choose its addresses to have the same."""
    return int.from_bytes(blake2b(text(url).encode(), digest_size=4).digest(), signed=True)


def why(cause: Cause) -> tuple[str, str, str]:
    """Return the columns cause, cause_values and reason: the code, its values as JSON, and what both say to a person."""
    return cause.code, _packed(cause), text(worded(cause))


def note(said: str | Cause) -> str:
    """Return a note in words, as it is stored."""
    return text(worded(said) if isinstance(said, Cause) else said)


def _packed(cause: Cause) -> str:
    """Return the values of a cause as JSON, the same for the same values; empty for none."""
    values = {name: [v.code, _packed(v)] if isinstance(v, Cause) else v for name, v in cause.values}
    return json.dumps(values, separators=(",", ":")) if values else ""


def cause_of(code: str, values: str) -> Cause:
    """Return the cause that the columns cause and cause_values hold."""
    found = json.loads(values) if values else {}
    return Cause(code, tuple((name, cause_of(*v) if isinstance(v, list) else v) for name, v in found.items()))


def page_row(page: Page, crawl_id: int) -> tuple[Any, ...]:
    """Return the page's own row; what cannot be queried is one JSON text, cut at FACT_LIMIT."""
    first = main_h1(page.headings, page.titles)
    h1 = page.template_h1 or (first.text if first else "")
    canonical = (page.canonicals or page.header_canonicals or [""])[0]
    facts = {
        "front_matter": page.front_matter,
        "front_matter_unread": bool(page.front_matter_problem or page.front_matter_program),
        "rel_file": page.rel_file,
        "template_h1": page.template_h1,
        "social": page.social,
        "hreflang": page.hreflang,
        "refresh": page.refresh,
        "canonicals": page.canonicals,
        "header_canonicals": page.header_canonicals,
        "titles": page.titles,
        "descriptions": page.descriptions,
        "jsonld": page.jsonld,
        "pages_beside": page.pages_beside,
        "ids": "" if page.source else page.ids,
        "content_region": page.has_content_region,
        "content_proposal": page.content_proposal,
        **(_texts(page) if page.content_by == WHOLE_BODY else {}),
        **({} if page.source else _leads_on(page)),
    }
    facts = {name: value for name, value in facts.items() if value}
    # Whether a server sends no such header is known of answers only, of what an older version stored it is not.
    headers = {} if page.status is None else {"headers": page.headers}
    packed = json.dumps(facts | headers, default=str)
    if len(packed) > FACT_LIMIT:
        page.notes.append(
            f"its metadata is {len(packed):,} characters long; JSON-LD and front matter are not kept"
        )
        packed = json.dumps({"content_region": page.has_content_region, "cut": True} | headers)
    return (
        crawl_id, text(page.key), text(page.url), text(page.source), page.outcome, *why(page.cause), page.status,
        text(page.redirect_to), text(page.content_type), page.size, page.elapsed_ms, page.depth, page.is_html,
        page.indexable, page.format, text(page.format_reason), text((page.titles or [""])[0]), len(page.titles),
        text((page.descriptions or [""])[0]), len(page.descriptions), text(canonical),
        text(", ".join([*page.robots, *page.x_robots])), text(page.lang), text(page.viewport), text(page.charset),
        text(h1), page.words, text(page.etag), text(page.last_modified), packed, *_disclosure(page),
        page.text_hash, page.content_by, page.content_share, page.content_h1,
    )  # fmt: skip


def _texts(page: Page) -> dict[str, Any]:
    """Return what tells, once the whole crawl is there, which texts the site repeats: they are no content where nothing marks it."""
    texts = [
        (crc32(block.text.encode("utf-8", "replace")), block.words) for block in page.blocks[:MOST_TEXTS]
    ]
    return {"texts": texts, "all_words": page.words}


def _leads_on(page: Page) -> dict[str, Any]:
    """Return what tells, beside the rows of its links, where a page leads: a later crawl that finds it unchanged asks."""
    references = [
        (reference.where, reference.to.url)
        for reference in page.references
        if reference.where in FOLLOWED and reference.to is not None and reference.to.kind == "internal"
    ]
    return {
        "feeds": page.feeds,
        "base": "" if page.base == page.url else page.base,
        "encoding": page.encoding,
        "leads_to": [pair for pair in references if pair[1] != page.url],
    }


def _disclosure(page: Page) -> tuple[Any, ...]:
    found = page.disclosure
    if found is None:
        return 0, None, "", None, None, page.amazon_sentence
    return found.links, found.first, found.where, found.words, found.links_before, page.amazon_sentence


def part_link_row(link: Link, target_id: int, first: Link) -> tuple[Any, ...]:
    """Return a link's row in a part whose first link is `first`; the href is kept only when it differs from the URL it resolves to."""
    assert link.to is not None
    return (
        target_id, link.position - first.position, None if link.href == link.to.url else text(link.href), text(link.text),
        text(" ".join(link.rel)), text(link.target), link.region,
        None if link.heading is None else link.heading - (first.heading or 0),
        None if link.line is None else link.line - (first.line or 0),
        json.dumps(link.wpil) if link.wpil else None, link.in_code, link.scripted,
    )  # fmt: skip


def rendered_row(rendered: Rendered, page_id: int | None) -> tuple[Any, ...]:
    """Return the row of what scripts make of a page: each fact rendered, and as it was sent."""
    failed = [(url, status, cause.code, worded(cause)) for url, status, cause in rendered.failed]
    pairs = zip(astuple(rendered.after), astuple(rendered.before), strict=True)
    facts = [text(fact) if isinstance(fact, str) else fact for pair in pairs for fact in pair]
    return (
        page_id, rendered.settled, *why(rendered.cause), rendered.judged, rendered.ms, rendered.requests,
        text(rendered.moved_to), text(json.dumps(failed)), text(json.dumps(rendered.blocked)), *facts,
    )  # fmt: skip


def rendered_link_row(
    one: RenderedLink, page_id: int | None, number: int, ids: dict[Target, int]
) -> tuple[Any, ...]:
    """Return the row of a link that scripts have touched; `ids` are those of its targets."""
    assert one.link.to is not None
    before = one.before.to if one.before else None
    return (
        page_id, number, one.state, ids[one.link.to], ids[before] if before else None, text(one.link.text),
        text(" ".join(one.link.rel)), one.link.region, text(one.heading),
    )  # fmt: skip


def target_row(to: Target, target_id: int, crawl_id: int) -> tuple[Any, ...]:
    """Return a target's row."""
    return (
        target_id, crawl_id, text(to.url), to.kind, to.network, text(to.affiliate_id), to.confidence,
        text(to.destination), text(to.host), text(to.domain), text(to.detail), text(to.sub_id),
        to.via, to.fault, to.item, text(to.item_id), text(product(to.url, to.destination)) if to.kind == "affiliate" else "",
        address_hash(to.url),
    )  # fmt: skip


def reference_row(reference: UrlReference, page_id: int | None, target_id: int) -> tuple[Any, ...]:
    """Return a reference's row."""
    assert reference.to is not None
    href = None if reference.href == reference.to.url else text(reference.href)
    return (
        page_id, reference.position, target_id, reference.where, href, reference.region, reference.line, reference.in_code
    )  # fmt: skip


def resource_use_rows(
    references: Iterable[UrlReference], page_id: int | None, origin: str
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of references to the site's own files, a picture and the sizes that follow it in one.

    The URL is kept only when neither the href nor `origin`, the page's, tells it.
    """
    run: list[UrlReference] = []
    for reference in references:
        if run and not _is_size(run[-1], reference, origin):
            yield _resource_use_row(run, page_id, origin)
            run = []
        run.append(reference)
    if run:
        yield _resource_use_row(run, page_id, origin)


def _is_size(before: UrlReference, reference: UrlReference, origin: str) -> bool:
    return (
        reference.where == "srcset"
        and reference.position == before.position + 1
        and reference.line == before.line
        and reference.region == before.region
        and reference.in_code == before.in_code
        and _tells_url(before, origin)
        and _tells_url(reference, origin)
    )


def _tells_url(reference: UrlReference, origin: str) -> bool:
    assert reference.to is not None
    url, href = reference.to.url, reference.href
    return href == url or (href.startswith("/") and origin + href == url)


def _resource_use_row(run: Sequence[UrlReference], page_id: int | None, origin: str) -> tuple[Any, ...]:
    first, href, sizes = run[0], run[0].href, None
    if len(run) > 1:
        href = commonprefix([reference.href for reference in run])  # noqa: RUF071 - of texts
        sizes = json.dumps(
            [reference.href[len(href) :] for reference in run], ensure_ascii=False, separators=(",", ":")
        )
    assert first.to is not None
    return (
        page_id, first.position, first.where, text(href), sizes and text(sizes), None if _tells_url(first, origin) else text(first.to.url),
        first.region, first.line, first.in_code,
    )  # fmt: skip


def heading_row(heading: Heading, page_id: int | None, *, counted: bool) -> tuple[Any, ...]:
    """Return a heading's row; `counted` says that the page has a content region, whose words were counted."""
    counted = counted and heading.region == "main" and not heading.hidden
    return (
        page_id, heading.position, heading.level, text(heading.text), None if heading.name == heading.text else text(heading.name), heading.region,
        heading.line, text(heading.html_id), heading.hidden, heading.words if counted else None,
    )  # fmt: skip


def image_row(image: Image, page_id: int | None) -> tuple[Any, ...]:
    """Return an image's row."""
    return (
        page_id, image.position, text(image.src), "1" if image.srcset else "", None if image.alt is None else text(image.alt),
        text(image.width), text(image.height), image.region, image.line,
    )  # fmt: skip


def finding_row(finding: Finding, crawl_id: int, page_id: int | None) -> tuple[Any, ...]:
    """Return a finding's row."""
    f = finding
    return (
        crawl_id, page_id, f.rule, f.severity, text(f.message), f.subject, f.position, f.region, f.line,
        text(f.place), text(f.now), text(f.should_be), f.method, f.confidence,
        text(json.dumps(f.edits, ensure_ascii=False)) if f.edits else "",
    )  # fmt: skip
