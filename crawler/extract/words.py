"""How many words the main text of a page has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.landmarks import FRAMES
from crawler.items import FRAME
from crawler.text.spaceless import count_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.extract.context import Contexts
    from crawler.extract.state import Reading

MOST_FRAME = 10_000  # characters
MOST_WORK = 1_000_000  # characters that are looked at for them: sidebars may stand in each other, and hold spaces only
_UNREAD = ("script", "style", "noscript", "template")
_LEFT_OUT = ", ".join((*_UNREAD, FRAMES))
# Where themes older than the elements put a post: the names of microformats, schema.org's property, and what most systems
# call it. The first group that a page has counts: hentry and h-entry hold the post's title as well.
_NAMED = (
    (".hentry", ".h-entry"),
    ("[itemprop~=articleBody]", ".entry-content", ".e-content", ".post-body", ".post-content", ".article-body",
     ".article-content"),
    (".post",),
)  # fmt: skip


def named_content(tree: LexborHTMLParser) -> list[LexborNode]:
    """Return the elements that by their names hold the posts of a page that has neither main nor article."""
    if tree.css_first("main, [role=main], article") is not None:
        return []
    for names in _NAMED:
        # Some name the whole body for the kind of its page.
        if found := [node for node in tree.css(", ".join(names)) if node.tag not in {"html", "body"}]:
            return _unframed(found, {node.mem_id for node in tree.css(FRAMES)})
    return []


def _unframed(found: list[LexborNode], frames: set[int]) -> list[LexborNode]:
    """Return the elements that stand in none of the frames; each ancestor is looked at once, however deep they stand."""
    known: dict[int, bool] = {}  # number of an element -> whether it is a frame, or stands in one
    kept = []
    for node in found:
        path, above = [], node.parent
        while above is not None and above.mem_id not in known:
            known[above.mem_id] = above.mem_id in frames
            path.append(above.mem_id)
            above = None if known[above.mem_id] else above.parent
        framed = (above is not None and known[above.mem_id]) or (bool(path) and known[path[-1]])
        known.update(dict.fromkeys(path, framed))
        if not framed:
            kept.append(node)
    return kept


def content_roots(
    tree: LexborHTMLParser, contexts: Contexts, chosen: list[LexborNode], *, fragment: bool
) -> list[LexborNode]:
    """Return the outermost elements of the page's content; none where no element says that it is."""
    if tree.body is None:
        return []
    if fragment:
        return [tree.body]
    if chosen:
        return [node for node in chosen if contexts.of(node.parent).region != "main"]
    regions = [node for node in tree.css("main, [role=main]") if contexts.of(node).region == "main"][:1]
    # A page of several articles without a main, such as a list of posts, has all of them as its content.
    return regions or [
        node
        for node in tree.css("article")
        if contexts.of(node).region == "main" and contexts.of(node.parent).region == "other"
    ]


def count_words(reading: Reading, roots: list[LexborNode]) -> int:
    """Return the words of the content, or where nothing is marked as that, of the body without its frame."""
    page, body = reading.page, reading.tree.body
    if roots:
        headings = [heading for heading in page.headings if heading.region == "main" and not heading.hidden]
        return sum(block.words for block in page.blocks) + sum(
            count_in(h.text, len(h.text.split())) for h in headings
        )
    return 0 if body is None else _words_of(body, reading.contexts)


def text_of_frame(tree: LexborHTMLParser) -> str:
    """Return the text of footers and sidebars, as much of it as somebody may be expected to read."""
    parts: list[str] = []
    room, work = MOST_FRAME, MOST_WORK
    for node in tree.css("footer, aside, [role=contentinfo], [role=complementary]"):
        if room <= 0 or work <= 0:
            break
        raw = node.text(separator=" ")
        text = " ".join(raw[: room * 2].split())[:room]
        room -= len(text)
        work -= len(raw)
        parts.append(text)
    return "\n".join(parts)


def _words_of(body: LexborNode, contexts: Contexts) -> int:
    """Return the words of a body less those of what nobody reads and of what stands around the content."""
    count = _count(body)
    seen = set()  # lexbor gives an element once for each part of the selector that names it
    for node in body.css(_LEFT_OUT):
        if node.mem_id in seen:
            continue
        seen.add(node.mem_id)
        around = contexts.of(node.parent)
        if around.in_noscript or around.region in FRAME:
            continue
        if node.tag in _UNREAD or contexts.of(node).region in FRAME:
            count -= _count(node)
    return max(count, 0)


def _count(node: LexborNode) -> int:
    text = node.text(separator=" ")
    return count_in(text, len(text.split()))
