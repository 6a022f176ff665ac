"""Why a secure connection failed, in words: OpenSSL itself says no more of a certificate than that it was refused."""

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

FAILED = "the secure connection failed (TLS)"
# The alerts that OpenSSL sends for a certificate which it refuses. Source: RFC 8446 section 6.2, OpenSSL's ssl_x509err2alert.
ALERTS = {
    42: "the certificate is not valid yet, or is broken",
    44: "the certificate was revoked",
    45: "the certificate has expired",
    48: "the certificate is self-signed, or a part of its chain is missing",
}
# OpenSSL's words for what else may go wrong, and ours; the first that fits is said.
WORDS = (
    *((words, words) for words in ALERTS.values()),
    ("verificationerror", "the certificate is for another host name"),
    ("certificate verify failed", "the certificate is one that a browser refuses"),
    ("wrong version number", "no TLS is spoken on this port; https:// may be wrong, or the port"),
    ("http request", "no TLS is spoken on this port; https:// may be wrong, or the port"),
    ("packet length too long", "no TLS is spoken on this port; https:// may be wrong, or the port"),
    ("record layer failure", "no TLS is spoken on this port; https:// may be wrong, or the port"),
    ("unrecognized name", "the server has no certificate for this host name"),
    ("protocol version", "the server speaks only versions of TLS that are out of date"),
    ("unsupported protocol", "the server speaks only versions of TLS that are out of date"),
    ("handshake failure", "server and crawler have no way of encrypting in common"),
    ("certificate required", "the server asks visitors for a certificate of their own"),
    ("ssl", "the server and the crawler did not come to terms"),
    ("tls", "the server and the crawler did not come to terms"),
)


class CertificateRefused(Exception):
    """The server's certificate is one that a browser refuses as well."""


def why_not_secure(text: str) -> str:
    """Return the words for an error of TLS; empty when the text is of none. `text` is its class and message."""
    lower = text.lower()
    return next((f"{FAILED}: {words}" for part, words in WORDS if part.lower() in lower), "")


class HttpsHandler(HTTP11DownloadHandler):
    """Scrapy's own, which also keeps why a certificate was refused."""

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
        words = ALERTS.get(code & 0xFF) if where & SSL.SSL_CB_WRITE_ALERT == SSL.SSL_CB_WRITE_ALERT else None
        here = protocol()
        if words and here is not None:
            here.failVerification(Failure(CertificateRefused(words)))

    return listen
