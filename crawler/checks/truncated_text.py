"""Checks of texts that end before they are finished."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.checks.speakers import is_speech, is_transcript
from crawler.text.page_cache import cached_per_page
from crawler.text.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Block, Page

    Blocks = Iterator[tuple[Block, dict[str, Any]]]

_OPENING = "“„«»‚‘'\""
END = 80  # characters of a text's end that "now" shows
_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?]['\"”’)]* +[A-ZÀ-ÞА-Я“\"]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?,?\Z")
LONGEST = 60  # characters of a word
# :) and (: of their own; "(C:)" and "(see below :)" close a bracket.
_SMILEY = re.compile(r"(?<![\w:;=])[:;=]['’]?-?\)|(?<!\w)\(['’]?-?[:;=](?!\w)")
_FROWN = re.compile(r"(?<![\w:;=])[:;=]['’´`]?-?(\(+)")
_FACE = re.compile("[\U0001f600-\U0001f64f]")  # WordPress makes one of ;) and the bracket is closed with it
_FAREWELL = re.compile(
    r"\b(?:gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß|ss)|verbleiben?|hochachtungsvoll|regards|wishes|sincerely|yours|faithfully|cheers|cordialement|amicalement"
    r"|salutations|saludos|atentamente|abraços|cumprimentos|atenciosamente|saluti|groet(?:en|jes)?)\W",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[()（）]")
_LISTED = {"item", "cell", "code", "quote"}
_EMOTICON = re.compile(
    r"(?:^|\s)(?:[:;=8xX]['’]?-?[DdPpOoXx3]|[xX]+[dD]+|[kK]{3,}|(?:ha|he|rs){2,}|lol)\Z"
)  # =D, xD, kkk
_MATHS = ("$", "\\[", "\\(", "\\begin")
_SUCH = ("as such", "or such", "and such", "no such")
_CUT = ("…", "...", "[…]", "[...]", "»", "→")  # as an excerpt ends
VERSE = 12  # words of a line
CARDS = 3  # excerpts of one length on a page
SIGNATURE = 3  # words
ADDRESS = 5  # words: "Dear listeners of the show,"
OPENING_MARKS = ("“", "„", "«", "»", '"', "'", "‘", "‹", "—", "–")
# Behind one of these a new sentence begins, or a label, a name, what a link is called.
_BREAK = re.compile(r"[.!?:;…–—|→»>*]['\"”’)\]]*\s+|\n|[^\w\s,'’“”\"()&/-]\ufe0f?\s+")
_NO_WORD = re.compile(r"[./@#_\\]|\d")


def texts_do_not_end_with(page: Page, *, words: dict, comma: bool, least: int) -> Blocks:
    """Yield each text of `least` words that ends with one of the words, or with a comma, where a sentence cannot end.

    `words` gives them by language, "" for a page that does not say its own. A text that the next one goes on with, in
    small letters or as a list, is whole, as are the last line of a letter before a name, verse, and what people said.
    """
    if is_transcript(page):
        return
    last = set(words_for(words, page.lang))
    for block, after in _bare(page):
        if block.words < least or block.kind in {"cell", "code", "caption", "summary"}:
            continue
        ends_with_comma = block.text.endswith(",")
        if ends_with_comma and (
            not comma
            or block.kind in {"item", "quote"}
            or _FAREWELL.search(block.text[-60:])
            or _may_end_with_comma(block.text, after)
        ):
            continue
        word = block.text.rsplit(None, 1)[-1]
        # "As such", "or such" and "Vitamin A" do end a sentence; a word with a capital is a name.
        if not ends_with_comma and (word not in last or block.text.lower().endswith(_SUCH)):
            continue
        # The last but one point of a list may end with "; or".
        joined = block.kind == "item" or block.text[: -len(word)].rstrip().endswith((";", ","))
        if word in {"and", "or"} and joined:
            continue
        if block.code or is_speech(page, block) or (after is not None and _goes_on(block, after)):
            continue
        if ends_with_comma and after is not None and _is_verse(block, after):
            continue
        yield block, {"end": word, "now": _end(block.text)}


def sections_end_with_a_sentence(page: Page, *, least: int, paragraphs: int, percent: int) -> Blocks:
    """Yield each section's last paragraph that holds whole sentences and ends without a mark.

    Judged where the page has at least so many `paragraphs` of `least` words, and so many `percent` of them end with one.
    A link that says where to go on, a signature or a label may end a section.
    """
    if is_transcript(page):
        return
    open_ = [one for one in _bare(page) if one[0].kind == "paragraph" and one[0].words >= least]
    if not open_:
        return
    long = [block for block in page.blocks if block.kind == "paragraph" and block.words >= least]
    if len(long) < paragraphs or len(open_) * 100 > len(long) * (100 - percent):
        return
    for block, after in open_:
        if after is not None or block.text.endswith(",") or not _SENTENCE.search(block.text):
            continue
        if _EMOTICON.search(block.text[-LONGEST:]):
            continue
        if not is_speech(page, block) and not _ends_with_a_label(page, block):
            yield block, {"end": block.text.rsplit(None, 1)[-1], "now": _end(block.text)}


def _ends_with_a_label(page: Page, block: Block) -> bool:
    """Return whether what follows the text's last sentence is a link or a few words: "Read on: all tents", a name."""
    start = 0
    for found in _BREAK.finditer(block.text):
        start = found.end()
    words = len(block.text[start:].split())
    if words <= SIGNATURE:
        return True
    ends = [
        link.text
        for link in page.links
        if link.text and (link.heading or 0) == block.heading + 1 and block.text.endswith(link.text)
    ]
    return any(words <= len(text.split()) + 2 for text in ends)


