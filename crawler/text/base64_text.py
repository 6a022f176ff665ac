"""Base64 as it stands in addresses and attributes."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote


def from_base64(value: str) -> str:
    """Return base64 as text: either alphabet, with or without padding, percent-encoded or not; empty when it is none.

    Bytes that are no UTF-8, and texts with a character that nobody sees, are none.
    """
    packed = "".join(unquote(value).split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        text = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return text.strip() if text.isprintable() else ""
