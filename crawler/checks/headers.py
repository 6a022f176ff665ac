"""Checks of response headers: one that is missing, one that lacks a token, one that holds a token that it should not.

`name` is a header of crawler/extract/headers.py, in small letters. A token is one of the parts between commas and semicolons, whole
or by its name: "max-age" and "max-age=0" both find "max-age=0". Capital and small letters are alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.extract.headers import CUT, KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page


def header_present(page: Page, *, name: str) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page when it came without the header, or with an empty one."""
    if not any(value.strip() for value in _values(page, name)):
        yield page, {"name": name, "part": f"header {name}"}


def header_has(page: Page, *, name: str, tokens: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each of the tokens that its header lacks; a page without the header is header_present's."""
    values = _values(page, name)
    if not values or any(value.endswith(CUT) for value in values):  # what was cut off may hold it
        return
    held = _tokens(values)
    for token in tokens:
        if _plain(token) not in held:
            yield page, {"name": name, "token": token, "part": f"header {name}", "now": ", ".join(values)}


def header_has_none(page: Page, *, name: str, tokens: list[str]) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the page for each of the tokens that its header holds."""
    values = _values(page, name)
    held = _tokens(values)
    for token in tokens:
        if _plain(token) in held:
            yield page, {"name": name, "token": token, "part": f"header {name}", "now": ", ".join(values)}


def _values(page: Page, name: str) -> list[str]:
    if name not in KEPT:
        msg = f"the header {name!r} is not kept; known headers: {', '.join(sorted(KEPT))}"
        raise ValueError(msg)
    return page.headers.get(name, [])


def _tokens(values: list[str]) -> set[str]:
    found = set()
    for value in values:
        for part in value.replace(",", ";").split(";"):
            whole = _plain(part)
            found |= {whole, whole.partition("=")[0].rstrip(), whole.partition(" ")[0]}
    return found - {""}


def _plain(token: str) -> str:
    return " ".join(token.split()).lower().replace(" =", "=").replace("= ", "=")
