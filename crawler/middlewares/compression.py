"""Unpacks answers as Scrapy does, and marks those whose gzip data ends too early: Scrapy hands on what came, without a word."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

CUT = "cut"  # the flag of such an answer


class Compression(HttpCompressionMiddleware):
    """Adds the flag to an answer that was packed once, with gzip."""

    def process_response(  # type: ignore[override]  # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the unpacked answer; a robots.txt as it came, since it may have been cut: crawler/robots.py."""
        if request.meta.get("robots"):
            return response
        packed = response.body
        is_gzip = response.headers.getlist("Content-Encoding") in ([b"gzip"], [b"x-gzip"])
        unpacked = super().process_response(request, response)
        if is_gzip and packed and hasattr(unpacked, "flags") and not _ends(packed, len(unpacked.body)):
            unpacked.flags.append(CUT)
        return unpacked


def _ends(packed: bytes, size: int) -> bool:
    """Return whether gzip data came to its end. Its last four bytes say how much it holds; only a doubt costs a look.

    Source: RFC 1952 section 2.3.1 (ISIZE).
    """
    if int.from_bytes(packed[-4:], "little") == size:
        return True
    # Several members one after another, or bytes behind the end, are no sign of a cut.
    unpack = zlib.decompressobj(wbits=31)
    try:
        unpack.decompress(packed, size + 1)
    except zlib.error:
        return False
    return unpack.eof
