"""Cache results per page for checks that need the same data."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

T = TypeVar("T")
_KEPT = "worked out"  # no field is called that, and no export shows what is no field


def cached_per_page(function: Callable[[Page], T]) -> Callable[[Page], T]:
    """Return the function with its answer kept in the page, as long as the page lives; nobody may change what it returns.

    The answer must not hold the page itself: a page that holds itself stays in memory until the garbage collector comes.
    """

    @wraps(function)
    def remembered(page: Page) -> T:
        kept = page.__dict__.get(_KEPT)
        if kept is None:
            kept = page.__dict__[_KEPT] = {}
        if function not in kept:
            kept[function] = function(page)
        found: T = kept[function]
        return found

    return remembered


def forget(page: Page) -> None:
    """Drop what was kept with the page: a judged page may wait in memory beside many others."""
    page.__dict__.pop(_KEPT, None)
