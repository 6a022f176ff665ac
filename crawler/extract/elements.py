"""How each HTML element affects the text inside it."""

from __future__ import annotations

from crawler.extract import dom

# Elements that do not end a paragraph.
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "picture",
}  # fmt: skip
# What stands in them is no text of the page.
UNREAD = {
    "script", "style", "noscript", "template", "textarea", "select", "button", "svg", "math", "iframe", "object",
    "embed", "video", "audio", "canvas", "img", "input", "source", "track", "map", "title", "meta", "link", "head", "datalist",
}  # fmt: skip
KINDS = {
    "p": "paragraph", "li": "item", "dd": "item", "dt": "item", "blockquote": "quote", "td": "cell", "th": "cell",
    "pre": "code", "figcaption": "caption", "caption": "caption", "summary": "summary",
}  # fmt: skip
# A paragraph inside one of these is still what they are.
KEPT = {"item", "quote", "cell", "code", "caption", "summary"}
# Of those, what readers do not see either.
UNSEEN = {"style", "meta", "link", "title", "head", "source", "track", "datalist"}
# Elements of which the text inside is all there is; any other, such as <ProductBox>, is one that something else fills.
ORDINARY = {
    "address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "main", "menu", "nav",
    "ol", "option", "search", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "col", "colgroup", "dir",
}  # fmt: skip
KNOWN = INLINE | UNREAD | ORDINARY | KINDS.keys()
# Which have no content and no end tag. Source: https://html.spec.whatwg.org/#void-elements, and param of HTML 4
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip
BOLD = {"b", "strong"}
CODE = {"code", "kbd", "samp", "tt"}


def is_filled_later(node: dom.Element, tag: str) -> bool:
    """Return whether the element looks like the place of something that a script or a site generator writes there."""
    if tag not in KNOWN:
        return True
    return dom.first_child(node) is None and any(
        name == "id" or name.startswith("data-") for name in dom.attributes(node)
    )


def is_empty_object(node: dom.Element, tag: str) -> bool:
    """Return whether it is an <object> that loads nothing: browsers show what stands in it, as in List<Object> of a post about code."""
    return tag == "object" and not {"data", "classid"} & dom.attributes(node).keys()


def is_dynamic_block(comment: str) -> bool:
    """Return whether a comment is a block of WordPress that has its content from elsewhere: <!-- wp:latest-posts /-->."""
    return comment.endswith("/") and comment.lstrip().startswith("wp:")
