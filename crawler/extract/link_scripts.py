"""Read links from scripts that write them (Moshimo's Easy Link, かんたんリンク, whose product box exists only as data), and which scripts load one that rewrites links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from crawler.catalog.rewriters import rewriters

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "msmaflink("  # in a page's source, before anything is looked for
MOST = 50  # boxes of one script
CLICK = "https://af.moshimo.com/af/c/click"
_IDS = ("a_id", "p_id", "pc_id", "pl_id")


def written_links(script: str) -> Iterator[str]:
    """Yield the addresses of the links that a script writes; where a shop has no ids of its own, the shop's address.

    Source: https://af.moshimo.com/af/www/easy-link (b_l holds the shops: u_url their address, a_id the affiliate).
    """
    at = 0
    for _ in range(MOST):
        at = script.find(MARK, at)
        if at < 0:
            return
        at += len(MARK)
        try:
            box, _ = json.JSONDecoder().raw_decode(script, _first(script, at))
        except (ValueError, RecursionError):
            continue
        shops = box.get("b_l") if isinstance(box, dict) else None
        for shop in shops if isinstance(shops, list) else ():
            if isinstance(shop, dict) and (href := _address(shop)):
                yield href


def loaded_rewriters(script: str) -> Iterator[str]:
    """Yield the addresses of the known scripts that rewrite links which an inline script loads."""
    for address in rewriters():
        if address in script:
            yield f"https://{address}"


def _first(script: str, at: int) -> int:
    while script[at : at + 1].isspace():
        at += 1
    return at


def _address(shop: dict[str, Any]) -> str:
    url = shop.get("u_url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return ""
    ids = [(name, str(shop[name])) for name in _IDS if str(shop.get(name) or "").isdecimal()]
    if len(ids) < len(_IDS):
        return url
    return f"{CLICK}?{'&'.join(f'{name}={value}' for name, value in ids)}&url={quote(url, safe='')}"
