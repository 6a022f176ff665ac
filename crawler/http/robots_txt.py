"""Interpret robots.txt as RFC 9309 defines it, from its bytes to a verdict; the middleware requests the file."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from protego import Protego

from crawler.http.reasons import ROBOTS_STATUS
from crawler.items import NO_CAUSE, Cause, because

MAX_BYTES = 512 * 1024  # 2.5 asks for at least 500 KiB
LINE_ENDS = (b"\n", b"\r")
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's wbits


class RobotsVerdict(NamedTuple):
    """What one host's robots.txt means for us."""

    kind: str  # rules / allow all / disallow all
    rules: Protego | None = None
    cause: Cause = NO_CAUSE  # of an outage, one of crawler.http.reasons.ROBOTS_OUTAGES
    silent: bool = False  # the server did not answer at all
    until: float = 0.0  # on the monotonic clock: when it is to be asked for again


def judge(status: int, text: str) -> RobotsVerdict:
    """Return what an answer means: 2.3.1.3 (4xx: allow, whatever its body says), 2.3.1.4 (5xx: keep out).

    429 is a 4xx: a site that wants fewer requests says so of its pages, too, and is given its time there.
    """
    if 200 <= status < 300:
        return RobotsVerdict("rules", Protego.parse(text))
    if status >= 500:
        cause = because(ROBOTS_STATUS, answer=because("http-code", status=status))
        return RobotsVerdict("disallow all", None, cause)
    return RobotsVerdict("allow all")


def unpack(body: bytes, packing: str) -> bytes:
    """Return the body of an answer with this Content-Encoding, a little more than MAX_BYTES at most.

    Nobody asked for packing, and a file that is cut has no end: Scrapy would refuse the one and unpack all of the other.
    Raises ValueError for a packing that is not known, zlib.error for what is not packed so.
    """
    if packing in {"", "identity"}:
        return body
    if packing not in PACKED:
        msg = f"a compression that was not requested: {packing[:50]}"
        raise ValueError(msg)
    return zlib.decompressobj(PACKED[packing]).decompress(body, MAX_BYTES + 1)


def text_of(body: bytes, *, cut: bool = False) -> str:
    """Return at most MAX_BYTES of the file, whole lines; bytes that are not UTF-8 are percent-encoded.

    Dropping such a byte would turn `Disallow: /é` in Latin-1 into `Disallow: /`. `cut` says that the last line may be a part.
    """
    if cut or len(body) > MAX_BYTES:
        body = body[: max(body.rfind(end, 0, MAX_BYTES) for end in LINE_ENDS) + 1]
    if body.startswith(b"\xef\xbb\xbf"):
        body = body[3:]
    text = body.decode("utf-8", "surrogateescape")
    return "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in text)
