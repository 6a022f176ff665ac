"""The structured data of the site's pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

START = '{"@context": "https://schema.org", "@type": "WebSite", "name": "Hut and Trail", "url": "{origin}/"}'


def block(text: str) -> str:
    """Return the script element that holds some JSON-LD."""
    return f'<script type="application/ld+json">{text}</script>'


def article(headline: str, changed: Mapping[str, Any]) -> str:
    """Return the JSON-LD of a post with all that Google recommends, but for what is changed."""
    said = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": headline,
        "author": {"@type": "Person", "name": "Ada Brook", "url": "{origin}/about/"},
        "image": "{origin}/picture.jpg",
        "datePublished": "2020-05-04",
        "dateModified": "2020-06-05",
    }
    return json.dumps({**said, **changed})
