"""Which part of the site each page belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.store.segments import addresses, save_segments
from crawler.urls.segments import segment_of

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.urls.segments import Segments


def fill_segments(store: Store, segments: Segments) -> None:
    """Give each page its segment."""
    pages = addresses(store) if segments else ()
    found = ((page, segment_of(segments, url, source)) for page, url, source in pages)
    save_segments(store, [(page, name) for page, name in found if name])
