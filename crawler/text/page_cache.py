"""What many ask of one page, one after another: answered once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

T = TypeVar("T")


def cached_per_page(function: Callable[[Page], T]) -> Callable[[Page], T]:
    """Return the function with its answer kept in the page, as long as the page lives; nobody may change what it returns.

    The answer must not hold the page itself: a page that holds itself stays in memory until the garbage collector comes.
    """
    # No field's name has a dot, and no export shows what is no field.
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(page: Page) -> T:
        kept = page.__dict__
        try:
            return kept[name]
        except KeyError:
            found = kept[name] = function(page)
            return found

    return remembered
