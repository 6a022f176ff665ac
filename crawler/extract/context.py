"""Determine the context of an element: its landmark region, and whether it is hidden, in code, in a link or in a noscript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract import dom
from crawler.extract.landmarks import ASIDES, ROLES, TAGS, named_region
from crawler.items import FRAME

if TYPE_CHECKING:
    from collections.abc import Iterable

Attributes = dict[str, str | None]


class Context(NamedTuple):
    """What the ancestors of an element, and the element itself, determine about it."""

    region: str = "other"
    hidden: bool = False
    in_code: bool = False
    in_content: int = 0  # below main or section, where a header is not the page's; 2: below an article, whose footer is not either
    in_noscript: bool = False
    link: bool = False
    dialog: int = 0  # number of the dialog around


_CODE = {"code", "pre", "kbd", "samp", "textarea", "xmp"}
_CHANGING = {"role", "hidden", "aria-hidden", "inert", "style"}
# Elements that without one of these attributes have the context around them.
_PASSING = {"h1", "h2", "h3", "h4", "h5", "h6", "img", "meta", "link", "script", "style", "title", "iframe"}
_ARTICLE = 2  # as in Context.in_content
_DIALOGS = {"dialog", "alertdialog"}
_PLAIN: tuple[str, Attributes] = ("", {})  # of an element that SELECTOR does not name
_INVISIBLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)

# Every element that changes the context of what is inside it; all others pass on the one around them.
SELECTOR = (
    "header, nav, main, article, section, aside, footer, [role], [hidden], [aria-hidden], [style*=display i],"
    " [style*=visibility i], [inert], dialog, noscript, a, code, pre, kbd, samp, textarea, xmp, " + ASIDES
)


class Contexts:
    """Answers for any element of one page; each ancestor is looked at once."""

    def __init__(self, *, fragment: bool) -> None:
        """Begin outside every region; of a post's body everything is content."""
        self._known: dict[int, Context] = {}
        self.notable: dict[int, tuple[str, Attributes]] = {}
        self._fragment = fragment
        self._content: set[int] = set()  # numbers of the elements that were chosen as the content
        self.teasers: set[int] = set()  # … and of those that only lead to other posts
        self._whole = 0  # number of the body, where all of it but its frame is content
        self._dialogs: list[dom.Element] = []
        self._numbers = 0  # of dialogs
        self._outside = Context("main", in_content=1) if fragment else Context()

    def choose(self, nodes: list[dom.Element], teasers: Iterable[dom.Element] = ()) -> None:
        """Take these elements for the content, whatever others say of themselves, and `teasers` for none of it.

        Must be called before any element is noted. A body that is chosen keeps its header and footer.
        """
        self._content = {dom.number(node) for node in nodes}
        self.teasers = {dom.number(node) for node in teasers}
        self._whole = next((dom.number(node) for node in nodes if node.tag == "body"), 0)

    def note(self, node: dom.Element, tag: str, attributes: Attributes) -> None:
        """Take an element that SELECTOR names, before what is inside it."""
        self.notable[dom.number(node)] = (tag, attributes)
        if tag == "dialog" or attributes.get("role") in _DIALOGS:
            self._dialogs.append(node)

    def has_dialog(self) -> bool:
        """Return whether a dialog that is not hidden stands in the page; asked when all of it was noted."""
        return any(not self.of(node).hidden for node in self._dialogs)

    def of(self, node: dom.Element | None) -> Context:
        """Return the element's context. Climbs without recursion, so that any depth of nesting will do."""
        known = self._known
        if node is not None and (context := known.get(dom.number(node))) is not None:
            return context
        path = []
        while node is not None:
            number = dom.number(node)
            if number in known:
                break
            path.append(number)
            node = dom.parent(node)
        context = known[number] if node is not None else self._outside
        for number in reversed(path):
            if number in self.notable or number in self._content or number in self.teasers:
                context = self._inside(number, context)
            known[number] = context
        return context

    def _inside(self, number: int, around: Context) -> Context:
        """Return the context inside an element that stands in `around`."""
        tag, attributes = self.notable.get(number, _PLAIN)
        if tag == "a" and _CHANGING.isdisjoint(attributes):
            if "href" not in attributes:
                return around
            return Context(*around[:5], True, around.dialog)
        if (
            tag in _PASSING
            and number not in self._content
            and number not in self.teasers
            and _CHANGING.isdisjoint(attributes)
        ):
            return around
        region, hidden, in_code, in_content, in_noscript, link, dialog = around
        if not self._fragment:
            landmark = _landmark(tag, attributes, around)
            if self._content:
                if number in self._content:
                    landmark = "main"
                elif number in self.teasers:
                    landmark = "aside"
                elif landmark == "main":
                    landmark = ""
            # An article in a sidebar is a teaser, not the page's content, and so is a second main in one.
            nested = tag == "article" or (tag == "main" and in_content)
            if landmark and not (nested and region in FRAME and number not in self._content):
                region = landmark
            if number != self._whole and (tag == "article" or (number in self._content and tag != "main")):
                in_content = 2
            elif not in_content:
                in_content = int((region == "main" and not self._whole) or tag in {"main", "section"})
        hidden = hidden or is_hidden(attributes)
        if tag == "dialog" or (attributes.get("role") or "").strip().lower() in _DIALOGS:
            hidden = hidden or (tag == "dialog" and "open" not in attributes)
            self._numbers += 1
            dialog = self._numbers
        return Context(
            region,
            hidden,
            in_code or tag in _CODE,
            in_content,
            in_noscript or tag == "noscript",
            link or (tag == "a" and "href" in attributes),
            dialog,
        )


def _landmark(tag: str, attributes: Attributes, around: Context) -> str:
    role = (attributes.get("role") or "").strip().lower()
    landmark = ROLES.get(role, "") if role else TAGS.get(tag, "")
    if landmark == "header" and around.in_content:
        return ""
    if landmark == "footer" and around.in_content == _ARTICLE:
        return "other"  # not the site's, and no text of the post either: its terms, its date, who wrote it
    return landmark or named_region(tag, attributes, inside=bool(around.in_content))


def is_hidden(attributes: Attributes) -> bool:
    """Return whether the element's own attributes hide it from everybody or from assistive technology."""
    style = attributes.get("style")
    return (
        "hidden" in attributes
        or "inert" in attributes
        or (attributes.get("aria-hidden") or "").lower() == "true"
        or bool(style and _INVISIBLE.search(style))
    )
