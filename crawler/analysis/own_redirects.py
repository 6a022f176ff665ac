"""The site's own redirects to merchants: what one link to /go/tent or go.site.example/tent shows holds for all links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.catalog.sentences import worded
from crawler.items import because
from crawler.links.referrals import SPONSORED, TOLD, is_own_redirect
from crawler.store import learned as table
from crawler.urls.domains import registrable
from crawler.urls.parse import split

if TYPE_CHECKING:
    from crawler.store import Store

_SHOWING = {SPONSORED, TOLD}
_ANOTHER = {SPONSORED: "another-sponsored", TOLD: "another-told"}  # what a link has from another one


def fill_own_redirects(store: Store, site: str) -> None:
    """Make likely affiliate links of all links to a redirect of the site's own that one link calls sponsored, or an affiliate link.

    Compared without query and fragment, which mostly say where the button stood.
    """
    domain = registrable(split(site).host) if site else ""
    if not domain:
        return
    shown: dict[str, str] = {}
    pages = False
    for _, url, kind, marked, via in table.own_addresses(store, domain, pages=False):
        if (marked or via in _SHOWING) and (kind != "internal" or is_own_redirect(url)):
            shown.setdefault(_slug(url), TOLD if via == TOLD else SPONSORED)
            pages |= kind == "internal"
    if not shown:
        return
    found = []
    for number, url, kind, marked, known in table.own_addresses(store, domain, pages=pages):
        shows = shown.get(_slug(url))
        if shows and kind != "affiliate" and known not in _SHOWING:
            found.append((number, shows, worded(because(shows if marked else _ANOTHER[shows]), "address")))
    table.save_own_redirects(store, found)


def _slug(url: str) -> str:
    parts = split(url)
    return f"{parts.host}{parts.path.rstrip('/').lower()}"
