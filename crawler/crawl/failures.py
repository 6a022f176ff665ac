"""Map Scrapy's and Twisted's download failures to cause codes."""

from __future__ import annotations

from gzip import BadGzipFile
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.crawl.middlewares.compression import UNPACKING_ERRORS
from crawler.crawl.middlewares.private_networks import unresolved
from crawler.crawl.tls import why_not_secure
from crawler.http.reasons import BROKE_OFF, HUNG_UP, NO_ANSWER, NO_CONNECTION, NO_NAME, PRIVATE, TOO_LARGE
from crawler.items import Cause, because

WHY_NOT = (
    (CannotResolveHostError, NO_NAME),
    (DownloadConnectionRefusedError, NO_CONNECTION),
    (DownloadTimeoutError, NO_ANSWER),
    (DownloadCancelledError, TOO_LARGE),
    (ResponseDataLossError, BROKE_OFF),
    (UnsupportedURLSchemeError, "scheme"),
)


def why_not(error: BaseException | None, url: str = "") -> Cause:
    """Return why a download failed; `url` is the address that was asked for."""
    if isinstance(error, IgnoreRequest):
        return _ignored(error)
    if isinstance(error, (BadGzipFile, *UNPACKING_ERRORS)):
        return because("packed")
    if isinstance(error, CannotResolveHostError) and unresolved.get(urlsplit(url).hostname or "") == PRIVATE:
        return because(PRIVATE)
    for kind, code in WHY_NOT:
        if isinstance(error, kind):
            return because(code)
    # Of what went wrong below HTTP, the names of the exceptions and OpenSSL's own words are all that there is.
    text = f"{type(error).__name__} {error} {getattr(error, '__cause__', None)}"
    if insecure := why_not_secure(text):
        return because(insecure)
    if ("ConnectionLost" in text or "ConnectionDone" in text) and "ParseError" not in text:
        return because(HUNG_UP)
    if isinstance(error, DownloadFailedError):
        return because("not-http")
    return because("not-fetched", error=type(error).__name__)


def _ignored(error: IgnoreRequest) -> Cause:
    """Return what a middleware kept a request or its answer back for: ours say it by a cause in place of a message."""
    said = error.args[0] if error.args else None
    return said if isinstance(said, Cause) else because("not-fetched", error=type(error).__name__)
