"""Recognise hrefs that are not web links, or not the intended ones, before they are resolved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import NO_CAUSE, Cause, because

if TYPE_CHECKING:
    from collections.abc import Callable

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_TYPED = re.compile(r"([a-z]{2,8})([.;:,]*)(/*)", re.IGNORECASE)
_TYPOS = {
    "htp", "htpp", "httpp", "htttp", "hhtp", "hthttp", "htt", "ttp", "htps", "htpps", "httpps", "htttps", "hhtps",
    "hhttp", "hhttps", "hthttps", "htts", "ttps", "httpss", "thttp", "thttps", "hpps", "hptts", "htlm",
}  # fmt: skip
# Two addresses, or two schemes, run together: https://blog.examplehttps://shop.com, https://tel:12345, mailto:mailto:me@shop.com.
_RUN_ON = re.compile(r"(?:https?:)?//[^/?#\s]+https?(?::/|//)", re.IGNORECASE)
_SECOND = "https?|mailto|tel|sms|smsto|callto|skype|whatsapp|viber|facetime|file|ftp|javascript|data|webcal"
_TWICE = re.compile(
    rf"(?:(https?|mailto|tel|sms|callto|skype|whatsapp|ftp):)?(?(1)/{{0,2}}|//)({_SECOND}):", re.IGNORECASE
)
# The colon and the slashes are gone, as where a search and replace took them: http127.0.0.1/testsite/a.jpg, https//localhost/a.
_EATEN = re.compile(
    r"(https?)/{0,2}((?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\[[0-9a-f:.]+\]|www\.[^/?#\s:]+"
    r"|[\w-]+(?:\.[\w-]+){0,9}\.(?:local|test|localhost|internal|lan))(?::\d+)?(?:[/?#]\S*)?)",
    re.IGNORECASE,
)
_QUOTES = "\"'“”„‘’‚«»<`"
_MARKDOWN = re.compile(
    r"\[[^\[\]]{0,2000}\]\(\s?<?(https?://[^\s<>]{1,2000}?)>?(?:\s\"[^\"]{0,200}\")?\s?\)", re.IGNORECASE
)
_MAIL = re.compile(r"[^\s/@?#:]{1,64}@[^\s/@?#:]{1,255}\.[a-z]{2,24}", re.IGNORECASE)
# First segments that end in what is a top-level domain as well, but are files by far more often.
_FILES = {"cab", "md", "mov", "mp", "pl", "properties", "ps", "py", "rs", "sh", "zip"}

TWO_SCHEMES = "two-schemes"  # the fault of such an address
MAIL = {"mailto"}
PHONE = {"tel", "sms", "smsto", "callto"}
# Schemes whose address exists on one person's device only.
LOCAL = {
    "file": "file on a computer",
    "sandbox": "file in a chat assistant's sandbox",
    "webkit-fake-url": "image pasted from Safari",
    "content": "file on a phone",
}


def scheme_of(text: str) -> str:
    """Return the scheme that a cleaned href names, in lower case; empty for a relative one."""
    found = _SCHEME.match(text)
    return found[1].lower() if found else ""


def is_relative(href: str) -> bool:
    """Return whether an href has neither a scheme nor a host of its own."""
    text = href.lstrip()
    return not scheme_of(text) and text[:2] not in {"//", "\\\\", "/\\", "\\/"}


def local_file(scheme: str) -> str:
    """Return why a scheme leads to one person's device ("file on a computer"); empty when it does not."""
    return "drive letter of a computer" if len(scheme) == 1 else LOCAL.get(scheme, "")


def markdown_address(text: str) -> str:
    """Return the http(s) address in a href that is a link of Markdown, [text](address); empty when it is none."""
    found = _MARKDOWN.fullmatch(text.strip())
    return found[1] if found else ""


def mistyped(text: str, base: str = "") -> Cause:
    """Return what is wrong with the beginning of a cleaned href; empty when nothing is.

    `base` decides about `https:/page`: browsers read it as a path when the page has the same scheme.
    """
    if text[0] in _QUOTES and text.lstrip(_QUOTES)[:4].lower() == "http":
        return because("quotation-mark")
    if text.startswith("://"):
        return because("missing-scheme")
    if found := _TWICE.match(text):
        first, second = (found[1] or "http").lower(), found[2].lower()
        return because("double-scheme" if first.rstrip("s") == second.rstrip("s") else TWO_SCHEMES)
    if _RUN_ON.match(text):
        return because("run-together")
    if not (found := _TYPED.match(text)):
        return NO_CAUSE
    word, marks, slashes = found[1].lower(), found[2], found[3]
    if word in _TYPOS and slashes and (marks or len(slashes) > 1):
        return because("mistyped-scheme", word=word)
    if word not in {"http", "https"} or not (marks or slashes):
        return NO_CAUSE
    if marks != ":":
        return because("mistyped-slashes") if slashes else NO_CAUSE
    if (
        len(slashes) < 2
        and text[len(word) + 1 : len(word) + 2] != "\\"
        and base.lower().startswith(f"{word}:")
    ):
        return because("no-slashes")
    return NO_CAUSE


def with_scheme(text: str) -> str:
    """Return a cleaned href whose scheme is mistyped, or http or https written twice, as it was meant; empty for any other."""
    if (found := _TWICE.match(text)) and found[2].lower() in {"http", "https"}:
        return text[found.start(2) :]
    found = _TYPED.match(text)
    if not found or found[1].lower() not in _TYPOS:
        return ""
    return f"{'https' if 's' in found[1].lower() else 'http'}://{text[found.end() :].lstrip('/')}"


def eaten_scheme(text: str) -> str:
    """Return the address that was meant where the “://” behind http is gone and a host follows; else empty."""
    found = _EATEN.fullmatch(text)
    return f"{found[1].lower()}://{found[2]}" if found else ""


def missing_scheme(text: str, is_suffix: Callable[[str], bool]) -> Cause:
    """Return missing-scheme or missing-mailto for a relative href that looks like a host or an e-mail address.

    `is_suffix` says whether a host ends in a public suffix.
    """
    if _MAIL.fullmatch(text.partition("?")[0]):
        return because("missing-mailto")
    host, slash, _ = text.partition("/")
    host = host.partition("?")[0].partition("#")[0].lower()
    labels = host.rpartition(":")[0].split(".") if ":" in host else host.split(".")
    if len(labels) < 2 or not all(labels) or len(host) > 253 or "%" in host:
        return NO_CAUSE
    if labels[0] == "www":
        return because("missing-scheme") if len(labels) > 2 else NO_CAUSE
    if labels[-1] in _FILES and not slash:
        return NO_CAUSE
    return because("missing-scheme") if is_suffix(".".join(labels)) else NO_CAUSE


def refused(text: str) -> Cause:
    """Return why browsers refuse this absolute URL, as far as its text tells."""
    authority = re.split(r"[/\\?#]", text.partition(":")[2].lstrip("/\\"), maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    if not host:
        return because("no-host")
    if re.search(r"[\s%<>^|]", host):
        return because("host-character")
    name, colon, port = host.rpartition(":")
    if host.startswith("["):
        return because("bad-ipv6")
    if colon and (not (port.isascii() and port.isdigit()) or int(port[:6]) > 65535):
        return because("bad-port")
    last = (name if colon else host).rstrip(".").rpartition(".")[2]
    if last.isdigit() or last.lower().startswith("0x"):
        return because("bad-ipv4")
    return because("bad-host")
