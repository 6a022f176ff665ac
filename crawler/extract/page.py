"""Read the HTML of one page into a Page, in one pass over its tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract import content as contents
from crawler.extract import (
    context,
    dom,
    json_ld,
    link_scripts,
    metadata,
    places,
    structured_data,
    url_references,
)
from crawler.extract.boilerplate_cache import MOST_FACTS, Blocks, again
from crawler.extract.find_content import by_selector, find_content
from crawler.extract.fragments import lost_fragments
from crawler.extract.lines import Block
from crawler.extract.nesting import outermost
from crawler.extract.parser_bombs import hostile
from crawler.extract.prose import captions_of, read_blocks
from crawler.extract.residue import read_residue
from crawler.extract.script_redirect import read_script_redirect
from crawler.extract.selection import selection
from crawler.extract.shadow_roots import with_shadow_roots
from crawler.extract.state import Reading
from crawler.extract.text import TooNested
from crawler.extract.visible_text import read_texts
from crawler.extract.words import count_words, text_above, text_below, text_of_frame
from crawler.items import FRAME, Page, because

if TYPE_CHECKING:
    from crawler.extract.boilerplate_cache import Read
    from crawler.extract.lines import Item

    Attributes = dict[str, str | None]

SELECTOR = f"html, base, title, meta, link, h1, h2, h3, h4, h5, h6, area[href], img, {places.SELECTOR}, {context.SELECTOR}"

_BLOCKS = Blocks()
_DOCTYPE = re.compile(r"(?:[\s\ufeff]++|<!--(?:[^-]++|-(?!->))*+-->|<\?[^>]*+>)*+<!doctype\b", re.IGNORECASE)
_WHOLE = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)


def read_html(
    html: str,
    url: str,
    *,
    fragment: bool = False,
    marker: str = "",
    base: str = "",
    content: str = "",
    encoding: str = "",
) -> Page:
    """Return the facts that a page's HTML tells; whatever it holds, it never raises.

    `fragment` says that the HTML is a post's body: all of it is content, unless it is a whole page with a region for
    that. Lines count from 1, or from the nearest comment `<!--{marker}N-->` before, which says that what follows stands on
    line N. `base` is what relative addresses resolve against, when it is not `url`. `content` is a CSS selector of the
    content region, which counts where the page has it. `encoding` is the codec of a page that was not UTF-8.
    """
    page = Page(url=url, base=base or url, encoding=encoding)
    html = with_shadow_roots(html)
    if cause := hostile(html):
        page.cause = cause
        page.notes.append(cause)
        return page
    try:
        _fill(page, html, marker, fragment=fragment, content=content)
    except TooNested:
        cause = because("page-nested")
        return Page(url=url, base=base or url, cause=cause, notes=[cause])
    return page


def _fill(page: Page, html: str, marker: str, *, fragment: bool, content: str) -> None:
    """Fill the page with what its HTML tells. Raises TooNested."""
    page.is_html = True
    tree = dom.Tree(html)
    # A file of a folder of posts may be a whole page, which says itself what of it is content.
    fragment = fragment and not (
        _WHOLE.search(html, 0, 5_000) and tree.css_first("main, [role=main], article")
    )
    reading = Reading(page, tree, fragment=fragment, marker=marker)
    reading.writes_links = link_scripts.MARK in html
    if "<base" in html or "<BASE" in html:
        # It holds for what stands before it as well.
        metadata.find_base(reading)
    data = url_references.data_names(html)
    chosen = tree.css(content) if content and not fragment else []
    if not fragment:
        found = by_selector(tree, chosen) if chosen else find_content(tree, page.url)
        page.content_by, page.content_share, page.content_h1 = found.by, found.share, found.holds_h1
        page.content_proposal = found.proposal
        reading.contexts.choose([*found.roots, *found.titles], found.teasers)
    selector = ", ".join((SELECTOR, *(f"[{name}]" for name in sorted(data))))
    data |= places.NAMES
    nodes = selection(selector).of(tree)
    if fragment or chosen:
        _read_all(reading, nodes, data)
    else:
        _read_blocks(reading, nodes, data, selector)
    if echoes := reading.lines.echoes():
        page.links = [link for link in page.links if link.position not in echoes]
        moved = {link.position: position for position, link in enumerate(page.links, 1)}
        for link in page.links:
            link.position = moved[link.position]
        for image in page.images:
            image.link = moved.get(image.link, 0)
    page.title_line = reading.title.line
    structured_data.read_items(reading, html)
    if not fragment:
        metadata.read_misplaced(reading)
        page.has_doctype = _DOCTYPE.match(html) is not None
    for line, block in reading.lines.blocks(tree):
        for href in url_references.addresses(block):
            for reference in reading.reference("block", href, None):
                reference.line = line
    page.lost_fragments = lost_fragments(page, tree)
    page.has_dialog = reading.contexts.has_dialog()
    roots = ([tree.body] if tree.body else []) if fragment else outermost(found.roots)
    page.has_content_region = fragment or bool(roots)
    read_blocks(reading, roots, captions_of(tree) if "caption" in html else frozenset())
    read_texts(reading)
    page.residue = read_residue(html)
    if not fragment:
        page.footer = text_of_frame(tree)
        if roots:
            page.banner, page.below = text_above(roots[0]), text_below(roots[-1])
    page.words = count_words(page)
    if not fragment:
        read_script_redirect(page, tree, html)
    reading.notes()


def _read_blocks(reading: Reading, nodes: list[dom.Element], data: set[str], selector: str) -> None:
    """Take what the elements say, header, navigation, sidebar and footer from memory where they are known."""
    page = reading.page
    first, position = 0, 0
    while position < len(nodes):
        node = nodes[position]
        if node.tag not in FRAME or max(len(page.links), len(page.references)) > MOST_FACTS:
            position += 1
            continue
        _read_all(reading, nodes[first:position], data)
        around = reading.contexts.of(dom.parent(node))
        if around.in_content and (node.tag == "header" or (node.tag == "footer" and around.region == "main")):
            # An article's own header or footer: it is content, and no other page has it.
            first, position = position, position + 1
            continue
        key = _BLOCKS.key(node, around, selector)
        known = _BLOCKS.get(key) if key else None
        if known is not None:
            reading.contexts.note(node, node.tag, dom.attributes(node))
            for index, items in again(known, reading):
                reading.lines.place(nodes[position + index], items)
            first = position = position + known.elements
            continue
        inside = {dom.number(inner) for inner in dom.elements(node)}
        first, position = position, position + 1
        while position < len(nodes) and dom.number(nodes[position]) in inside:
            position += 1
        limits = (dict(reading.dropped), reading.cut)
        read = _read_all(reading, nodes[first:position], data)
        if key and limits == (reading.dropped, reading.cut):
            _BLOCKS.put(key, read, position - first)
        first = position
    _read_all(reading, nodes[first:], data)


def _read_all(reading: Reading, nodes: list[dom.Element], data: set[str]) -> Read:
    """Take what the elements say, in document order; returns the facts by the elements that told them."""
    page, read = reading.page, []
    for index, node in enumerate(nodes):
        tag, attributes = node.tag, dom.attributes(node)
        reading.contexts.note(node, tag, attributes)
        if tag == "html":
            page.lang = page.lang or (attributes.get("lang") or "").strip()
        found = _read(reading, node, tag, attributes)
        if not data.isdisjoint(attributes):
            for name in [name for name in attributes if name in data]:  # a set has another order in each run
                if tag != "img" or name not in contents.LAZY_NAMES:
                    found += _of_any(reading, node, name, attributes[name] or "")
        if (style := attributes.get("style")) and (
            "url(" in (lower := style.lower()) or "image-set(" in lower
        ):
            for href in url_references.css_urls(style):
                found += reading.reference("css", href, reading.contexts.of(node))
        if found:
            reading.lines.place(node, found)
            read.append((index, found))
    return read


def _read(reading: Reading, node: dom.Element, tag: str, attributes: Attributes) -> list[Item]:
    """Take what one element says; returns the facts that stand on its line."""
    found: list[Item] = []
    if (tag in contents.HEADINGS or "role" in attributes) and contents.is_heading(tag, attributes):
        found += contents.read_heading(reading, node, tag, attributes)
    if tag in {"a", "area"}:
        href = contents.address_of(node, tag, attributes)
        if href is not None:
            found += contents.read_link(reading, node, attributes, href)
    elif tag == "img":
        found += contents.read_image(reading, node, attributes)
    elif tag == "meta":
        found += metadata.read_meta(reading, node, attributes)
    elif tag == "link":
        found += metadata.read_link(reading, node, attributes)
    elif tag == "base":
        found += metadata.read_base(reading, node)
    elif tag == "title":
        found += metadata.read_title(reading, node)
    elif tag == "script":
        found += _read_script(reading, node, attributes)
    elif tag == "style":
        for href in url_references.css_urls(dom.text(node)):
            found += reading.reference("css", href, None)
    elif tag in {"textarea", "code", "pre"}:
        around = reading.contexts.of(dom.parent(node))
        # What stands in an outer code or pre was read with that.
        if not around.in_code:
            where = "embed code" if tag == "textarea" else "text"
            for href in url_references.addresses(dom.text(node)):
                found += reading.reference(where, href, around, in_code=True)
    if tag in places.OF_ELEMENT and tag != "img":
        found += _of_element(reading, node, tag, attributes)
    return found


def _of_element(reading: Reading, node: dom.Element, tag: str, attributes: Attributes) -> list[Item]:
    """Keep the addresses in the element's own attributes."""
    found: list[Item] = []
    for name, place in places.OF_ELEMENT[tag]:
        value = attributes.get(name)
        if not value or (place.types and _essence(attributes) not in place.types):
            continue
        addresses = url_references.in_form(place.form, value)
        for href in url_references.leaks(addresses) if place.leaks_only else addresses:
            found += reading.reference(place.where, href, reading.contexts.of(node))
    return found


