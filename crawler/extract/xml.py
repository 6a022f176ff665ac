"""Reads XML that anybody may have written: nothing is fetched, nothing expanded, and what is broken is read as far as it goes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import lxml.etree

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTITY_ZONE = 100_000  # bytes searched for entity declarations, which can only stand before the first element


def declares_entities(body: bytes) -> bool:
    """Return whether the file declares entities of its own: libxml2 gives such a file up without a word."""
    return b"<!ENTITY" in body[:ENTITY_ZONE]


def elements(
    body: bytes, *, recover: bool = True, mended: list[str] | None = None
) -> Iterator[lxml.etree._Element]:
    """Yield every element when it ends. Raises lxml.etree.XMLSyntaxError where nothing more can be read.

    `recover` mends what is not well-formed, which cuts and joins texts; what was wrong first is added to `mended`.
    """
    events = lxml.etree.iterparse(
        BytesIO(body),
        events=("end",),
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        yield element
    if mended is not None and len(events.error_log):
        mended.append(events.error_log[0].message)


def local_name(element: lxml.etree._Element) -> str:
    """Return the name without its namespace. lxml's QName refuses some names that its parser lets pass, such as ":"."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def let_go(element: lxml.etree._Element) -> None:
    """Drop what was read of an element and of those before it, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None and element.getparent() is not None:
        del element.getparent()[0]
