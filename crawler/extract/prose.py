"""Split the text of a page's content into blocks: paragraphs, list items, quotes, table cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract import dom
from crawler.extract.elements import (
    BOLD,
    CODE,
    INLINE,
    KEPT,
    KINDS,
    KNOWN,
    UNREAD,
    UNSEEN,
    is_dynamic_block,
    is_empty_object,
    is_filled_later,
)
from crawler.extract.text_lines import Places
from crawler.items import Block
from crawler.text.formulas import formulas
from crawler.text.spaceless import count_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.extract.context import Context
    from crawler.extract.state import Reading
    from crawler.items import Link

MOST_TEXT = 20_000  # characters of one block
MOST_NODES = 400_000  # of the content, looked at one by one
# In a post's file, a tag of the site generator's template language: {% figure %}, {{< image >}}. What it writes is not there.
_TEMPLATE_TAG = re.compile(
    r"\{\{[<%](?:[^>%{]|[>%](?!\}\})){0,2000}[>%]\}\}|\{%(?:[^%{]|%(?!\})|\{\{[^{}\n]{0,200}\}\}|\{(?!\{)){0,2000}%\}"
)
# Of WordPress' classic editor, Blogger, Squarespace and themes.
CAPTIONS = (
    ".wp-caption-text, .wp-caption-dd, .gallery-caption, .tr-caption, .image-caption, .img-caption, .photo-caption, .caption-text,"
    " p.caption, div.caption"
)
BREAK = "\0"  # stands for a br while a block is put together; no parsed text holds it


class _Around(NamedTuple):
    """What the elements around a text make of it."""

    kind: str = "paragraph"
    bold: bool = False
    number: int = 0
    code: bool = False


_NOTHING = _Around()


class _Run:
    """The text between two ends of blocks."""

    __slots__ = ("around", "code", "links", "parts", "plain")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.plain = False  # some of it does not stand in bold
        self.around = _NOTHING
        self.code: list[str] = []
        self.links: list[tuple[Link, int]] = []  # and how many parts stood before each

    def add(self, text: str, around: _Around) -> None:
        if not self.parts:
            self.around = around
        self.parts.append(text)
        if around.code:
            self.code.append(text)
        if not self.plain and not around.bold and not text.isspace():
            self.plain = True


def captions_of(tree: dom.Tree) -> frozenset[int]:
    """Return the numbers of the elements that are a picture's caption by their class alone."""
    return frozenset(dom.number(node) for node in tree.css(CAPTIONS) if node.tag not in INLINE)


def read_blocks(
    reading: Reading, roots: Iterable[dom.Element], captions: frozenset[int] = frozenset()
) -> None:
    """Keep the blocks of the content, in document order; `roots` are its outermost elements, `captions` the numbers of such.

    What is hidden and what stands in a region of its own (navigation, sidebar, footer, dialog) is left out. Two br part
    paragraphs; one is a line break in the text.
    """
    page, blocks, places = reading.page, reading.page.blocks, Places(reading)
    heading, cut, read = 0, 0, 0
    for found in _walk(reading, roots, captions):
        if isinstance(found, int):
            if found:
                heading = found
                places.under(heading)
            elif heading:
                page.headings[heading - 1].besides += 1
            continue
        paragraphs = _paragraphs(found.parts)
        if found.links:
            before, passed = read, 0
            spaced = len(paragraphs) == 1 and paragraphs[0][0] == "".join(found.parts)
            for link, parts in found.links:
                # Each piece is looked at once: a block may hold thousands of links.
                before += _words("".join(found.parts[passed:parts]), spaced=spaced)
                link.words_before, passed = before, parts
        kind, _, number, _ = found.around
        code = tuple(found.code)
        for text, start, words in paragraphs:
            if not reading.room("blocks", len(blocks)):
                break
            if reading.fragment and "{" in text and kind != "code" and not code:
                text, words = _without_template_tags(text, words)  # noqa: PLW2901
                if not text:
                    if heading:
                        page.headings[heading - 1].besides += 1
                    continue
            cut += len(text) > MOST_TEXT
            read += words
            if heading:
                page.headings[heading - 1].words += words
            block = Block(len(blocks) + 1, kind, text[:MOST_TEXT], words, places.line(start), heading - 1)
            block.bold, block.number = not found.plain, number
            block.code = code if kind == "code" else code + formulas(text)
            blocks.append(block)
    if cut:
        page.notes.append(f"texts longer than {MOST_TEXT:,} characters, which were cut there: {cut:,}")


