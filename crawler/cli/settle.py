"""The AUDIT_ settings and those of Scrapy that the command line gives, checked before anything begins."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import ada_url
from scrapy.settings import SETTINGS_PRIORITIES, default_settings
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler import settings as defaults
from crawler.errors import Mistake
from crawler.options import listed, shown_safely

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


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
