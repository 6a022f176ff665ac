"""Recognise challenges and login walls by their headers, words and URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.urls.domains import registrable

if TYPE_CHECKING:
    from crawler.linkcheck.probe import Answer

# Headers that stand on a challenge and nowhere else; the value, where a header also stands on ordinary answers.
CHALLENGES = {
    "cf-mitigated": ("challenge",),  # Cloudflare, "Detect a challenge page response"
    "x-amzn-waf-action": ("challenge", "captcha"),  # AWS WAF
    "x-vercel-mitigated": ("challenge", "deny"),
}
# Headers of firewalls, which say who refused; alone they refuse nothing.
FIREWALLS = ("x-datadome", "x-dd-b", "x-iinfo", "x-sucuri-id", "x-kpsdk-ct", "x-px-block", "server")
WORDS = (
    b"api-services-support@amazon.com", b"/errors/validateCaptcha", b"<title>Robot Check", b"opfcaptcha", b"_Incapsula_Resource",
    b"px-captcha", b"captcha-delivery.com", b"Robot or human?", b"Making sure you&#39;re not a bot", b"Making sure you're not a bot",
    b"_____tmd_____/punish",
)  # fmt: skip
# Cloudflare also puts its script into pages that it lets through: these count with a refusing status only.
REFUSING_WORDS = (
    b"Just a moment...",
    b"cf-chl",
    b"/cdn-cgi/challenge-platform/",
    b"Your access to this site has been limited",
)
_WALL = re.compile(
    r"/(?:log-?in|sign-?in|authwall|checkpoint|captcha|challenge|consent|blocked|accounts/login|validatecaptcha|unsupported-?browser)"
    r"(?:[/.?_-]|$)|^/login\.php",
    re.IGNORECASE,
)
_WALL_HOSTS = ("consent.", "login.", "accounts.", "signin.", "auth.", "sso.")


def challenge(answer: Answer) -> str:
    """Return what shows that an answer is a challenge to a program ("cf-mitigated: challenge"); empty when nothing does."""
    for name, values in CHALLENGES.items():
        value = answer.headers.get(name, "")
        if value.strip().lower() in values:
            return f"{name}: {value.strip()}"
    words = WORDS if 200 <= (answer.status or 0) < 300 else (*WORDS, *REFUSING_WORDS)
    for word in words:
        if word in answer.body:
            return f"its text has “{word.decode()}”"
    return ""


def firewall(answer: Answer) -> str:
    """Return the header that names who answered ("server: cloudflare"); empty when none does."""
    for name in FIREWALLS:
        if value := answer.headers.get(name, ""):
            return f"{name}: {value[:80]}"
    return ""


def wall(asked: str, final: str) -> bool:
    """Return whether a redirect ended at a log-in, consent or captcha page that the link itself did not name."""
    before, after = urlsplit(asked), urlsplit(final)
    if _WALL.search(after.path) and not _WALL.search(before.path):
        return True
    host = after.hostname or ""
    return host.startswith(_WALL_HOSTS) and host != before.hostname


def reads_body(url: str) -> bool:
    """Return whether an answer's beginning is worth reading: Amazon asks programs for a captcha under status 200 and 503."""
    return is_amazon(url)


def is_amazon(url: str) -> bool:
    """Return whether a URL is on one of Amazon's shops."""
    return registrable(urlsplit(url).hostname or "").partition(".")[0] == "amazon"
