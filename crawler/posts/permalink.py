"""Determine the URL of a post on its site."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import ada_url

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAFE_SLUG = re.compile(r"[^\s\\?#\x00-\x1f]+")
_SWITCHES = {"true", "false"}  # what a key that was taken for another one holds
INDEX = {"index", "_index"}
_DATED = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-(?=.)")  # Jekyll's and Hexo's file names
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_TOKEN = re.compile(r"(?<=[/W-]):([a-z_]+)")
# Eleventy's {{ page.fileSlug }} and {{ slug | slugify }}; source: https://www.11ty.dev/docs/data-eleventy-supplied/
_SLUG = re.compile(r"\{\{-?\s*(?:(?P<file>page\.fileSlug)|slug)(?:\s*\|\s*slug(?:ify)?)?\s*-?\}\}")
# Source: https://jekyllrb.com/docs/permalinks/#built-in-formats
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html", "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html", "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}  # fmt: skip
_PATTERN = re.compile(
    r"\{[{%]|(?:^|/):[a-z]", re.IGNORECASE
)  # a site generator's own: /:year/:title/, {{ slug }}


def post_url(
    values: Mapping[str, Any], site: str, permalink: str, source: str = "", *, named: bool = False
) -> tuple[str, str]:
    """Return the post's URL on `site`, empty when nothing says it, and a note when what says it was refused.

    The front matter's own permalink or url goes before its slug, which `permalink` makes a path. Without a slug, the
    file `source` gives it where the site's posts are `named` for their files, or where it begins with a date, as Jekyll's do.
    """
    if not site:
        return "", ""
    note = ""
    written = values.get("slug")
    name = name_of(source) if source and (named or _DATED.match(_stem_of(source))) else ""
    own = next(
        (str(values[key]).strip() for key in ("permalink", "url") if isinstance(values.get(key), str)), ""
    )
    # Jekyll forgives a missing first slash; the words are names of its patterns.
    if own == values.get("permalink") and own not in _STYLES and own[:1].isalnum() and _is_safe(own):
        own = f"/{own}"
    own = _filled(_STYLES.get(own, own), values, source, str(written or name))
    absolute = own.startswith(("/", "http://", "https://"))
    if absolute and _PATTERN.search(own) and not written:
        return "", ""  # its site generator knows
    if absolute and not _PATTERN.search(own):
        if found := join(site, own):
            return found, ""
        note = f"its address {own[:100]!r} is not on {site} and was not used"
    if written is None or written == "":
        return (join(site, permalink.replace("{slug}", quote(name))) if name.strip(".") else ""), note
    text = str(written).strip().strip("/")
    if not _is_safe(text) or not isinstance(written, str) or text in _SWITCHES:
        return "", f"its slug {str(written)[:100]!r} is not a part of an address and was not used"
    return join(site, permalink.replace("{slug}", text)), note


def name_of(source: str) -> str:
    """Return a post's file name without ending and date; that of its folder where the file is called index."""
    return _DATED.sub("", _stem_of(source))


def _stem_of(source: str) -> str:
    folder, _, name = source.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return folder.rpartition("/")[2] if stem.lower() in INDEX and folder else stem


def _filled(pattern: str, values: Mapping[str, Any], source: str, slug: str) -> str:
    """Return a pattern such as /:year/:month/:title/ with what it asks for; as it is where something is not known.

    Source: https://jekyllrb.com/docs/permalinks/#placeholders, https://gohugo.io/configuration/permalinks/#tokens
    """
    if "{{" in pattern:
        pattern = _SLUG.sub(lambda one: (name_of(source) if one["file"] else slug) or one[0], pattern)
    if ":" not in pattern:
        return pattern
    known = {"title": slug, "slug": slug, "filename": slug, "slugorfilename": slug, "contentbasename": slug}
    known = {name: text for name, text in known.items() if text}
    written = _DATE.match(str(values.get("date") or "").strip()) or _DATE.match(source.rpartition("/")[2])
    try:
        date = dt.date(*map(int, written.groups())) if written else None
    except ValueError:
        date = None
    if date:
        known |= {
            "year": f"{date:%Y}",
            "month": f"{date:%m}",
            "day": f"{date:%d}",
            "short_year": f"{date:%y}",
        }
        known |= {"i_month": str(date.month), "i_day": str(date.day), "y_day": f"{date:%j}"}
        known |= {"week": f"{date:%V}", "short_day": f"{date:%a}"}
    known["categories"] = "/".join(_categories(values, source))
    filled = _TOKEN.sub(lambda token: known.get(token[1], token[0]), pattern)
    return re.sub("(?<!:)/{2,}", "/", filled) if ":categories" in pattern else filled


def _categories(values: Mapping[str, Any], source: str) -> list[str]:
    """Return a post's categories as Jekyll puts them into addresses: the folders above _posts, then the front matter's."""
    above, folder, _ = f"/{source}".partition("/_posts/")
    named = values.get("categories") or values.get("category") or []
    if isinstance(named, str):
        named = named.split() if values.get("categories") else [named]
    folders = [part for part in above.split("/") if part] if folder else []
    found = [str(one).strip().lower() for one in (*folders, *(named if isinstance(named, list) else []))]
    return [quote(one, safe="") for one in dict.fromkeys(found) if one.strip(".")]


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
