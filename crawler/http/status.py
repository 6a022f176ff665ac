"""HTTP status codes, for the audited site and for external links."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}  # redirects that are meant to last
PUT_OFF = {429, 503}  # come back later
GONE = {404, 410}


def status_words(status: int, *, unknown: str = " (not a registered status)") -> str:
    """Return a status with its name: "404 Not Found"; one that has none with `unknown` behind it."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status}{unknown}"


def retry_after(value: str, now: float) -> float | None:
    """Return the seconds that a Retry-After asks for, as a number or until a date (RFC 9110 10.2.3); None for neither.

    `now` is the time in seconds since 1970. What is over already is 0.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text[:100])
        return max((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now, 0.0)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
