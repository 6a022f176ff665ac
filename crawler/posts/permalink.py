"""The address that a post has on its site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import ada_url

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAFE_SLUG = re.compile(r"[^\s\\?#\x00-\x1f]+")
_STYLES = {"date", "pretty", "ordinal", "weekdate", "none"}
_PATTERN = re.compile(
    r"\{[{%]|(?:^|/):[a-z]", re.IGNORECASE
)  # a site generator's own: /:year/:title/, {{ slug }}


def post_url(values: Mapping[str, Any], site: str, permalink: str) -> tuple[str, str]:
    """Return the post's URL on `site`, empty when nothing says it, and a note when what says it was refused.

    The front matter's own permalink or url goes before its slug, which `permalink` makes a path.
    """
    if not site:
        return "", ""
    note = ""
    own = next(
        (str(values[key]).strip() for key in ("permalink", "url") if isinstance(values.get(key), str)), ""
    )
    # Jekyll forgives a missing first slash; the words are names of its patterns.
    if own == values.get("permalink") and own not in _STYLES and _is_safe(own) and own[:1].isalnum():
        own = f"/{own}"
    if own.startswith(("/", "http://", "https://")) and not _PATTERN.search(own):
        if found := join(site, own):
            return found, ""
        note = f"its address {own[:100]!r} is not on {site} and was not used"
    slug = values.get("slug")
    if slug is None or slug == "":
        return "", note
    text = str(slug).strip().strip("/")
    if not _is_safe(text) or not isinstance(slug, str) or text in {"true", "false"}:
        return "", f"its slug {str(slug)[:100]!r} is not a part of an address and was not used"
    return join(site, permalink.replace("{slug}", text)), note


def join(site: str, path: str) -> str:
    """Return `path` as an absolute URL on `site`; empty when it leads elsewhere or is none."""
    try:
        url = ada_url.URL(path, site)
        return str(url.href) if url.host == ada_url.URL(site).host else ""
    except ValueError:
        return ""


def _is_safe(slug: str) -> bool:
    """Return whether the slug stays where the permalink puts it: browsers read %2e as a dot."""
    dots = {".", ".."}.intersection(unquote(slug).split("/"))
    return bool(_SAFE_SLUG.fullmatch(slug)) and not dots and ":" not in slug.partition("/")[0]