def _walk(reading: Reading, roots: Iterable[dom.Element], captions: frozenset[int]) -> Iterator[_Run | int]:
    """Yield each run of text, the position of each heading between two of them, and 0 for what is no text."""
    contexts, notable, teasers = reading.contexts, reading.contexts.notable, reading.contexts.teasers
    heading_at, link_at = reading.heading_at, reading.link_at
    run, left = _Run(), MOST_NODES
    numbers: dict[int, int] = {}
    inside = _links_in_headings(reading.page.links)
    for root in roots:
        # What is still to come in an element, what is around it, and whether its end is the end of a block.
        stack: list[tuple[Iterator[dom.Node], _Around, bool]] = [(iter(root.children), _NOTHING, True)]
        while stack:
            nodes, around, ends = stack.pop()
            while left and (node := next(nodes, None)) is not None:
                left -= 1
                if isinstance(node, dom.Text):
                    text = node.data
                    if run.parts or not text.isspace():
                        run.add(text, around)
                elif isinstance(node, dom.Element):
                    tag, number = node.tag, dom.number(node)
                    if tag == "br":
                        run.add(BREAK, around)
                    elif (tag in UNREAD and not is_empty_object(node, tag)) or (
                        (number in notable or number in teasers) and _outside(contexts.of(node))
                    ):
                        if tag not in UNSEEN:
                            yield 0
                    elif number in heading_at:
                        if run.parts:
                            yield run
                            run = _Run()
                        yield heading_at[number]
                        run.links += [(link, 0) for link in inside.get(heading_at[number], ())]
                    else:
                        inline, inner = tag in INLINE, node.children
                        if run.parts and not inline:
                            yield run
                            run = _Run()
                        # Nearly all elements are known ones with something inside.
                        if (not inner or tag not in KNOWN) and is_filled_later(node, tag):
                            yield 0
                        stack.append((nodes, around, ends))
                        if tag == "a" and number in link_at:
                            run.links.append((link_at[number], len(run.parts)))
                        if not inline or tag in BOLD or tag in CODE:
                            around = (
                                _Around("caption", around.bold)
                                if number in captions
                                else _inside(node, tag, around, numbers)
                            )
                        nodes, ends = iter(inner), not inline
                elif isinstance(node, dom.Comment) and is_dynamic_block(node.data):
                    yield 0
            if ends and run.parts:
                yield run
                run = _Run()
    if run.links:
        yield run
    if not left:
        reading.page.notes.append(
            f"its content has more than {MOST_NODES:,} pieces; the text after them was not read"
        )


def _links_in_headings(links: list[Link]) -> dict[int, list[Link]]:
    """Return the links of each heading that has some, by the heading's position."""
    inside: dict[int, list[Link]] = {}
    for link in links:
        if link.in_heading and link.heading:
            inside.setdefault(link.heading, []).append(link)
    return inside


def _outside(context: Context) -> bool:
    return context.region != "main" or context.hidden or context.in_noscript or context.dialog > 0


def _inside(node: dom.Element, tag: str, around: _Around, numbers: dict[int, int]) -> _Around:
    """Return what an element makes of the text inside it."""
    if tag in BOLD:
        return around._replace(bold=True)
    if tag in CODE:
        return around._replace(code=True)
    kind = KINDS.get(tag, "")
    if not kind or (kind == "paragraph" and (around is _NOTHING or around.kind in KEPT)):
        return around
    return _Around(kind, around.bold, _number(node, numbers) if tag == "li" else 0)


def _number(item: dom.Element, numbers: dict[int, int]) -> int:
    """Return the number that a list item shows, 0 in a list without; `numbers` remembers each list's last one."""
    above = dom.parent(item)
    if above is None or above.tag != "ol":
        return 0
    key = dom.number(above)
    written = dom.attribute(item, "value") or ("" if key in numbers else dom.attribute(above, "start")) or ""
    if written.isascii() and written.isdecimal():
        numbers[key] = int(written[:9])
    else:
        numbers[key] = numbers.get(key, 0) + 1
    return numbers[key]


def _words(text: str, *, spaced: bool) -> int:
    """Return the words of a piece of a run; `spaced`: the run has one space between words, and no other white space."""
    if spaced:
        return count_in(text, text.count(" ") + 1 - text.startswith(" ") - text.endswith(" ")) if text else 0
    return count_in(text, len(text.replace(BREAK, " ").split()))


def _is_spaced(text: str) -> bool:
    """Return whether one space parts any two words, and no other white space; False where that is not cheap to tell."""
    if not text.isascii():
        # Of all white space only the space counts as printable.
        return text.isprintable() and "  " not in text
    return not (
        "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text
        or "\x1c" in text or "\x1d" in text or "\x1e" in text or "\x1f" in text
    )  # fmt: skip


def _without_template_tags(text: str, words: int) -> tuple[str, int]:
    kept = _TEMPLATE_TAG.sub(" ", text)
    if kept == text:
        return text, words
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return "\n".join(lines).strip(), sum(count_in(line, len(line.split())) for line in lines)


def _paragraphs(parts: list[str]) -> list[tuple[str, str, int]]:
    """Return each paragraph of a run, its first piece as it stands in the source, and how many words it has."""
    if BREAK in parts:
        return list(_broken(parts))
    text = "".join(parts).strip()
    if text and _is_spaced(text):
        return [(text, parts[0], count_in(text, text.count(" ") + 1))]
    words = text.split()
    return [(" ".join(words), parts[0], count_in(text, len(words)))] if words else []


def _broken(parts: list[str]) -> Iterator[tuple[str, str, int]]:
    """Yield the paragraphs of a run with br in it."""
    lines: list[str] = []
    line: list[str] = []
    start, count = "", 0
    for part in [*parts, BREAK, BREAK]:
        if part != BREAK:
            line.append(part)
        elif words := "".join(line).split():
            start = start or next(piece for piece in line if not piece.isspace())
            lines.append(" ".join(words))
            count += count_in(lines[-1], len(words))
            line = []
        elif lines:
            yield "\n".join(lines), start, count
            lines, start, count = [], "", 0
