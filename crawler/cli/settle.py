"""Read and check the AUDIT_ settings and Scrapy's settings from the command line before anything starts."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ada_url
from scrapy.settings import SETTINGS_PRIORITIES, default_settings

from crawler import settings as defaults
from crawler.catalog.settings import Setting, table
from crawler.errors import Mistake
from crawler.extract.dom import is_selector
from crawler.options import as_object, http_url, shown_safely
from reports.common.faults import say
from reports.errors import ReportError
from reports.formats import formats_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.settings import BaseSettings


def number(text: str, name: str, least: float, *, whole: bool = True, most: float = 1e9) -> float:
    """Return a setting as a number. Raises Mistake when it is none, or less than `least`."""
    text = text.strip()
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = None
    if value is None or not least <= value < most:
        what = "a whole number" if whole else "a number"
        msg = f"{name}={shown_safely(text)}: should be {what}, at least {least:g}."
        raise Mistake(msg)
    return value


def hosts(text: str, name: str) -> list[str]:
    """Return the hosts that a setting lists. Raises Mistake when it holds something else."""
    found = parts(text, ",")
    for host in found:
        try:
            written = ada_url.URL(f"http://{host}/").host
        except ValueError:
            written = ""
        if not written or set(host) & set("/?#@\\"):
            msg = f"{name}: {shown_safely(host)!r} is not a host name; write host or host:port, separated by commas."
            raise Mistake(msg)
    return found


def selector(text: str, name: str) -> str:
    """Return a CSS selector. Raises Mistake when it is none."""
    text = text.strip()
    if text and not is_selector(text):
        msg = f"{name}: {shown_safely(text)!r} is not a valid CSS selector; write one such as .entry-content"
        raise Mistake(msg)
    return text


def formats(text: str, name: str) -> tuple[str, ...]:
    """Return the formats that a setting or an argument lists. Raises Mistake for one that there is none of."""
    try:
        return formats_of(text)
    except ReportError as error:
        msg = f"{name}: {error}"
        raise Mistake(msg) from error


def parts(text: str, separator: str) -> list[str]:
    """Return the parts of a text, without white space around them and without empty ones."""
    return [part.strip() for part in text.split(separator) if part.strip()]


# What a value becomes, by the kind of its setting. Each raises Mistake for one that cannot be meant.
READERS: dict[str, Callable[[str, Setting], Any]] = {
    "text": lambda text, _: text,
    "secret": lambda text, _: text,
    "folder": lambda text, _: text,
    "whole": lambda text, setting: number(text, setting.name, setting.least),
    "number": lambda text, setting: number(text, setting.name, setting.least, whole=False),
    "hosts": lambda text, setting: hosts(text, setting.name),
    "ids": lambda text, _: parts(text, ","),
    "phrases": lambda text, _: parts(text, ";"),
    "folders": lambda text, _: parts(text, os.pathsep),
    "selector": lambda text, setting: selector(text, setting.name),
    "address": lambda text, setting: text.strip() and http_url(text, setting.name),
    "formats": lambda text, setting: formats(text, setting.name),
    "object": lambda text, setting: as_object({setting.name: text}, setting.name),
}


def no_such(name: str) -> str:
    """Return the sentence for a setting that there is none of."""
    shown, like = shown_safely(name), difflib.get_close_matches(name, table(), 1)
    hint = f"did you mean {like[0]}?" if like else f"known settings: {', '.join(table())}."
    return f"{shown}: unknown setting; {hint}"


def settle(settings: BaseSettings) -> None:
    """Turn our settings from texts into values, and give Scrapy what follows from them, unless the command line says otherwise.

    Raises Mistake for a value that cannot be meant and, on the command line, for a name that there is none of; one in the
    environment may be another program's, and is only said.
    """
    for name in settings:
        if str(name).startswith("AUDIT_") and name not in table():
            raise Mistake(no_such(str(name)))
    for name in defaults.unknown:
        say(f"{no_such(name)} It is set in the environment or in .env and has no effect.")
    for name, setting in table().items():
        given = settings.get(name)
        value = READERS[setting.kind](given or setting.default, setting) if isinstance(given, str) else given
        settings.set(name, value, priority=settings.getpriority(name) or 0)
    if (settings.getpriority("AUDIT_NOTIFY") or 0) >= SETTINGS_PRIORITIES["cmdline"]:
        msg = "AUDIT_NOTIFY: is taken from the environment or .env alone; everybody on the machine can read a command line."
        raise Mistake(msg)
    delay = settings["AUDIT_DELAY"]
    contact = "".join(filter(str.isprintable, settings["AUDIT_CONTACT"])).strip()
    follows: dict[str, Any] = {"DOWNLOAD_DELAY": delay, "AUTOTHROTTLE_START_DELAY": delay}
    if contact:
        follows["USER_AGENT"] = f"{settings['USER_AGENT']} (+{contact})"
    for name, value in follows.items():
        if (settings.getpriority(name) or 0) < SETTINGS_PRIORITIES["cmdline"]:
            settings.set(name, value, priority="project")
    number(str(settings["DOWNLOAD_DELAY"]), "DOWNLOAD_DELAY", 0, whole=False)


def shows_tracebacks(settings: BaseSettings) -> bool:
    """Return whether the command line asks for the log in detail: then tracebacks are part of it."""
    asked = SETTINGS_PRIORITIES["cmdline"]
    return any((settings.getpriority(name) or 0) >= asked for name in ("LOG_LEVEL", "LOG_FILE"))


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
    if file := settings.get("LOG_FILE"):
        try:
            with Path(file).open("ab"):
                pass
        except OSError as error:
            msg = f"LOG_FILE={shown_safely(str(file))}: cannot be written ({error.strerror}); name another file."
            raise Mistake(msg) from error
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
            number(str(settings.get(name)), name, least, whole=whole, most=2**40)
