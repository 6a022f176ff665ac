"""One page's HTML as a Page, in one pass over its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from crawler.extract import carriers, metadata
from crawler.extract.context import Contexts
from crawler.extract.guard import hostile
from crawler.extract.tags import Tags
from crawler.extract.text import accessible_name, collapse, has_words, text_of
from crawler.extract.urls import absolute
from crawler.items import Carrier, Heading, Image, Link, Page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Elements that load something, and the attribute that says what.
LOADED = {
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "source": ("src",),
    "track": ("src",),
    "script": ("src",),
    "form": ("action",),
}
SELECTOR = (
    "title, meta, link, h1, h2, h3, h4, h5, h6, [role=heading], a[href], area[href], img, style, textarea, code, pre,"
    " [style*='url('], " + ", ".join(LOADED)
)
MAX_LINKS = 20_000  # of one page; more is no blog post
MAX_CARRIERS = 5_000
MAX_HREF = 4_096  # characters kept of an address
MAX_ITEMS = 10_000  # headings, and images


def read_html(html: str, url: str, *, fragment: bool = False, marker: str = "", base: str = "") -> Page:
    """Return the facts that a page's HTML tells; whatever it holds, it never raises.

    `fragment` says that the HTML is a post's body: all of it is content. Lines count from 1, or from the nearest comment
    `<!--{marker}N-->` before, which says that what follows stands on line N. `base` is what relative addresses resolve
    against, when it is not `url`.
    """
    page = Page(url=url, base=base or url)
    if reason := hostile(html):
        page.reason = reason
        page.notes.append(reason)
        return page
    page.is_html = True
    _Reader(page, html, fragment=fragment, marker=marker).read()
    return page


class _Reader:
    """Fills one Page."""

    def __init__(self, page: Page, html: str, *, fragment: bool, marker: str) -> None:
        self.page = page
        self.html = html
        self.fragment = fragment
        self.tree = LexborHTMLParser(html)
        self.contexts = Contexts(fragment=fragment)
        self.nodes = self.tree.css(SELECTOR)
        roles = {
            n.tag or "" for n in self.nodes if n.tag not in HEADINGS and n.attributes.get("role") == "heading"
        }
        self.tags = Tags(html, marker, frozenset(roles))
        self.under: dict[str, int] = {}  # region -> position of the last heading in it

    def read(self) -> None:
        page, tree = self.page, self.tree
        if (base := tree.css_first("base[href]")) is not None:
            page.base = absolute((base.attributes.get("href") or "").strip(), page.base) or page.base
        if tree.root is not None:
            page.lang = (tree.root.attributes.get("lang") or "").strip()
        for node in self.nodes:
            tag = node.tag or ""
            attributes = node.attributes
            if tag in HEADINGS or attributes.get("role") == "heading":
                self.heading(node, tag, attributes)
            elif tag in {"a", "area"}:
                self.link(node, tag, attributes)
            elif tag == "img":
                self.image(node, attributes)
            elif tag == "meta":
                metadata.read_meta(page, attributes, self.head_carrier)
            elif tag == "link":
                metadata.read_link(
                    page, attributes, lambda href: absolute(href, page.base), self.head_carrier
                )
            elif tag == "title":
                self.title(node)
            else:
                self.other(node, tag, attributes)
            if (style := attributes.get("style")) and "url(" in style:
                for href in carriers.css_urls(style):
                    self.carrier("css", href, node)
        for read, where in ((carriers.data_urls, "data"), (carriers.block_urls, "block")):
            for place, href in read(self.html):
                self.carrier(where, href, None, place)
        content = tree.css_first("main, [role=main], article")
        page.has_content_region = self.fragment or content is not None
        page.words = self.words(content)
        for name, kept, limit in (
            ("links", page.links, MAX_LINKS),
            ("addresses", page.carriers, MAX_CARRIERS),
        ):
            if len(kept) >= limit:
                page.notes.append(f"it has more than {limit:,} {name}; the rest was not read")

    def title(self, node: LexborNode) -> None:
        parent = node.parent
        if parent is not None and parent.tag in {"head", "body", "html"}:
            self.page.titles.append(collapse(node.text()))
            place = self.tags.find("title", None)
            if self.page.title_line is None and place is not None:
                self.page.title_line = self.tags.line(place)

    def heading(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        role = (attributes.get("role") or "heading").strip().lower()
        place = self.tags.find(tag, (node.text(separator=" ").split() or [""])[0], inside=True)
        # ARIA: another role takes a heading's meaning away; none and presentation not where an aria-* attribute stands.
        if role in {"none", "presentation"} and any(name.startswith("aria-") for name in attributes):
            role = "heading"
        if role != "heading" or len(self.page.headings) >= MAX_ITEMS:
            return
        asked = (attributes.get("aria-level") or "").strip()
        if asked.isdecimal() and int(asked[:4]) > 0:
            level = int(asked[:4])
        else:
            level = int(tag[1]) if tag in HEADINGS else 2
        context = self.contexts.of(node)
        text = text_of(node)
        heading = Heading(
            position=len(self.page.headings) + 1,
            level=level,
            text=text if has_words(text) else "",
            region=context.region,
            line=None if place is None else self.tags.line(place),
            html_id=attributes.get("id") or "",
            name=accessible_name(node, self.tree, text),
            hidden=context.hidden or context.in_noscript,
        )
        self.page.headings.append(heading)
        self.under[context.region] = heading.position

    def link(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        href = attributes.get("href") or ""
        place = self.tags.find(tag, href)
        page = self.page
        if len(page.links) >= MAX_LINKS:
            return
        context = self.contexts.of(node)
        text = text_of(node)
        image = node.css_first("img, svg") if not has_words(text) else None
        if image is not None:
            text = accessible_name(node, self.tree, "") if "aria-label" not in attributes else ""
        rel = attributes.get("rel")
        page.links.append(
            Link(
                position=len(page.links) + 1,
                href=href[:MAX_HREF],
                text=text if has_words(text) else "",
                rel=tuple(rel.lower().replace(",", " ").split()) if rel else (),
                target=attributes.get("target") or "",
                region=context.region,
                heading=self.under.get(context.region),
                line=None if place is None else self.tags.line(place),
                wpil=() if place is None else self.tags.attributes(place, "data-wpil"),
                in_code=context.in_code,
                has_image=image is not None,
                label=collapse(
                    attributes.get("aria-label") or attributes.get("title") or attributes.get("alt") or ""
                ),
                hidden=context.hidden,
            )
        )

    def image(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        src = (attributes.get("src") or "").strip()
        place = self.tags.find("img", src if not src.startswith("data:") else src[:100])
        line = None if place is None else self.tags.line(place)
        context = self.contexts.of(node)
        srcset = attributes.get("srcset") or ""
        self.carrier("img", src, node, line=line)
        for href in carriers.srcset_urls(srcset):
            self.carrier("srcset", href, node, line=line)
        # In a noscript stands the fallback of an image that is there already.
        if context.in_noscript or len(self.page.images) >= MAX_ITEMS:
            return
        role = (attributes.get("role") or "").strip().lower()
        self.page.images.append(
            Image(
                position=len(self.page.images) + 1,
                src=src[:MAX_HREF] if not src.startswith("data:") else src[:64],
                srcset=srcset[:MAX_HREF],
                alt=(attributes["alt"] or "")[:MAX_HREF] if "alt" in attributes else None,
                width=(attributes.get("width") or "")[:20],
                height=(attributes.get("height") or "")[:20],
                region=context.region,
                line=line,
                hidden=context.hidden or role in {"presentation", "none"},
                linked=context.link,
                label=collapse(attributes.get("aria-label") or attributes.get("title") or ""),
            )
        )

    def other(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "script" and (attributes.get("type") or "").strip().lower() == "application/ld+json":
            text = node.text()
            self.page.jsonld.append(text)
            for href in carriers.jsonld_urls(text):
                self.carrier("jsonld", href, node)
        elif tag == "style":
            for href in carriers.css_urls(node.text()):
                self.carrier("css", href, node)
        elif tag in {"textarea", "code", "pre"} and not _is_read_with_its_pre(node):
            for href in carriers.addresses(node.text()):
                self.carrier("embed code" if tag == "textarea" else "text", href, node, in_code=True)
        for name in LOADED.get(tag, ()):
            if href := (attributes.get(name) or "").strip():
                self.carrier(tag if name != "poster" else "poster", href, node)
        if tag == "source":
            for href in carriers.srcset_urls(attributes.get("srcset") or ""):
                self.carrier("srcset", href, node)

    def head_carrier(self, where: str, href: str) -> None:
        self.carrier(where, href, None)

    def carrier(
        self,
        where: str,
        href: str,
        node: LexborNode | None,
        place: int | None = None,
        *,
        line: int | None = None,
        in_code: bool = False,
    ) -> None:
        """Add one carrier; data: URIs are no addresses."""
        found = self.page.carriers
        if not href or href[:5].lower() == "data:" or len(found) >= MAX_CARRIERS:
            return
        if line is None:
            where_it_stands = self.html.find(href[:200]) if place is None else place
            line = self.tags.line(where_it_stands) if where_it_stands >= 0 else None
        region = self.contexts.of(node).region if node is not None else ("main" if self.fragment else "other")
        found.append(Carrier(len(found) + 1, where, href[:MAX_HREF], line, region, in_code))

    def words(self, content: LexborNode | None) -> int:
        """Return how many words the main text has: of the content region, or of the body without its frame."""
        root = content or self.tree.body
        if root is None:
            return 0
        count = _count(root)
        for node in root.css("script, style, noscript, template, header, nav, footer, aside"):
            context = self.contexts.of(node.parent) if node.parent is not None else None
            if node.tag in {"script", "style", "noscript", "template"}:
                count -= _count(node)
            elif content is None and context is not None and context.region in {"other", "main"}:
                count -= sum(_count(child) for child in [node]) - sum(
                    _count(s) for s in node.css("script, style, noscript")
                )
        return max(count, 0)


def _is_read_with_its_pre(node: LexborNode) -> bool:
    return node.tag == "code" and node.parent is not None and node.parent.tag == "pre"


def _count(node: LexborNode) -> int:
    return len(node.text(separator=" ").split())
