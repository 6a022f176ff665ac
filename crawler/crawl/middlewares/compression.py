"""Decompress responses as Scrapy does, and mark those whose data is cut off, which Scrapy passes on silently."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils._compression import _check_max_size, brotli, zstd  # whichever of their modules is there

from crawler.http.reasons import TOO_LARGE
from crawler.items import because

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

CUT = "cut"  # the flag of such an answer
ENCODING = "Content-Encoding"
PACKED = "packed"  # in a request's meta: the values of that header, which Scrapy takes away when it has unpacked an answer
CHUNK = 65_536  # bytes that are unpacked at once
# Of one body of zstd; servers send one. With 16 MB of empty frames Scrapy was busy, and deaf, for half a minute.
MAX_FRAMES = 1_000
# What the four packings raise for data that is none of theirs.
UNPACKING_ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


class Compression(HttpCompressionMiddleware):
    """Adds the flag to an answer of which one of its packings does not come to its end."""

    _cut = False

    def process_response(  # type: ignore[override]  # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the unpacked answer; a robots.txt as it came, since it may have been cut: crawler/http/robots_txt.py.

        Raises IgnoreRequest for a body that grows beyond DOWNLOAD_MAXSIZE: Scrapy does, for this alone.
        """
        if request.meta.get("robots"):
            return response
        self._cut = False
        request.meta[PACKED] = [value.decode("latin-1") for value in response.headers.getlist(ENCODING)]
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest as error:
            raise IgnoreRequest(because(TOO_LARGE)) from error
        if self._cut and hasattr(unpacked, "flags"):
            unpacked.flags.append(CUT)
        return unpacked

    def _decode(  # type: ignore[override]  # static at Scrapy, and called on the instance
        self, body: bytes, encoding: bytes, max_size: int
    ) -> bytes:
        if encoding == b"zstd":
            unpacked, whole = _unzstd(body, max_size)
            self._cut |= not whole
            return unpacked
        unpacked = HttpCompressionMiddleware._decode(body, encoding, max_size)
        if body and not ends(body, encoding, len(unpacked)):
            self._cut = True
        return unpacked


def packing_of(response: Response) -> dict[str, list[str]]:
    """Return the header Content-Encoding as the server sent it; none when it sent none."""
    values = response.meta.get(PACKED) or []
    return {ENCODING.lower(): values} if values else {}


def ends(packed: bytes, encoding: bytes, size: int) -> bool:
    """Return whether packed data, which `size` bytes could be got from, comes to its end; bytes behind the end are no cut."""
    try:
        if encoding == b"br":
            return _brotli_ends(packed)
        if encoding == b"deflate":
            return _deflate_ends(packed, size)
        return _gzip_ends(packed, size)
    except UNPACKING_ERRORS:
        return False


def _gzip_ends(packed: bytes, size: int) -> bool:
    """Its last four bytes say how much it holds; only a doubt costs a look. Source: RFC 1952 section 2.3.1 (ISIZE)."""
    if int.from_bytes(packed[-4:], "little") == size:
        return True
    # Several members one after another, or bytes behind the end, are no sign of a cut.
    unpack = zlib.decompressobj(wbits=31)
    unpack.decompress(packed, size + 1)
    return unpack.eof


def _deflate_ends(packed: bytes, size: int) -> bool:
    """With the header of RFC 1950, or without, as some servers have it."""
    for wbits in (15, -15):
        unpack = zlib.decompressobj(wbits=wbits)
        try:
            unpack.decompress(packed, size + 1)
        except zlib.error:
            continue
        return unpack.eof
    return False


def _brotli_ends(packed: bytes) -> bool:
    unpack = brotli.Decompressor()
    chunk = unpack.process(packed, output_buffer_limit=CHUNK)
    while chunk and not unpack.is_finished():
        chunk = unpack.process(b"", output_buffer_limit=CHUNK)
    return bool(unpack.is_finished())


def _unzstd(packed: bytes, max_size: int) -> tuple[bytes, bool]:
    """Return what the frames of zstd data hold, and whether the last of them comes to its end.

    Raises ZstdError for what is no zstd or has too many frames, Scrapy's own error for what is too large.
    """
    read = BytesIO(packed).read
    out, piece = BytesIO(), b""
    for _ in range(MAX_FRAMES):
        piece = piece or read(CHUNK)
        if not piece:
            return out.getvalue(), True
        frame = zstd.ZstdDecompressor()
        while not frame.eof:
            if frame.needs_input:
                piece = piece or read(CHUNK)
                if not piece:
                    return out.getvalue(), False
            out.write(frame.decompress(piece, CHUNK))
            piece = b""
            _check_max_size(out.tell(), max_size)
        piece = frame.unused_data
    msg = f"more than {MAX_FRAMES:,} frames"
    raise zstd.ZstdError(msg)
