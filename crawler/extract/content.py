"""Read headings, links and images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract import dom, places, url_references
from crawler.extract.roles import ROLES
from crawler.extract.text import accessible_name, collapse, has_words, holds_no_elements, text_of
from crawler.items import Heading, Image, Link

if TYPE_CHECKING:
    from crawler.extract.state import Reading
    from crawler.items import UrlReference

    Attributes = dict[str, str | None]

# As axe-core reads it: the number at the beginning, if it is one.
_WHOLE = re.compile(r"\s*\+?0{0,9}([1-9][0-9]{0,3})", re.ASCII)
REL = {"nofollow", "sponsored", "ugc"}  # what search engines look for
_LEADS = {
    "nofollow",
    "sponsored",
    "ugc",
    "noopener",
    "noreferrer",
    "external",
}  # values of rel that speak of a target
_LEADING = {
    "wp-block-button__link",
    "wp-element-button",
    "elementor-button",
    "et_pb_button",
    "fusion-button",
    "kb-button",
    "kt-button",
    "gb-button",
    "uagb-button__link",
    "aawp-button",
    "sqs-block-button-element",
}  # classes of a builder's button, which is a link by its making
_SCRIPTED = {
    "role",
    "tabindex",
    "id",
    "name",
    "aria-current",
    "aria-disabled",
    "aria-controls",
    "aria-expanded",
    "disabled",
}
_LABELS = {"aria-label", "aria-labelledby"}  # which come before an image's alt
PERMALINKS = "#¶§🔗⚓∞\ufe0e\ufe0f"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# A lazy-loaded image's address, until a script moves it to src.
LAZY = tuple(
    name for name, place in places.OF_ELEMENT["img"] if place.where == "data" and place.form == "url"
)
LAZY_NAMES = {name for name, place in places.OF_ELEMENT["img"] if place.where == "data"}


def is_heading(tag: str, attributes: Attributes) -> bool:
    """Return whether ARIA has the element as a heading.

    Another role takes a heading's meaning away; none and presentation do not where an aria-* attribute stands
    (WAI-ARIA 1.2, presentational roles conflict resolution). Of several roles the first that there is counts.
    """
    if "role" not in attributes:
        return tag in HEADINGS
    role = next((word for word in (attributes["role"] or "").lower().split() if word in ROLES), "")
    if role in {"none", "presentation"} and tag in HEADINGS:
        return any(name.startswith("aria-") and name != "aria-hidden" for name in attributes)
    return role == "heading" or (tag in HEADINGS and not role)


def read_heading(reading: Reading, node: dom.Element, tag: str, attributes: Attributes) -> list[Heading]:
    """Keep a heading; returns it in a list, empty when there are too many."""
    kept = reading.page.headings
    if not reading.room("headings", len(kept)):
        return []
    asked = _WHOLE.match(attributes.get("aria-level") or "")
    level = int(asked[1]) if asked else int(tag[1]) if tag in HEADINGS else 2
    context = reading.contexts.of(node)
    reading.effort.spend(node)
    text = text_of(node)
    own_link = _own_link(node) if text and (text[-1] in PERMALINKS or text[0] in PERMALINKS) else ""
    text = without_own_link(text, own_link)
    heading = Heading(
        position=len(kept) + 1,
        level=level,
        text=text if has_words(text) else "",
        region=context.region,
        html_id=attributes.get("id") or "",
        name=without_own_link(accessible_name(node, reading.labels, text), own_link),
        hidden=context.hidden or context.in_noscript,
        dialog=context.dialog,
        in_link=context.link,
        quoted=reading.fragment and _is_quoted(node),
    )
    kept.append(heading)
    # The selector takes in the element itself.
    linked = tag in {"a", "area"} or not holds_no_elements(node)
    reading.in_heading = len(dom.css(node, "a[href], area[href]")) if linked else 0
    if context.link and reading.page.links:
        reading.page.links[-1].in_heading, reading.page.links[-1].heading = True, heading.position
    reading.under[context.region] = reading.heading_at[dom.number(node)] = heading.position
    return [heading]


def _is_quoted(node: dom.Element) -> bool:
    """Return whether a blockquote stands around an element."""
    around = dom.parent(node)
    while around is not None and around.tag != "blockquote":
        around = dom.parent(around)
    return around is not None


def _own_link(node: dom.Element) -> str:
    """Return the mark that a heading has as a link to itself, as documentation has it: “#” or “¶”; empty for none."""
    shown = (text_of(link) for link in dom.css(node, "a[href*='#']"))
    return next((mark for mark in shown if mark and not mark.strip(PERMALINKS)), "")


def without_own_link(text: str, mark: str) -> str:
    """Return a heading's text without the link to itself at its end or beginning; where that is all, the text."""
    return (
        text.removesuffix(mark).rstrip() if text.endswith(mark) else text.removeprefix(mark).lstrip()
    ) or text


def address_of(node: dom.Element, tag: str, attributes: Attributes) -> str | None:
    """Return the href of an `a` or `area`; empty for one that was meant to be a link and has none; None for what is no link.

    In an svg xlink:href is an address as well, and href comes before it (SVG 2).
    """
    if "href" in attributes:
        return attributes["href"] or ""
    if tag == "a" and "xlink:href" in attributes and places.inside(node, "svg"):
        return attributes["xlink:href"] or ""
    return "" if tag == "a" and _is_dead_link(node, attributes) else None


