"""Derive further facts from a page's own facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.enrich.links import classify, followed
from crawler.enrich.rendered import compare
from crawler.enrich.sponsored import mark_sponsored
from crawler.enrich.structured import mark_items
from crawler.enrich.told import mark_told
from crawler.extract.indexing import is_indexable
from crawler.text.shingles import sketch, text_hash

if TYPE_CHECKING:
    from crawler.enrich.disclosures import Disclosures
    from crawler.items import Page
    from crawler.links import Classifier


def enrich(page: Page, classifier: Classifier, disclosures: Disclosures) -> None:
    """Fill in every fact that follows from the page's own: what its links are, where it leads, what its text tells.

    The same for a live page, a post, a page that an earlier crawl has read, and a rule's example: nothing is looked up
    beyond the page, the site's hosts and the catalog. May be repeated.
    """
    target = classifier.target
    named = classify(page, target)
    mark_sponsored(page)
    mark_told(page)
    mark_items(page)
    if page.rendered is not None:
        named = [*named, *compare(page, page.rendered, target)]
    page.found = followed(page, named, target)
    page.disclosure = disclosures.of(page)
    page.amazon_sentence = disclosures.has_amazon_sentence(page)
    page.indexable = is_indexable(page)
    page.text_hash = text_hash(page)
    page.shingles = sketch(page)
