"""Checks of what a link says of itself: its rel, and what a click has left in its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crawler.catalog.networks import networks
from crawler.checks.link_groups import links_with_rel, parameter_names, telling_links
from crawler.links.index import index
from crawler.links.redirectors import COPIED

_SAFE = {"internal", "fragment", "mail", "phone", "other-scheme", "malformed"}

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Link, Page, Target


def rel_is_spelt_right(page: Page, *, slips: dict) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link with a rel value that is a slip of the pen; `slips` gives what it surely means."""
    for link in links_with_rel(page):
        wrong = [word for word in link.rel if word in slips]
        if wrong:
            right = dict.fromkeys(slips.get(word, word) for word in link.rel)
            yield (
                link,
                {
                    "text": link.text or link.href,
                    "wrong": wrong[0],
                    "right": slips[wrong[0]],
                    "now": f'rel="{" ".join(link.rel)}"',
                    "should_be": f'rel="{" ".join(right)}"',
                    "method": "the correct spelling",
                    "confidence": "high",
                },
            )


def rel_is_called_rel(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose rel is in an attribute called ref."""
    for link in page.links:
        if link.misnamed_rel and not link.in_code:
            meant = dict.fromkeys((*link.rel, *link.misnamed_rel))
            value = " ".join(link.misnamed_rel)
            mending = {"should_be": f'rel="{" ".join(meant)}"', "method": "the same value in rel"}
            now = {"now": f'ref="{value}"', "confidence": "high"}
            yield link, {"text": link.text or link.href, "value": value, **mending, **now}


def windows_keep_their_opener(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link that opens a window of another site and hands it the page by rel=opener.

    Browsers treat target=_blank as noopener by themselves since 2021 (HTML Standard, "get an element's noopener").
    """
    for link in links_with_rel(page):
        to = link.to
        if to is None or to.kind in _SAFE or "opener" not in link.rel or link.target.lower() != "_blank":
            continue
        right = tuple(word for word in link.rel if word != "opener")
        yield (
            link,
            {
                "text": link.text or link.href,
                "host": to.host,
                "now": f'rel="{" ".join(link.rel)}"',
                "should_be": f'rel="{" ".join(right)}"' if right else "no rel",
                "method": "the same rel without opener",
                "confidence": "high",
            },
        )


def links_carry_no_click_ids(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to another site that carries what a network adds after a click; the network's file names it."""
    if index().click.keys().isdisjoint(parameter_names(page)):
        return
    for link in telling_links(page):
        to = link.to
        if to is None or to.kind not in {"external", "affiliate"} or "?" not in to.url:
            continue
        query = to.url.partition("?")[2].partition("#")[0]
        for part in query.split("&", 50):
            name, _, value = part.partition("=")
            rows = index().click.get(name.lower()) if value else None
            # One network's click id is another's name for the owner's own mark: clickref.
            if rows and rows[0].network != _own_network(to) and unquote(value) != to.sub_id:
                network = networks()[rows[0].network].name
                yield link, {"text": link.text or to.url, "parameter": name, "network": network}
                break


def _own_network(to: Target) -> str:
    """Return the network that a link goes through, which may well use its own names there."""
    return to.network if to.kind == "affiliate" and to.via != COPIED else ""
