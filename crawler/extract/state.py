"""The state shared while one page is read: its tree, its Page, the positions, and the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.context import Contexts
from crawler.extract.lines import Block, Lines, Place
from crawler.extract.text import Effort, Labels
from crawler.items import Link, UrlReference
from crawler.urls.parse import absolute, in_encoding, without_credentials

if TYPE_CHECKING:
    from crawler.extract import dom
    from crawler.extract.context import Context
    from crawler.items import Page

LIMITS = {
    "links": 20_000,
    "references": 5_000,
    "headings": 10_000,
    "images": 10_000,
    "blocks": 20_000,
}  # of one page
_NAMES = {"references": "addresses outside links", "blocks": "blocks of text"}
MAX_HREF = 4_096  # characters kept of an address


def sent(page: Page, href: str) -> str:
    """Return an address of the page as it is sent: in a page that is not UTF-8 its query is not either."""
    return in_encoding(href, page.encoding) if page.encoding else href


class Reading:
    """One page while it is read."""

    def __init__(self, page: Page, tree: dom.Tree, *, fragment: bool, marker: str) -> None:
        """Begin with an empty page."""
        self.page = page
        self.tree = tree
        self.effort = Effort()
        self.labels = Labels(tree, self.effort)
        self.fragment = fragment
        self.contexts = Contexts(fragment=fragment)
        self.lines = Lines(tree, marker)
        self.title = Place()
        self.blocks: list[Block] = []  # of JSON-LD
        self.in_head: set[str] = set()  # which of these stand where they belong
        self.misplaced: list[tuple[str, Place]] = []  # what belongs into the head, and stands in the body
        self.under: dict[str, int] = {}  # region -> position of the last heading in it
        self.heading_at: dict[int, int] = {}  # number of a heading's element -> its position
        self.in_heading = 0  # how many of the links that come next stand inside the last heading
        self.link_at: dict[int, Link] = {}  # number of a link's element -> the link
        self.bare: Link | None = None  # the last link, when it has no text of its own
        self.dropped: dict[str, int] = {}
        self.cut = 0
        self.writes_links = False  # a script on the page does
        self.credentials = 0
        self.base: dom.Element | None = None  # the base element that counts

    def room(self, kind: str, kept: int) -> bool:
        """Return whether one more of that kind is kept; counts those that are not."""
        if kept < LIMITS[kind]:
            return True
        self.dropped[kind] = self.dropped.get(kind, 0) + 1
        return False

    def href(self, value: str) -> str:
        """Return an address, cut at MAX_HREF, without a user name or password."""
        if "@" in value and (bare := without_credentials(value)) != value:
            self.credentials += 1
            value = bare
        if len(value) > MAX_HREF:
            self.cut += 1
            return value[:MAX_HREF]
        return value

    def address(self, href: str) -> str:
        """Return an address of the page as `absolute` does, its query sent as the page's encoding has it."""
        return absolute(sent(self.page, href), self.page.base)

    def reference(
        self, where: str, href: str, context: Context | None, *, in_code: bool = False
    ) -> list[UrlReference]:
        """Keep an address that is no link's; returns it in a list, empty when it is none. data: URIs are no addresses."""
        kept = self.page.references
        href = href.strip()
        if not href or href[:5].lower() == "data:" or not self.room("references", len(kept)):
            return []
        region = context.region if context is not None else "main" if self.fragment else "other"
        kept.append(UrlReference(len(kept) + 1, where, self.href(href), None, region, in_code))
        return kept[-1:]

    def notes(self) -> None:
        """Say what was cut."""
        for kind, more in self.dropped.items():
            name = _NAMES.get(kind, kind)
            self.page.notes.append(
                f"it has more than {LIMITS[kind]:,} {name}; the other {more:,} were not read"
            )
        if self.credentials:
            self.page.notes.append(
                f"addresses with a user name or password in them, which were left out: {self.credentials:,}"
            )
        if self.cut:
            self.page.notes.append(
                f"addresses longer than {MAX_HREF:,} characters, which were cut there: {self.cut:,}"
            )
