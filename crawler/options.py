"""Read and check a spider's arguments and the AUDIT_ settings; an error is one sentence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ada_url

from crawler.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a spider: `-a name=value` of `scrapy crawl`, and `--name` of the command."""

    about: str  # what it does, as the help says it
    value: str = ""  # what its value is called there; empty: it is yes or no
    choices: tuple[str, ...] = ()
    formerly: str = ""  # its earlier name, which `-a` still takes
    several: bool = (
        False  # may be given more than once; `-a` takes the values separated as the folders of PATH are
    )


# What several spiders take.
SITE = Argument("URL of the site (scheme and host); links to it are internal", "URL")
PERMALINK = Argument("URL pattern of the posts on the site (default: /{slug}/)", "PATTERN")
CHECK_LINKS = Argument(
    "check whether external links work (default: external for a site and a list, no for posts)",
    choices=("no", "external"),
)
CHECK_AFFILIATE = Argument("check affiliate, ad-click and short links too, without the ID where possible")
RENDER = Argument(
    "run each page's scripts in a browser without a network and compare; needs the extra [render], see docs/rendering.md (default: no)",
    choices=("no", "yes"),
)
FRESH = Argument("start over instead of resuming an unfinished crawl, and download unchanged pages again")
FORMATS = Argument(
    "formats of the report, separated by commas, such as xlsx,html; see docs/formats.md (default: AUDIT_FORMATS)",
    "LIST",
)

WITH = Argument(
    "export of Search Console, Analytics, Bing or Amazon Associates, whose numbers are shown beside the pages; may be repeated",
    "FILE",
    several=True,
)

DEVICES = {
    "con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}  # fmt: skip


def shown_safely(text: str) -> str:
    """Return a wrong value as it may be quoted: without a password, short, and without what a terminal would obey."""
    text = re.sub(r"[^/@\s,]+@", "…@", text[:2_000])
    return "".join(c if c.isprintable() else "?" for c in text[:200])


def http_url(text: str, what: str) -> str:
    """Return `text` as an absolute http(s) URL, as a browser writes it. Raises Mistake when it is none."""
    text = text.strip()
    try:
        url = ada_url.URL(text)
    except ValueError:
        url = None
    if url is None or url.protocol not in {"http:", "https:"} or not url.hostname:
        shown = shown_safely(text)
        msg = f"{what}={shown}: is not a URL; write it in full, such as {what}=https://blog.example/"
        raise Mistake(msg)
    if url.username or url.password:
        msg = f"{what}: a URL with a user name or password is not accepted; remove the part before the @."
        raise Mistake(msg)
    url.hash = ""
    url.host = url.host.replace(".:", ":").removesuffix(".")  # the dot of the DNS's root: the same host
    return str(url.href)


def origin(url: str) -> str:
    """Return scheme://host[:port] of an absolute URL."""
    return str(ada_url.URL(url).origin)


def site_of(text: str) -> str:
    """Return the site that a `site` argument names, as scheme://host. Raises Mistake when it names a page of it."""
    url = http_url(text, "site")
    if ada_url.URL(url).pathname != "/" or ada_url.URL(url).search:
        msg = f"site={text}: should be scheme and host only, such as {origin(url)}; a path belongs to permalink=/blog/{{slug}}/"
        raise Mistake(msg)
    return origin(url)


def permalink_of(arguments: dict[str, str]) -> str:
    """Return the pattern of the posts' addresses below the site. Raises Mistake when it is none."""
    permalink = arguments.get("permalink") or "/{slug}/"
    if "{slug}" not in permalink or not permalink.startswith("/") or permalink.startswith("//"):
        msg = (
            f"permalink={permalink}: should begin with a slash and contain {{slug}}, such as /blog/{{slug}}/"
        )
        raise Mistake(msg)
    return permalink


def folder_name(text: str) -> str:
    """Return a host or folder name as a file name: letters, digits, dot, hyphen and underscore only."""
    name = re.sub(r"[^\w.-]+", "-", text, flags=re.ASCII).strip(".-")[:100].rstrip(".-")
    # Windows takes con and con.example for the console.
    return f"_{name}" if name.partition(".")[0].lower() in DEVICES else name or "audit"


def flag(value: str, what: str) -> bool:
    """Return a yes/no argument as a bool. Raises Mistake for anything else."""
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
    if value.lower() not in known:
        msg = f"{what}={value}: should be yes or no."
        raise Mistake(msg)
    return known[value.lower()]


def link_checks(arguments: Mapping[str, str], default: str) -> dict[str, Any]:
    """Return what `check_links` and `check_affiliate` ask for, as a Job's values. Raises Mistake."""
    asked = arguments.get("check_links") or default
    if asked not in {"no", "external"}:
        msg = f"check_links={asked}: should be no or external."
        raise Mistake(msg)
    affiliate = flag(arguments.get("check_affiliate", ""), "check_affiliate")
    if affiliate and asked == "no":
        msg = "check_affiliate=yes: has no effect without check_links=external."
        raise Mistake(msg)
    return {"check_links": asked, "check_affiliate": affiliate}


def listed(settings: BaseSettings, name: str, separator: str = ",") -> list[str]:
    """Return a setting that holds several values in one text as a list."""
    value = settings.get(name) or []
    parts = value.split(separator) if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def as_text(value: Any) -> str:
    """Return the value of a setting as it could be written: what is kept with a crawl, and compared."""
    if isinstance(value, list):
        return ",".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def as_object(settings: BaseSettings | Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a setting that holds a JSON object as a dict. Raises Mistake when it holds something else."""
    value = settings.get(name) or {}
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            msg = f'{name}: is not a JSON object such as {{"rule-id": …}}: {error}'
            raise Mistake(msg) from error
    if not isinstance(value, dict):
        msg = f'{name}: should be a JSON object such as {{"rule-id": …}}.'
        raise Mistake(msg)
    return value
