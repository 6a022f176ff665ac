"""Checks of a page's affiliate disclosure: its language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from crawler.catalog.disclosures import FOLDER, languages_of
from crawler.text.phrases import Phrase, holds, is_label, normal, ready
from crawler.text.words import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Block, Page


def disclosure_is_in_the_language(page: Page) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield the block of the content that discloses affiliate links in another language than the page's.

    Only where the page names a language whose phrases are known, and no block discloses in it.
    """
    if page.disclosure is None or page.disclosure.where != "content":
        return
    known, lang = languages_of(FOLDER), language_of(page.lang)
    if lang not in known:
        return
    texts = [(block, normal(block.text)) for block in page.blocks]
    own = frozenset(normal(label) for label in (*known[lang].labels, *known[lang].tags))
    if any(is_label(text, own) or any(holds(text, phrase) for phrase in _phrases(lang)) for _, text in texts):
        return
    for block, text in texts:
        for other in known:
            if other != lang and any(holds(text, phrase) for phrase in _phrases(other)):
                yield block, {"language": known[other].name, "lang": page.lang}
                return


@cache
def _phrases(code: str) -> list[Phrase]:
    language = languages_of(FOLDER)[code]
    return [ready(text, language.denials) for text in (*language.phrases, *language.amazon)]
