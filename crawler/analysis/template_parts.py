"""Where nothing marks the content, it is the body less what the site itself repeats: learned from the whole crawl."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.store.template_parts import take_out, unmarked_pages

if TYPE_CHECKING:
    from crawler.store import Store

SHARE = 3  # one page in so many that has a text makes it the template's …
LEAST = 3  # … and so many pages at least


def take_out_template(store: Store) -> None:
    """Take what stands on a third of the pages out of the content of those whose body had to be taken for it."""
    pages = unmarked_pages(store)
    least = max(LEAST, -(-len(pages) // SHARE))
    if len(pages) < LEAST:
        return
    on = Counter(number for _, texts, _ in pages for number in {number for number, _ in texts})
    often = {number for number, count in on.items() if count >= least}
    blocks, words = [], []
    for page, texts, whole in pages:
        out = [(position, count) for position, (number, count) in enumerate(texts, 1) if number in often]
        blocks += [(page, position) for position, _ in out]
        words.append((page, max(whole - sum(count for _, count in out), 0)))
    take_out(store, [page for page, *_ in pages], least, blocks, words)