def _of_any(reading: Reading, node: dom.Element, name: str, value: str) -> list[Item]:
    """Keep the addresses in an attribute that any element may have."""
    found: list[Item] = []
    place = places.OF_ANY.get(name) or places.OF_ANY["data-*"]
    addresses = (
        url_references.data_urls(value)
        if name.startswith("data-")
        else url_references.in_form(place.form, value)
    )
    for href in url_references.leaks(addresses) if place.leaks_only else addresses:
        found += reading.reference(place.where, href, reading.contexts.of(node), in_code=place.code)
    return found


def _read_script(reading: Reading, node: dom.Element, attributes: Attributes) -> list[Item]:
    """Keep the addresses in a script's text: of JSON-LD all, of others those that may be leaks."""
    found: list[Item] = []
    text = dom.text(node)
    kind = _essence(attributes)
    for href in link_scripts.written_links(text) if reading.writes_links else ():
        found += reading.reference("script link", href, reading.contexts.of(node))
    if ".src" in text:
        for href in link_scripts.loaded_rewriters(text):
            found += reading.reference("script", href, reading.contexts.of(node))
    for place in places.TEXT_OF["script"] if text else ():
        if kind in place.types:
            found.append(block := Block(text, *json_ld.parse(text)))
            reading.blocks.append(block)
            for href in url_references.urls_of_value(text, block.value):
                found += reading.reference(place.where, href, None)
            return found
        if not place.types and ("http" in text or "//" in text or "\\/\\/" in text):
            for href in url_references.leaks(url_references.in_form(place.form, text)):
                found += reading.reference(place.where, href, None)
    return found


def _essence(attributes: Attributes) -> str:
    """Return an element's type without its parameters: application/ld+json; charset=utf-8."""
    return (attributes.get("type") or "").partition(";")[0].strip().lower()
