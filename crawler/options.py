"""What was asked for: a spider's arguments and the AUDIT_ settings, read and checked. A mistake is one sentence."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any

import ada_url
from scrapy.settings import SETTINGS_PRIORITIES, default_settings
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler import settings as defaults
from crawler.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings


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
        msg = f"{what}={shown}: is not a web address; write it in full, such as {what}=https://blog.example/"
        raise Mistake(msg)
    if url.username or url.password:
        msg = f"{what}: an address with a user name or password in it is not taken; remove the part before the @."
        raise Mistake(msg)
    url.hash = ""
    return str(url.href)


def origin(url: str) -> str:
    """Return scheme://host[:port] of an absolute URL."""
    return str(ada_url.URL(url).origin)


def site_of(text: str) -> str:
    """Return the site that a `site` argument names, as scheme://host. Raises Mistake when it names a page of it."""
    url = http_url(text, "site")
    if ada_url.URL(url).pathname != "/" or ada_url.URL(url).search:
        msg = f"site={text}: should be scheme and host only, such as {origin(url)}; a path belongs to -a permalink=/blog/{{slug}}/"
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
    name = re.sub(r"[^\w.-]+", "-", text, flags=re.ASCII).strip(".-")
    return name[:100] or "audit"


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
        msg = "check_affiliate=yes: asks nothing without -a check_links=external."
        raise Mistake(msg)
    return {"check_links": asked, "check_affiliate": affiliate}


def listed(settings: BaseSettings, name: str, separator: str = ",") -> list[str]:
    """Return a setting that holds several values in one text as a list."""
    value = settings.get(name) or []
    parts = value.split(separator) if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def as_object(settings: BaseSettings, name: str) -> dict[str, Any]:
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


def number(
    settings: BaseSettings, name: str, least: float, *, whole: bool = True, most: float = 1e9
) -> float:
    """Return a setting as a number. Raises Mistake when it is none, or less than `least`."""
    text = str(settings.get(name)).strip()
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = None
    if value is None or not least <= value < most:
        what = "a whole number" if whole else "a number"
        msg = f"{name}={shown_safely(text)}: should be {what}, at least {least:g}."
        raise Mistake(msg)
    return value


def _check_names(settings: BaseSettings) -> None:
    """Raise Mistake for an AUDIT_ setting that there is none of: a misspelt limit would silently not be kept."""
    known = [name for name in vars(defaults) if name.startswith("AUDIT_")]
    for name in settings:
        if str(name).startswith("AUDIT_") and name not in known:
            like = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean {like[0]}?" if like else f"known settings: {', '.join(known)}."
            msg = f"{name}: no setting is called that; {hint}"
            raise Mistake(msg)


def _check_hosts(settings: BaseSettings, name: str) -> None:
    """Raise Mistake when a setting that lists hosts holds something else."""
    for host in listed(settings, name):
        try:
            written = ada_url.URL(f"http://{host}/").host
        except ValueError:
            written = ""
        if not written or set(host) & set("/?#@\\"):
            msg = f"{name}: {shown_safely(host)!r} is no host; write host or host:port, several separated by commas."
            raise Mistake(msg)


def _check_selector(settings: BaseSettings, name: str) -> None:
    """Raise Mistake when a setting is no CSS selector."""
    if selector := (settings.get(name) or "").strip():
        try:
            LexborHTMLParser("").css(selector)
        except SelectolaxError as error:
            msg = f"{name}: {selector[:200]!r} is no CSS selector; write one such as .entry-content"
            raise Mistake(msg) from error


def settle(settings: BaseSettings) -> None:
    """Check our names, hosts and numbers, and give Scrapy what follows from our settings, unless the command line says otherwise.

    Raises Mistake.
    """
    _check_names(settings)
    _check_hosts(settings, "AUDIT_OWN_HOSTS")
    _check_hosts(settings, "AUDIT_OLD_HOSTS")
    _check_hosts(settings, "AUDIT_ALLOW_NETLOCS")
    _check_selector(settings, "AUDIT_CONTENT_SELECTOR")
    number(settings, "AUDIT_MAX_PAGES", 1)
    number(settings, "AUDIT_MAX_DEPTH", 0)
    number(settings, "AUDIT_MAX_PER_PATTERN", 1)
    number(settings, "AUDIT_KEEP_CRAWLS", 1)
    number(settings, "AUDIT_FULL_EVERY", 0)
    number(settings, "AUDIT_MAX_WAIT", 0, whole=False)
    number(settings, "AUDIT_MAX_TOTAL_WAIT", 0, whole=False)
    number(settings, "AUDIT_MAX_CRAWL_DELAY", 0, whole=False)
    number(settings, "AUDIT_GIVE_UP", 1)
    number(settings, "AUDIT_MAX_CHECKS", 1)
    number(settings, "AUDIT_CHECK_DAYS", 0)
    number(settings, "AUDIT_CHECK_DELAY", 0, whole=False)
    delay = number(settings, "AUDIT_DELAY", 0, whole=False)
    contact = "".join(filter(str.isprintable, settings.get("AUDIT_CONTACT") or "")).strip()
    given: dict[str, Any] = {"DOWNLOAD_DELAY": delay, "AUTOTHROTTLE_START_DELAY": delay}
    if contact:
        given["USER_AGENT"] = f"{settings['USER_AGENT']} (+{contact})"
    for name, value in given.items():
        if (settings.getpriority(name) or 0) < SETTINGS_PRIORITIES["cmdline"]:
            settings.set(name, value, priority="project")
    number(settings, "DOWNLOAD_DELAY", 0, whole=False)


LOG_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
_FRACTIONS = (
    "DELAY",
    "TIMEOUT",
    "INTERVAL",
    "CONCURRENCY",
)  # names of Scrapy's settings that need not be whole


def settle_scrapy(settings: BaseSettings) -> None:
    """Check what the command line says of Scrapy's own settings, by the kind of value that each has by default.

    Raises Mistake.
    """
    level = str(settings.get("LOG_LEVEL")).upper()
    if level not in LOG_LEVELS:
        msg = f"LOG_LEVEL={settings.get('LOG_LEVEL')}: should be one of {', '.join(LOG_LEVELS)}."
        raise Mistake(msg)
    for name in list(settings):
        if settings.getpriority(name) != SETTINGS_PRIORITIES["cmdline"] or str(name).startswith("AUDIT_"):
            continue
        usual = getattr(defaults, name, getattr(default_settings, name, None))
        if isinstance(usual, bool):
            try:
                settings.getbool(name)
            except ValueError as error:
                msg = f"{name}={settings.get(name)}: should be 1 or 0."
                raise Mistake(msg) from error
        elif isinstance(usual, int | float):
            whole = isinstance(usual, int) and not any(word in name for word in _FRACTIONS)
            least = 1 if name.startswith("CONCURRENT_") else min(usual, 0)
            number(settings, name, least, whole=whole, most=2**40)
