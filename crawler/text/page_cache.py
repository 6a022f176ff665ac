"""What many ask of one page, one after another: answered once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

T = TypeVar("T")


def cached_per_page(function: Callable[[Page], T]) -> Callable[[Page], T]:
    """Return the function with a memory for the page that it was asked about last; nobody may change what it returns."""
    last: tuple[Page, T] | None = None

    @wraps(function)
    def remembered(page: Page) -> T:
        nonlocal last
        if last is None or last[0] is not page:
            last = page, function(page)
        return last[1]

    return remembered
