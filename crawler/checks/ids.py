"""Checks of the ids that links carry: of videos, and of affiliates."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.catalog.networks import network_name
from crawler.checks.link_groups import links_by_kind, references_by_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Link, Page, UrlReference


def youtube_ids_can_exist(page: Page) -> Iterator[tuple[Link | UrlReference, dict[str, Any]]]:
    """Yield each YouTube link and embed whose video, playlist or channel id cannot be one."""
    items: list[Link | UrlReference] = [
        *links_by_kind(page).get("youtube", ()),
        *references_by_kind(page).get("youtube", ()),
    ]
    for item in items:
        if item.to and item.to.fault == "malformed-id" and not item.in_code:
            yield item, {"what": item.to.item, "id": item.to.item_id}


def affiliate_ids_are_not(page: Page, *, placeholders: list[str]) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each affiliate link whose id is one of the words that examples have in its place, but for case and marks."""
    words: set[str] = set()
    for link in links_by_kind(page).get("affiliate", ()):
        to = link.to
        if to is None or not to.affiliate_id or link.in_code:
            continue
        words = words or set(map(_letters, placeholders))
        # "yourtag-20" and "{affiliate_id}" are the words "yourtag" and "affiliateid".
        if _letters(to.affiliate_id) in words:
            yield (
                link,
                {
                    "text": link.text or to.url,
                    "affiliate_id": to.affiliate_id,
                    "network": network_name(to.network),
                },
            )


def amazon_tags_fit_the_store(page: Page, *, stores: dict) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each Amazon link whose tag has another store's ending; `stores`: ending -> the domains where it is given."""
    for link in links_by_kind(page).get("affiliate", ()):
        to = link.to
        if to is None or to.network != "amazon-associates" or to.confidence != "certain" or link.in_code:
            continue
        ending = to.affiliate_id.rpartition("-")[2]
        here = stores.get(ending)
        if here and to.domain not in here and any(to.domain in domains for domains in stores.values()):
            yield (
                link,
                {"text": link.text or to.url, "affiliate_id": to.affiliate_id, "domain": to.domain},
            )


@lru_cache(maxsize=1024)
def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))
