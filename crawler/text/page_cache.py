"""What many ask of one page, one after another: answered once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

Answer = TypeVar("Answer")


def once_a_page(function: Callable[[Page], Answer]) -> Callable[[Page], Answer]:
    """Return the function with a memory for the page that it was asked about last; nobody may change what it returns."""
    last: tuple[Page, Answer] | None = None

    @wraps(function)
    def remembered(page: Page) -> Answer:
        nonlocal last
        if last is None or last[0] is not page:
            last = page, function(page)
        return last[1]

    return remembered