def _is_dead_link(node: dom.Element, attributes: Attributes) -> bool:
    """Return whether an `a` without href says in other ways that it leads somewhere, and no script is known to mend it.

    Without any sign it is a placeholder on purpose (HTML standard, 4.5.1), as the current page in a menu is.
    """
    if not attributes or _is_scripted(attributes):
        return False
    led = "target" in attributes or not _LEADS.isdisjoint((attributes.get("rel") or "").lower().split())
    led = led or not _LEADING.isdisjoint((attributes.get("class") or "").split())
    return led and has_words(text_of(node))


def _is_scripted(attributes: Attributes) -> bool:
    """Return whether an element's attributes say that a script answers a click on it."""
    return not _SCRIPTED.isdisjoint(attributes) or any(
        name.startswith(("on", "data-", "@", ":", "v-", "x-", "hx-", "{")) for name in attributes
    )


def _lacks_href(attributes: Attributes, href: str) -> bool:
    """Return whether a link has no address: none is written, or an empty one that no script answers in place of."""
    if href.strip() or "xlink:href" in attributes:
        return False
    return "href" not in attributes or not (_is_scripted(attributes) or "id" in attributes)


def read_link(reading: Reading, node: dom.Element, attributes: Attributes, href: str) -> list[Link]:
    """Keep a link; returns it in a list, empty when there are too many."""
    kept = reading.page.links
    if not reading.room("links", len(kept)):
        reading.bare = None
        return []
    context = reading.contexts.of(node)
    reading.effort.spend(node)
    text = text_of(node)
    if not has_words(text):
        text = ""
    rel = attributes.get("rel")
    link = Link(
        position=len(kept) + 1,
        href=reading.href(href),
        text=text,
        rel=tuple(rel.lower().replace(",", " ").split()) if rel else (),
        target=attributes.get("target") or "",
        region=context.region,
        heading=reading.under.get(context.region),
        in_code=context.in_code,
        hidden=context.hidden,
        in_heading=reading.in_heading > 0,
        lacks_href=_lacks_href(attributes, href),
    )
    reading.in_heading -= reading.in_heading > 0
    if "aria-current" in attributes or (
        isinstance(first := dom.first_child(node), dom.Element) and first.tag == "time"
    ):
        link.current = True
    if "ref" in attributes:
        link.misnamed_rel = tuple(w for w in (attributes["ref"] or "").lower().split() if w in REL)
    if "aria-labelledby" in attributes:
        link.label = accessible_name(node, reading.labels, "")
    if (
        label := link.label
        or attributes.get("aria-label")
        or attributes.get("title")
        or attributes.get("alt")
    ):
        link.label = collapse(label)
    if not text and dom.css_first(node, "svg") is not None:
        link.has_image = True
        link.text = accessible_name(node, reading.labels, "")
    elif not text and not link.label and not holds_no_elements(node) and dom.css_first(node, "img") is None:
        # An icon of a font may be named by its title.
        link.label = accessible_name(node, reading.labels, "")
    # Images inside follow in document order; their alt is the text of a link that has none.
    reading.bare = None if link.text else link
    kept.append(link)
    reading.link_at[dom.number(node)] = link
    return [link]


def _srcset_of_picture(node: dom.Element) -> str:
    """Return the sizes that a picture element offers in place of its img; empty where there are none."""
    picture = dom.parent(node)
    if picture is None or picture.tag != "picture":
        return ""
    source = dom.css_first(picture, "source[srcset]")
    return (dom.attribute(source, "srcset") or "") if source is not None else ""


def read_image(reading: Reading, node: dom.Element, attributes: Attributes) -> list[Image | UrlReference]:
    """Keep an image and the addresses that it loads; returns them."""
    src = (attributes.get("src") or "").strip()
    context = reading.contexts.of(node)
    srcset = attributes.get("srcset") or _srcset_of_picture(node)
    found: list[Image | UrlReference] = []
    for name, place in places.OF_ELEMENT["img"]:
        if value := attributes.get(name):
            for url in url_references.in_form(place.form, value):
                found += reading.reference(place.where, url, context)
    kept = reading.page.images
    # In a noscript stands the fallback of an image that is there already.
    if context.in_noscript or not reading.room("images", len(kept)):
        return found
    role = (attributes.get("role") or "").strip().lower()
    alt = attributes.get("alt")
    if not src or src[:5].lower() == "data:":
        # A placeholder until a script puts the image there: who looks for the image knows the other address.
        src = next((lazy.strip() for name in LAZY if (lazy := attributes.get(name))), src)
    image = Image(
        position=len(kept) + 1,
        src=reading.href(src) if src[:5].lower() != "data:" else src[:64],
        srcset=srcset[:4096],
        alt=(alt or "")[:4096] if "alt" in attributes else None,
        width=(attributes.get("width") or "")[:20],
        height=(attributes.get("height") or "")[:20],
        region=context.region,
        hidden=context.hidden or role in {"presentation", "none"},
        link=reading.page.links[-1].position if context.link and reading.page.links else 0,
        label=accessible_name(node, reading.labels, "")
        if "aria-labelledby" in attributes
        else collapse(attributes.get("aria-label") or attributes.get("title") or ""),
    )
    kept.append(image)
    if context.link and reading.page.links:
        reading.page.links[-1].has_image = True
        name = image.label if alt is None or not _LABELS.isdisjoint(attributes) else alt
        if reading.bare is not None and name and not image.hidden:
            reading.bare.text = collapse(f"{reading.bare.text} {name}")
    return [*found, image]
