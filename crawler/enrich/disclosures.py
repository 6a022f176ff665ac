"""Find a page's affiliate disclosure and its distance to the first affiliate link; the phrases are data, by language."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from crawler.catalog.disclosures import FOLDER, languages_of
from crawler.items import Disclosure
from crawler.links.redirectors import COPIED
from crawler.text.phrases import LABELLED, PREFIX, WORDS, Phrase, folded, holds, is_label, normal, ready
from crawler.text.words import vocabulary_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Page

ENOUGH = 3  # links that likely are of one network, which together are no chance
NAME = 80  # characters of a link's text that may be called as a disclosure


_LISTED = {"item", "cell"}


class Said(NamedTuple):
    """What is looked for in a text."""

    phrases: list[Phrase]
    labels: dict[str, frozenset[str]]  # each with its words
    tags: frozenset[str]  # labels that count in brackets only


class Disclosures:
    """Knows the phrases of all languages, and the owner's own."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        """Read the files. Raises RuleFileError when one is wrong."""
        languages = languages_of(FOLDER)
        # Of all languages: "affiliate link" is said in many.
        denials = tuple(sorted({word for one in languages.values() for word in one.denials}))
        self._phrases = [ready(text, denials) for one in languages.values() for text in one.phrases]
        self._phrases += [ready(text, denials) for text in own]
        self._amazon = [ready(text, ()) for one in languages.values() for text in one.amazon]
        self._phrases += self._amazon
        self._amazon_names = sorted({normal(name) for one in languages.values() for name in one.amazon_names})
        tags = frozenset(normal(tag) for one in languages.values() for tag in one.tags)
        labels = tags | {normal(label) for one in languages.values() for label in one.labels}
        self._all = Said(self._phrases, {label: frozenset(WORDS.findall(label)) for label in labels}, tags)
        self._by_word: dict[str, list[Phrase]] = defaultdict(list)  # each under its longest word
        for phrase in self._phrases:
            self._by_word[max(phrase.words, key=len, default="")].append(phrase)

    def discloses(self, text: str) -> bool:
        """Return whether the text says that links earn money, or that it is advertising."""
        return _says(text, self._all)

    def is_amazon(self, text: str) -> bool:
        """Return whether the text holds the sentence that Amazon asks for, or one much like it."""
        said = normal(text)
        return any(holds(said, phrase) for phrase in self._amazon)

    def has_amazon_sentence(self, page: Page) -> bool:
        """Return whether the sentence that Amazon asks for stands in the page's content, below it, in the footer or the sidebar."""
        words = vocabulary_text(page)
        if not any(name in words for name in self._amazon_names):
            return False
        texts = [*(block.text for block in page.blocks), page.footer, *page.below.split("\n")]
        whole = "\n".join([text.casefold() for text in texts])
        if not any(name in whole for name in self._amazon_names):
            return False
        return any(self.is_amazon(text) for text in texts if self._names_amazon(text))

    def _names_amazon(self, text: str) -> bool:
        """Return whether the text can hold the sentence that Amazon asks for: Amazon is named in each of its forms."""
        small = folded(text)
        return any(name in small for name in self._amazon_names)

    def of(self, page: Page) -> Disclosure | None:
        """Return where the page discloses; None for a page whose content has no link that earns money, and for one that sends its readers on."""
        places = [] if page.refresh and not page.source else _earning(page)
        if not places:
            return None
        first = min(places)
        said = self._within(page)
        if not said.phrases and not said.labels:
            return Disclosure("absent", None, len(places), first, len(places))
        if any(_says(text, said) for text in page.banner.split("\n")):
            return Disclosure("content", 0, 0, first, len(places))
        begun: int | None = None  # words before the list or table that ends here
        for start, end, text, listed in _content(page):
            if _says(text, said):
                # A text with both the words and the link is near enough, whichever comes first, and so is one right below the list.
                near = start <= first <= end or (begun is not None and begun <= first)
                words, before = (0, 0) if near else (first - start, sum(p < start for p in places))
                return Disclosure("content", words, before, first, len(places))
            begun = (start if begun is None else begun) if listed else None
        where = "absent"
        if _says(page.footer, said) or any(_says(text, said) for text in page.below.split("\n")):
            where = "footer"
        elif any(_says(name, said) for name in {link.text for link in page.links if len(link.text) < NAME}):
            where = "link"
        return Disclosure(where, None, len(places), first, len(places))

    def _within(self, page: Page) -> Said:
        """Return what the page can say at all, by its words: of hundreds of phrases a few, on most pages none."""
        words = vocabulary_text(page)
        if words.isascii() and words.isprintable():
            # The vocabulary is without ASCII marks: in such a text nothing but words stands between the spaces.
            found = set(words.split())
        else:
            words = normal(words)
            found = set(WORDS.findall(words))
        labels = {label: parts for label, parts in self._all.labels.items() if parts <= found}
        found |= {word[:PREFIX] for word in found}
        phrases = [
            one
            for one in chain(*(self._by_word[word] for word in ("", *(self._by_word.keys() & found))))
            if one.words <= found and all(piece in words for piece in one.pieces)
        ]
        return Said(phrases, labels, self._all.tags)


def _says(text: str, said: Said) -> bool:
    if not said.phrases and (not said.labels or len(text) > LABELLED):
        return False
    small = folded(text)
    phrases = [phrase for phrase in said.phrases if phrase.longest in small]
    if not phrases and (not said.labels or len(small) > LABELLED):
        return False
    words = normal(text)
    return is_label(words, said.labels, said.tags) or any(holds(words, phrase) for phrase in phrases)


def _earning(page: Page) -> list[int]:
    """Return the words before each link of the content that earns money.

    That is what surely is an affiliate's, and what likely is one where the page has ENOUGH of its network: an amzn.to link
    hides its tag, but nobody shares products by the handful without one.
    """
    links = [
        (link.to, link.words_before)
        for link in page.links
        if link.words_before is not None
        and link.to is not None
        and link.to.kind == "affiliate"
        and not (link.in_code or link.hidden or link.to.via == COPIED)
    ]
    likely = Counter(to.network for to, _ in links if to.confidence != "certain")
    return [place for to, place in links if to.confidence == "certain" or likely[to.network] >= ENOUGH]


def _content(page: Page) -> Iterator[tuple[int, int, str, bool]]:
    """Yield the texts of the content with the words before each and up to its end, headings too, and whether it is in a list or table."""
    read, heading = 0, -1
    for block in page.blocks:
        for number in range(heading + 1, block.heading + 1):
            if page.headings[number].region == "main":
                yield read, read, page.headings[number].text, False
        heading = max(heading, block.heading)
        yield read, read + block.words, block.text, block.kind in _LISTED
        read += block.words
