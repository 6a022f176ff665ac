"""Look whether a page shows the ratings that its structured data tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.items import Page

RATING = "AggregateRating"
MOST = 50  # ratings of one page that are looked for
# What plugins by which readers rate a post, or write a review with stars, call their elements.
COLLECTING = (
    "kk-star-ratings", "kksr-", "wp-postratings", "post-ratings", "yasr-", "rmp-rating", "gdrts-", "wpdiscuz-rating", "wpd-rating",
    "wprm-rating", "wprm-recipe-rating", "tasty-recipes-rating", "mv-create-rating", "cr-rating", "woocommerce-review", "comment-form-rating",
    "wppr-review", "glsr-", "site-reviews", "strong-testimonial", "trustpilot-widget", "multi-rating", "stars-rating",
)  # fmt: skip
_HINT = re.compile(r"rating|stars?\b|★|⭐|☆", re.IGNORECASE)


def look_for_ratings(page: Page, html: str) -> None:
    """Say of each aggregate rating whether the page shows it; in doubt it does: a number, or anything called rating or star."""
    rated = [item for item in page.items if RATING in item.types][:MOST]
    if not rated:
        return
    page.rates_itself = any(name in html for name in COLLECTING)
    shown = "".join(_outside_scripts(html))
    hint = _HINT.search(shown) is not None
    for item in rated:
        said = [
            str(value)
            for name in ("ratingValue", "ratingCount", "reviewCount")
            for value in item.properties.get(name, ())[:3]
        ]
        item.shown = hint or any(_stands(shown, value) for value in said)


def _stands(text: str, number: str) -> bool:
    """Return whether a number stands in a text, as 4.7 or 4,7, 1234 or 1,234."""
    digits = re.sub(r"[^\d.]", "", number.replace(",", "."))[:12].strip(".")
    if not digits:
        return True
    whole, _, part = digits.partition(".")
    pattern = r"[.,'  ]?".join(whole) + (rf"[.,]{re.escape(part)}" if part.strip("0") else "")
    return re.search(rf"(?<!\d){pattern}(?!\d)", text) is not None


def _outside_scripts(html: str) -> list[str]:
    """Return what stands outside of the page's scripts."""
    parts, position, lower = [], 0, html.lower()
    while (start := lower.find("<script", position)) >= 0:
        parts.append(html[position:start])
        position = lower.find("</script", start)
        if position < 0:
            return parts
    parts.append(html[position:])
    return parts