def texts_are_no_excerpts(page: Page) -> Blocks:
    """Yield each text that ends with […], as the excerpts of a blog's overview do; what is quoted from elsewhere may.

    The items of a post's list may be quoted, too.
    """
    for block in page.blocks:
        if (
            block.kind not in {"code", "quote"}
            and not (page.source and (block.kind == "item" or block.text.startswith(">")))
            and block.words > 4
            and block.text.endswith(("[…]", "[...]", "[&hellip;]"))
        ):
            yield block, {"now": _end(block.text)}


def brackets_are_closed(page: Page, *, least: int) -> Blocks:
    """Yield each paragraph of `least` words that opens a round bracket and never closes it, nor does the next one."""
    for block, after in _with_next(page):
        if (
            block.kind not in {"paragraph", "quote"}
            or block.words < least
            or "(" not in block.text
            or block.code
            or block.text.endswith(_CUT)
            or is_card_text(page, block)
        ):
            continue
        low, high = _open(block.text)
        if low == high == 1 and (after is None or _open(after.text)[0] >= 0):
            start = _unclosed(block.text)
            yield (
                block,
                {"text": block.text[start : start + END], "now": block.text[max(start - 20, 0) :][:END]},
            )


def _open(text: str) -> tuple[int, int]:
    """Return how many round brackets are opened and not closed, at least and at most: a smiley may close one, a frown open one."""
    smileys, frowns = _SMILEY.findall(text), sum(map(len, _FROWN.findall(text)))
    faces = 0 if text.isascii() else len(_FACE.findall(text))
    reversed_ = sum(one[0] == "(" for one in smileys)
    # Chinese and Japanese close a bracket with a wide one, whichever opened it.
    count = text.count("(") + text.count("（") - text.count(")") - text.count("）")
    return count - reversed_ - frowns - faces, count + len(smileys) - reversed_


def _unclosed(text: str) -> int:
    """Return where the bracket stands that nothing closes, the last of them."""
    opened: list[int] = []
    for found in _BRACKET.finditer(text):
        if found[0] in "(（":
            opened.append(found.start())
        elif opened:
            opened.pop()
    return opened[-1] if opened else text.rfind("(")


