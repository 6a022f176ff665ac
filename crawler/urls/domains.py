"""Registrable domains, by the public suffix list that ships with tldextract, without network access."""

from __future__ import annotations

from functools import lru_cache

import tldextract

# Private suffixes count: name.github.io and name.blogspot.com are sites of their own.
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=5_000)
def registrable(host: str) -> str:
    """Return the registrable domain of a normalised host; empty for addresses and names without a dot.

    A host that is itself a private suffix (github.io) gives the domain that its owner registered. Under a top-level
    domain that the list does not know, the last two labels, as the list's own default rule says.
    """
    if not host or host[0] == "[" or host[-1].isdigit():
        return ""
    parts = _EXTRACT(host)
    if not parts.suffix:
        return ".".join(host.split(".")[-2:]) if "." in host else ""
    if parts.is_private and not parts.domain:
        parts = _EXTRACT(host, include_psl_private_domains=False)
    return parts.top_domain_under_public_suffix


def is_hosted(host: str) -> bool:
    """Return whether `host` is a name under a private suffix, which its owner rents out: name.github.io."""
    return bool(_EXTRACT(host).is_private)


def has_suffix(host: str) -> bool:
    """Return whether `host` is a name under a public suffix that the list knows."""
    parts = _EXTRACT(host)
    return bool(parts.suffix and parts.domain)
