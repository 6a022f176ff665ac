"""Read a fleet's file strictly: a slip is one sentence that names file and line."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from crawler.catalog.reader import RuleFileError, build
from crawler.errors import Mistake
from crawler.fleet.sites import Fleet, Place, Site
from crawler.fleet.toml_lines import Text, lines_of
from crawler.options import http_url, shown_safely

MOST = 64 * 1024**2  # bytes of the file


def read_sites(path: Path) -> Fleet:
    """Return the fleet of a file. Raises Mistake, naming file and line, for whatever cannot be meant."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); name a file such as sites.toml, which docs/fleet.md describes."
        raise Mistake(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path}: is no text in UTF-8; name a file such as sites.toml, which docs/fleet.md describes."
        raise Mistake(msg) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"{path}: is not valid TOML: {error}."
        raise Mistake(msg) from error
    lines = lines_of(text)
    where = Text(path, lines)
    for key in data:
        if key not in {"fleet", "defaults", "site"}:
            number = lines.get((key, 1, "")) or lines.get(("", 1, key)) or 1
            msg = f"{path}:{number}: unknown key {shown_safely(key)!r}; known keys: fleet, defaults, site."
            raise Mistake(msg)
    tables = data.get("site", [])
    for key, kind in (("fleet", dict), ("defaults", dict), ("site", list)):
        if not isinstance(data.get(key, kind()), kind) or (
            kind is list and not all(isinstance(row, dict) for row in tables)
        ):
            written = f"[[{key}]]" if kind is list else f"[{key}]"
            msg = f"{where.at(key, 1, '')}: should be written as {written}."
            raise Mistake(msg)
    place = _built(data.get("fleet", {}), Place, where, "fleet", 1)
    defaults = data.get("defaults", {})
    known = {one.name for one in fields(Site)} - {"name", "url", "posts", "site"}
    for key in defaults:
        if key not in known:
            msg = f"{where.at('defaults', 1, key)}: unknown key {shown_safely(key)!r} in [defaults]; known keys: {', '.join(sorted(known))}."
            raise Mistake(msg)
    # What is wrong in the defaults is said there and not at the first site.
    _built({**defaults, "name": "defaults", "url": "https://blog.example/"}, Site, where, "defaults", 1)
    sites: list[Site] = []
    names: set[str] = set()  # as a file system sees them that does not tell A from a
    for number, own in enumerate(tables, 1):
        merged = {**defaults, **own}
        for key in ("settings", "secrets", "segments"):
            if isinstance(own.get(key), dict) and isinstance(defaults.get(key), dict):
                merged[key] = {**defaults[key], **own[key]}
        made = _built(merged, Site, where, "site", number)
        sites.append(_with_address(made, where, number))
        if made.name.casefold() in names:
            msg = f"{where.at('site', number, 'name')}: the name {made.name!r} is taken by another site."
            raise Mistake(msg)
        names.add(made.name.casefold())
    if not sites:
        msg = f"{path}: names no site; add a table [[site]] with a name and a url for each."
        raise Mistake(msg)
    return Fleet(path, place, tuple(sites), where)


def _built(data: dict[str, Any], kind: type[Any], text: Text, name: str, number: int) -> Any:
    where = f"[[{name}]] {number}" if name == "site" else f"[{name}]"
    try:
        return build(data, kind, where)
    except RuleFileError as error:
        msg = f"{text.at(name, number, error.key)}: {error}."
        raise Mistake(msg) from error


def _with_address(site: Site, text: Text, number: int) -> Site:
    """Return a site whose addresses are checked and whose folder begins at the file's own."""
    for key in ("url", "site"):
        if getattr(site, key):
            try:
                http_url(getattr(site, key), key)
            except Mistake as error:
                msg = f"{text.at('site', number, key)}: {error}"
                raise Mistake(msg) from error
    return replace(site, posts=str(text.path.parent / Path(site.posts).expanduser())) if site.posts else site