def lists_go_on(page: Page) -> Blocks:
    """Yield each numbered list's first item that no second one follows, below a text that announces a list."""
    for before, item in pairwise(page.blocks):
        if item.number != 1 or not before.text.endswith(":") or before.kind not in {"paragraph", "quote"}:
            continue
        rest = [b for b in page.blocks[item.position :] if b.heading == item.heading]
        if rest and rest[0].kind == "item" and rest[0].number != 2:  # a list inside the item goes on
            continue
        if before.words >= 5 and not any(b.number == 2 for b in rest) and item.words >= 3:
            broken = next((b for b in rest[:3] if re.match(r"2[.)] ", b.text)), None)
            yield item, {"text": item.text, "announced": before.text, "broken": broken.text if broken else ""}


def code_is_closed(page: Page) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Yield the post when a code fence is opened and never closed, so that all the rest is shown as code."""
    if page.open_fence:
        yield page, {"line": page.open_fence}


@cached_per_page
def _cut_lengths(page: Page) -> set[int]:
    """Return the lengths at which a theme cuts the texts of its cards: several end there, in the middle of a sentence."""
    lengths = [len(block.text) for block in page.blocks if block.text[-1:].isalpha() and block.words > VERSE]
    counts = Counter(lengths)
    # Blanks that the theme counts, and the page does not show, make some a little shorter.
    return {length for length in counts if counts[length] + counts[length - 1] + counts[length + 1] >= CARDS}


def is_card_text(page: Page, block: Block) -> bool:
    """Return whether a text is an excerpt that a theme has cut after so many characters."""
    return len(block.text) in _cut_lengths(page) and block.text[-1:].isalpha() and block.words > VERSE


@cached_per_page
def _with_next(page: Page) -> list[tuple[Block, Block | None]]:
    """Return each block with the one that follows it in its section; an image's caption does not part a text."""
    pairs: list[tuple[Block, Block | None]] = []
    after: Block | None = None
    for block in reversed(page.blocks):
        pairs.append((block, after if after is not None and after.heading == block.heading else None))
        if block.kind != "caption" or after is None:
            after = block
    return pairs[::-1]


@cached_per_page
def _bare(page: Page) -> list[tuple[Block, Block | None]]:
    """Return each block that ends without a mark, or with a comma, with the one that follows it in its section."""
    return [pair for pair in _with_next(page) if _ends_bare(pair[0].text)]


def _ends_bare(text: str) -> bool:
    """Return whether the text ends with a word, or a word and a comma; only its end is looked at."""
    if not (text[-1:].isalpha() or text[-1:] == ",") or _WORD.search(text[-LONGEST:]) is None:
        return False
    return not _NO_WORD.search(text[-LONGEST:].rsplit(None, 1)[-1])  # an address, a file, a hashtag


def _goes_on(block: Block, after: Block) -> bool:
    """Return whether a text is finished by the next one: small letters, a list, a quote, a formula, a name below a letter."""
    if after.kind in _LISTED - {block.kind} or after.text.startswith(_MATHS):
        return True
    # A quotation may carry the sentence on: “so that …
    return after.text.lstrip(_OPENING)[:1].islower() or after.words <= SIGNATURE


def _may_end_with_comma(text: str, after: Block | None) -> bool:
    """Return whether a comma may end a text: what somebody said follows, or it ends with the address of a letter on its own line.

    In scripts without capitals nothing shows whether the next text goes on with this one.
    """
    said = after is not None and after.text.startswith(OPENING_MARKS)
    last = text.rpartition("\n")[2]
    letter = text[-2:-1]
    return said or (last != text and len(last.split()) <= ADDRESS) or letter.lower() == letter.upper()


def _is_verse(block: Block, after: Block) -> bool:
    """Return whether a text and the next one are lines of a poem, a prayer, a quotation in lines."""
    return block.kind == after.kind == "quote" or (block.words <= VERSE and after.words <= VERSE)


def _end(text: str) -> str:
    return text if len(text) <= END else f"…{text[-END:]}"
