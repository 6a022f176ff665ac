"""Count the words in the main text of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.landmarks import FEET
from crawler.extract.nesting import outermost
from crawler.extract.text import collapse, texts_inside
from crawler.text.spaceless import count_in

if TYPE_CHECKING:
    from crawler.items import Page

MOST_FRAME = 10_000  # characters
BANNER = (30, 2_000)  # characters of a text above the content that is neither a label nor more than a notice
MOST_BANNERS = 20
_BANNERS = frozenset({"div", "p", "section"})
_UNSAID = frozenset({"a", "button", "script", "style", "nav"})
MOST_WORK = 1_000_000  # characters that are looked at for them: sidebars may stand in each other, and hold spaces only


def count_words(page: Page) -> int:
    """Return the words of the page's content."""
    headings = [heading for heading in page.headings if heading.region == "main" and not heading.hidden]
    return sum(block.words for block in page.blocks) + sum(
        count_in(h.text, len(h.text.split())) for h in headings
    )


def text_above(root: dom.Element) -> str:
    """Return the texts of sentences' length that stand in the page above its content; neither of links nor of the site's header and menus."""
    parts: list[str] = []
    node: dom.Element | None = root
    while node is not None and node.tag != "body" and len(parts) < MOST_BANNERS:
        before = dom.element_before(node)
        while before is not None and len(parts) < MOST_BANNERS:
            if before.tag in _BANNERS and BANNER[0] <= len(dom.text(before, " ")) <= BANNER[1]:
                parts.append(collapse(" ".join(texts_inside(before, _is_said))))
            before = dom.element_before(before)
        node = dom.parent(node)
    return "\n".join(parts)


def _is_said(node: dom.Element) -> bool:
    return node.tag not in _UNSAID


def text_of_frame(tree: dom.Tree) -> str:
    """Return the text of footers and sidebars, as much of it as somebody may be expected to read."""
    parts: list[str] = []
    room, work = MOST_FRAME, MOST_WORK
    for node in outermost(tree.css(FEET)):
        if room <= 0 or work <= 0:
            break
        raw = dom.text(node, " ")
        text = " ".join(raw[: room * 2].split())[:room]
        room -= len(text)
        work -= len(raw)
        parts.append(text)
    return "\n".join(parts)
