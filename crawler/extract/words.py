"""Count the words in the main text of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.context import is_hidden
from crawler.extract.landmarks import FEET
from crawler.extract.nesting import outermost
from crawler.extract.text import collapse, texts_inside
from crawler.text.spaceless import count_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

MOST_FRAME = 10_000  # characters
BANNER = (30, 2_000)  # characters of a text above the content that is neither a label nor more than a notice
MOST_BANNERS = 20
TEASERS = "article, form, h1 a, h2 a, h3 a, h4 a, a h2, a h3, a h4, a article"
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
    return "\n".join(_beside(root, dom.element_before))


def text_below(root: dom.Element) -> str:
    """Return the texts of sentences' length that stand in the page below its content, as `text_above` does."""
    return "\n".join(_beside(root, dom.element_after))


def _beside(root: dom.Element, step: Callable[[dom.Element], dom.Element | None]) -> list[str]:
    """Return the texts of the elements before, or behind, the content and each element around it."""
    parts: list[str] = []
    node: dom.Element | None = root
    while node is not None and node.tag != "body" and len(parts) < MOST_BANNERS:
        beside = step(node)
        while beside is not None and len(parts) < MOST_BANNERS:
            if (
                beside.tag in _BANNERS
                and BANNER[0] <= len(dom.text(beside, " ")) <= BANNER[1]
                and _is_notice(beside)
            ):
                parts.append(collapse(" ".join(texts_inside(beside, _is_said))))
            beside = step(beside)
        node = dom.parent(node)
    return parts


def _is_notice(node: dom.Element) -> bool:
    """Return whether an element is shown and speaks for itself: neither cards, which speak of other pages, nor a form."""
    return not is_hidden(dom.attributes(node)) and dom.css_first(node, TEASERS) is None


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
