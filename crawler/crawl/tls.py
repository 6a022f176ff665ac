"""Why a secure connection failed, as a code: OpenSSL itself says no more of a certificate than that it was refused."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

# The alerts that OpenSSL sends for a certificate which it refuses. Source: RFC 8446 section 6.2, OpenSSL's ssl_x509err2alert.
ALERTS = {
    42: "tls-not-yet-valid",
    44: "tls-revoked",
    45: "tls-expired",
    48: "tls-chain",
}
# What the text of a failure holds: our code for a certificate, or OpenSSL's words for what else may go wrong. The first that fits counts.
MARKS = (
    *((code, code) for code in ALERTS.values()),
    ("verificationerror", "tls-other-name"),
    ("certificate verify failed", "tls-refused"),
    ("wrong version number", "tls-not-spoken"),
    ("http request", "tls-not-spoken"),
    ("packet length too long", "tls-not-spoken"),
    ("record layer failure", "tls-not-spoken"),
    ("unrecognized name", "tls-no-certificate"),
    ("protocol version", "tls-old-version"),
    ("unsupported protocol", "tls-old-version"),
    ("handshake failure", "tls-no-cipher"),
    ("certificate required", "tls-client-certificate"),
    ("ssl", "tls-failed"),
    ("tls", "tls-failed"),
)


class CertificateRefused(Exception):
    """The server's certificate is one that browsers reject too."""


def why_not_secure(text: str) -> str:
    """Return the code for an error of TLS; empty when the text is of none. `text` is its class and message."""
    lower = text.lower()
    return next((code for mark, code in MARKS if mark in lower), "")


class HttpsHandler(HTTP11DownloadHandler):
    """Scrapy's HTTPS handler, which also records why a certificate was rejected."""

    def __init__(self, crawler: Crawler) -> None:
        """Put the listener between Scrapy and its certificates; verifying is left to them."""
        super().__init__(crawler)
        self._contextFactory = _Listening(self._contextFactory)  # type: ignore[assignment]  # what it implements is said to zope


@implementer(IPolicyForHTTPS)
class _Listening:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        return _Creator(self._inner.creatorForNetloc(hostname, port))


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:
        connection: SSL.Connection = self._inner.clientConnectionForTLS(tlsProtocol)
        if hasattr(connection, "set_info_callback"):  # pyOpenSSL of 2025 and later
            connection.set_info_callback(_listener(weakref.ref(tlsProtocol)))
        return connection


def _listener(protocol: Callable[[], Any]) -> Callable[[SSL.Connection, int, int], None]:
    """Return what listens to a connection: an alert of ours about the certificate becomes the reason of its failure."""

    def listen(_connection: SSL.Connection, where: int, code: int) -> None:
        refused = (
            ALERTS.get(code & 0xFF) if where & SSL.SSL_CB_WRITE_ALERT == SSL.SSL_CB_WRITE_ALERT else None
        )
        here = protocol()
        if refused and here is not None:
            here.failVerification(Failure(CertificateRefused(refused)))

    return listen
