"""Checks of what tools have left in addresses and tags: traces of a click, attributes that nobody needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.checks.link_groups import parameter_names, telling_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Link, Page

WEB = {"subdomain", "external", "social"}  # links inside the site and to YouTube have rules of their own


def links_carry_no_traces(page: Page, *, traces: dict) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose query holds one of the traces, with the address without it as proposal.

    `traces` gives for "name=value", or for "name=" with any value, where it comes from.
    """
    if parameter_names(page).isdisjoint(trace.partition("=")[0] for trace in traces):
        return
    for link in telling_links(page):
        to = link.to
        if to is None or to.kind not in WEB or "?" not in to.url:
            continue
        head, _, rest = to.url.partition("?")
        query, mark, fragment = rest.partition("#")
        kept, found = [], ""
        for part in query.split("&", 200):
            name, _, value = part.lower().partition("=")
            source = (traces.get(f"{name}={value}") or traces.get(f"{name}=")) if value else ""
            if source:
                found = found or source
            else:
                kept.append(part)
        if found:
            clean = f"{head}{'?' if kept else ''}{'&'.join(kept)}{mark}{fragment}"
            yield (
                link,
                {
                    "text": link.text or to.url,
                    "source": found,
                    "should_be": clean,
                    "method": "the same URL without the tracking parameter",
                    "confidence": "high",
                },
            )


def tags_carry_no_residue(
    page: Page, *, kinds: list[str], least: int
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each kind of residue that takes at least so many bytes."""
    for kind in kinds:
        count, size = page.residue.get(kind, (0, 0))
        if count and size >= least:
            yield page, {"kind": kind, "count": f"{count:,}", "bytes": f"{size:,}"}
