"""Checks of the scripts that a page loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.catalog.rewriters import rewriters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page, UrlReference


def page_loads_no_link_rewriter(page: Page) -> Iterator[tuple[UrlReference, dict[str, Any]]]:
    """Yield the first script of each maker that is known to rewrite links."""
    named = set()
    for reference in page.references:
        if reference.where != "script" or reference.to is None or reference.in_code:
            continue
        address = reference.to.url.partition("://")[2]
        for beginning, name in rewriters().items():
            if address.startswith(beginning) and name not in named:
                named.add(name)
                yield reference, {"name": name, "script": reference.to.url, "now": reference.to.url}
