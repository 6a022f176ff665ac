"""Checks of ratings in structured data: whether readers see them, whose they are, and what they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.catalog.structured_types import structured_types
from crawler.checks.link_groups import links_by_kind
from crawler.checks.structured_data import ARTICLES, at, host_of
from crawler.extract.ratings import RATING
from crawler.text.items import graph_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, StructuredItem

PRODUCTS = frozenset(structured_types()["Product"].types)
OWN = frozenset(structured_types()["Organization"].types) | frozenset(
    structured_types()["LocalBusiness"].types
)
# What Google shows no stars for, whatever is said of it. Types that are in nobody's list are left alone.
WRONG = ARTICLES | {
    "WebPage", "AboutPage", "CollectionPage", "ItemPage", "ContactPage", "CheckoutPage", "SearchResultsPage", "WebSite", "Blog", "ItemList",
    "Person", "FAQPage", "ProfilePage",
}  # fmt: skip


def ratings_are_shown(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each aggregate rating of which nothing stands in it outside of scripts."""
    for item in page.items:
        if RATING in item.types and not item.shown:
            value = graph_of(page).text(item, "ratingValue") or "a rating"
            yield at(page, [item], value=value, now=value)


def ratings_are_from_here(page: Page, *, least: int) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each product on a page with affiliate links that has more ratings, and `least` of them, than the page shows reviews."""
    if page.rates_itself or not any(
        link.region == "main" for link in links_by_kind(page).get("affiliate", ())
    ):
        return
    graph = graph_of(page)
    reviews = sum("Review" in item.types for item in page.items)
    for item in page.items:
        if PRODUCTS.isdisjoint(item.types):
            continue
        for rating in graph.items(item, "aggregateRating")[:5]:
            counts = [graph.number(rating, name) or 0 for name in ("ratingCount", "reviewCount")]
            if max(counts) >= least and max(counts) > reviews:
                yield at(page, [item], count=f"{max(counts):,.0f}", reviews=reviews, now=f"{max(counts):.0f}")
                break


def ratings_are_of_rated_things(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for what has a rating or review that search engines show for nothing of its type, or for nobody's own business."""
    graph = graph_of(page)
    told: set[int] = set()
    for item in page.items:
        rates = [name for name in ("aggregateRating", "review") if graph.items(item, name)]
        rated = [(item, rates[0])] if rates else []
        if RATING in item.types or "Review" in item.types:
            rated += [(one, "itemReviewed") for one in graph.items(item, "itemReviewed")[:5]]
        for one, by in rated:
            if one.position in told:
                continue
            if one.types and WRONG.issuperset(one.types):
                told.add(one.position)
                yield at(page, [one], property=by, fault="Google shows no stars for this type")
            elif (
                not OWN.isdisjoint(one.types)
                and not page.source
                and by != "review"
                and _is_own(page, graph.text(one, "url"), one)
            ):
                told.add(one.position)
                yield at(
                    page,
                    [one],
                    property=by,
                    fault="Google shows no stars for ratings on the rated business's own site",
                )


def _is_own(page: Page, url: str, item: StructuredItem) -> bool:
    """Return whether the rated business is the site's own, by its address."""
    mine = host_of(page.url).removeprefix("www.")
    said = [text for text in (url, item.item_id) if text.startswith(("http://", "https://"))]
    return bool(mine and said) and all(host_of(text).removeprefix("www.") == mine for text in said)
