"""Which page of the crawl each row of an export is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.analysis.exports.recognise import add
from crawler.catalog.exports import export_kinds
from crawler.store.exports import Kept, addresses_of, replace_exports
from crawler.urls.same import site_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Export
    from crawler.store import Store

# What others add to an address to count visitors; a page is the same without it.
COUNTING = (
    "utm_",
    "gclid=",
    "gbraid=",
    "wbraid=",
    "fbclid=",
    "msclkid=",
    "srsltid=",
    "_gl=",
    "mc_cid=",
    "mc_eid=",
)
MOST_EXAMPLE = 200  # characters


def fill_exports(store: Store, site: str, exports: Iterable[Export]) -> None:
    """Keep the numbers of these exports with the pages that they are about, in place of those of an earlier close.

    Addresses count as the same on http and https, with and without www. A redirected address's numbers are its target's.
    """
    exports = list(exports)
    pages: dict[str, int] = {}
    if any(export_kinds()[export.kind].subject == "page" for export in exports):
        for page_id, address in addresses_of(store):
            pages.setdefault(site_key(address), page_id)
        pages.pop("", None)
    replace_exports(store, [_kept(export, site, pages) for export in exports])


def _kept(export: Export, site: str, pages: dict[str, int]) -> Kept:
    kind = export_kinds()[export.kind]
    if kind.subject != "page":
        return Kept(export, kind.name, {}, export.rows, len(export.rows), "")
    found: dict[int, dict[str, float]] = {}
    matched, example = 0, ""
    for subject, numbers in export.rows.items():
        address = f"{site}{subject}" if subject.startswith("/") else subject
        page = pages.get(site_key(address)) or pages.get(site_key(_without_counting(address)))
        if page:
            matched += 1
            add(found.setdefault(page, {}), numbers)
        else:
            # A query may hold what readers typed; it is not kept.
            example = example or subject.partition("?")[0][:MOST_EXAMPLE]
    return Kept(export, kind.name, found, {}, matched, example)


def _without_counting(address: str) -> str:
    """Return an address without the parameters that only count visitors."""
    if "?" not in address:
        return address
    before, _, query = address.partition("?")
    return "?".join(
        filter(
            None,
            (before, "&".join(part for part in query.split("&") if not part.lower().startswith(COUNTING))),
        )
    )
