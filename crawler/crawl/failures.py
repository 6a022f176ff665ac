"""Scrapy's and Twisted's failures of a download as reasons."""

from __future__ import annotations

from gzip import BadGzipFile

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
from crawler.crawl.tls import why_not_secure
from crawler.http.reasons import BROKE_OFF, HUNG_UP, NO_ANSWER, NO_CONNECTION, NO_NAME, PRIVATE, TOO_LARGE

PACKED = "the answer says it is compressed and cannot be unpacked"
WHY_NOT = (
    (CannotResolveHostError, NO_NAME),
    (DownloadConnectionRefusedError, NO_CONNECTION),
    (DownloadTimeoutError, NO_ANSWER),
    (DownloadCancelledError, TOO_LARGE),
    (ResponseDataLossError, BROKE_OFF),
    (UnsupportedURLSchemeError, "the address is not http or https"),
)


def why_not(error: BaseException | None) -> str:
    """Return the failure of a download as words for a person."""
    if isinstance(error, IgnoreRequest):
        # Scrapy says it of a body that grew beyond the limit while it was unpacked.
        return TOO_LARGE if "DOWNLOAD_MAXSIZE" in str(error) else str(error)
    if isinstance(error, (BadGzipFile, *UNPACKING_ERRORS)):
        return PACKED
    if PRIVATE in str(error):
        return PRIVATE
    for kind, words in WHY_NOT:
        if isinstance(error, kind):
            return words
    text = f"{type(error).__name__} {error} {getattr(error, '__cause__', None)}"
    if insecure := why_not_secure(text):
        return insecure
    if ("ConnectionLost" in text or "ConnectionDone" in text) and "ParseError" not in text:
        return HUNG_UP
    if isinstance(error, DownloadFailedError):
        return "the answer could not be read as HTTP"
    return f"the address could not be fetched ({type(error).__name__})"
