"""Addresses resolved as browsers do."""

from __future__ import annotations

import ada_url


def absolute(href: str, base: str) -> str:
    """Return `href` resolved against `base`, as a browser writes it; empty when it is no http(s) address.

    Source: https://url.spec.whatwg.org/
    """
    try:
        url = ada_url.URL(href, base) if base else ada_url.URL(href)
    except ValueError:
        return ""
    return str(url.href) if url.protocol in {"http:", "https:"} else ""
