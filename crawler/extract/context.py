"""Where an element stands: its landmark region, and whether it is hidden, in code, in a link, or in a noscript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


class Context(NamedTuple):
    """What the ancestors of an element, and the element itself, say of it."""

    region: str = "other"
    hidden: bool = False
    in_code: bool = False
    in_content: bool = False  # below main, article or section, where header and footer are not the page's
    in_noscript: bool = False
    link: bool = False


# WAI-ARIA 1.2 landmark roles.
_ROLES = {
    "main": "main",
    "navigation": "nav",
    "complementary": "aside",
    "banner": "header",
    "contentinfo": "footer",
}
_TAGS = {
    "main": "main",
    "article": "main",
    "nav": "nav",
    "aside": "aside",
    "header": "header",
    "footer": "footer",
}
# Themes older than HTML5 name their sidebar by class or id only; whole names, not parts of names.
_SIDEBARS = {"sidebar", "widget-area", "widget_area", "site-sidebar", "primary-sidebar", "secondary-sidebar"}
_CODE = {"code", "pre", "kbd", "samp", "textarea", "xmp"}
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Contexts:
    """Answers for any element of one page; each ancestor is looked at once."""

    def __init__(self, *, fragment: bool) -> None:
        """Begin outside every region; a post's body is content from the first character on."""
        self._known: dict[int, Context] = {}
        self._outside = Context("main", in_content=True) if fragment else Context()

    def of(self, node: LexborNode) -> Context:
        """Return the element's context. Climbs without recursion, so that any depth of nesting will do."""
        known = self._known
        path = []
        here: LexborNode | None = node
        while here is not None and here.mem_id not in known:
            path.append(here)
            here = here.parent
        context = known[here.mem_id] if here is not None else self._outside
        for element in reversed(path):
            context = known[element.mem_id] = _inside(element, context)
        return context


def _inside(element: LexborNode, around: Context) -> Context:
    """Return the context inside `element`, which stands in `around`."""
    tag = element.tag or ""
    attributes = element.attributes if element.is_element_node else {}
    region, hidden, in_code, in_content, in_noscript, link = around
    role = (attributes.get("role") or "").strip().lower()
    landmark = _ROLES.get(role, "") if role else _TAGS.get(tag, "")
    if landmark in {"header", "footer"} and in_content:
        landmark = ""
    if not landmark and not in_content and tag in {"div", "section", "ul"}:
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
        if not _SIDEBARS.isdisjoint(names):
            landmark = "aside"
    # An article in a sidebar is a teaser, not the page's content.
    if landmark and not (tag == "article" and region in {"nav", "aside", "footer"}):
        region = landmark
    in_content = in_content or region == "main" or tag == "section"
    if attributes:
        hidden = (
            hidden
            or "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or bool((style := attributes.get("style")) and _INVISIBLE.search(style))
        )
    return Context(
        region,
        hidden,
        in_code or tag in _CODE,
        in_content,
        in_noscript or tag == "noscript",
        link or tag == "a",
    )
