"""The response headers that are kept as facts of a page. To keep another one, add its name to KEPT."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# In small letters, as HTTP/2 sends them. None that names a visitor belongs here, such as Set-Cookie.
KEPT = frozenset({
    "age", "alt-svc", "cache-control", "cf-cache-status", "content-encoding", "content-language", "content-security-policy",
    "content-security-policy-report-only", "cross-origin-opener-policy", "expires", "link", "permissions-policy", "pragma",
    "referrer-policy", "refresh", "retry-after", "server-timing", "strict-transport-security", "vary", "x-cache",
    "x-content-type-options", "x-frame-options", "x-robots-tag",
})  # fmt: skip
LENGTH = 4_096  # characters of one value
VALUES = 10  # of one name
CUT = "…"  # ends a value that was longer


def kept(headers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the headers that are kept, names in small letters, every value of a repeated one; long values are cut."""
    return {
        name: [value if len(value) <= LENGTH else value[:LENGTH] + CUT for value in values[:VALUES]]
        for name, values in headers.items()
        if name in KEPT
    }
