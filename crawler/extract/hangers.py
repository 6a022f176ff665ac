"""What themes and plugins hang on a post, told by a word of its class or id: comments, share bars, author boxes, newsletter forms."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.nesting import length_of, outermost
from crawler.extract.teasers import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

# Themes write them in one word as well: commentbox, commentsWrap; and in their readers' language.
_RUN_ON = (
    "box",
    "area",
    "wrap",
    "wrapper",
    "list",
    "section",
    "block",
    "thread",
    "holder",
    "container",
    "template",
)
THREADS = frozenset(
    [
        *(
            "comment",
            "comments",
            "respond",
            "disqus",
            "dsq",
            "comentarios",
            "commentaires",
            "kommentare",
            "commenti",
        ),
        *(f"comment{plural}{what}" for plural in ("", "s") for what in _RUN_ON),
    ]
)
# What is a line or a row of buttons …
_BARS = frozenset(
    [
        "addtoany",
        "addthis",
        "shariff",
        "sharedaddy",
        "sharethis",
        "sharing",
        "share",
        "shares",
        "sharer",
        "social",
        "socials",
        "byline",
        "dateline",
        "timestamp",
    ]
)
_LINES = _BARS | {"meta"}  # … and what only a pair or a whole name says
# One of these words in a name is enough.
_WORDS = frozenset(
    [
        *THREADS,
        *_BARS,
        "sharebar",
        "sharebuttons",
        "commentform",
        "commentmetadata",
        "reactions",
        "feedback",
        "related",
        "relatedposts",
        "yarpp",
        "crp",
        "recommended",
        "recommendations",
        "recirculation",
        "outbrain",
        "taboola",
        "trc",
        "promoted",
        "trending",
        "popular",
        "mostread",
        "newsletter",
        "newsletters",
        "subscribe",
        "subscription",
        "signup",
        "optin",
        "mailchimp",
        "mailerlite",
        "convertkit",
        "breadcrumb",
        "breadcrumbs",
        "crumbs",
        "pagination",
        "pager",
        "prevnext",
        "postnav",
        "navbox",
        "sidebar",
        "navbar",
        "submenu",
        "cookie",
        "cookies",
        "consent",
        "gdpr",
        "skiplink",
        "modal",
        "popup",
        "popover",
        "taglist",
        "tagbox",
        "tagcloud",
        "catlinks",
        "postmeta",
        "kicker",
        "printfooter",
    ]
)
# A word from before the bar and one from behind it, one after the other in a name, are enough as well.
_TWO = """
entry post article single blog story td | meta footer tags tag categories category author authors date labels nav navigation
entry post article single blog story td | pagination info details after
content | meta footer after
after | post content entry article
author | box bio info card profile description about name meta avatar details
about | author
user | bio
recent latest more most other next previous prev similar suggested also further | posts post articles article stories news entries
recent latest more most other next previous prev similar suggested also further | reads read viewed commented like
next previous prev | prev previous next
read you | next also
story | more
follow | us me buttons links icons
skip | link links to
posted | on in by
cat tags tag | links list
nav | links below above previous next single
column content side right | secondary rail
site page global main layout app printable top | footer header nav navigation menu
post article | copyright license reward
reward | container button
sticky | add cart bar
footer | container wrapper area menu links nav widgets inner top bottom content columns
"""
_PAIRS = frozenset(
    (first, second)
    for line in _TWO.strip().splitlines()
    for first in line.partition("|")[0].split()
    for second in line.partition("|")[2].split()
)
_NAMES = frozenset({"footer", "nav", "menu", "meta", "mc_embed_signup"})  # as a whole name
_ENDS = ("breadcrumb", "breadcrumbs")  # of a word: kadbreadcrumbs
_WIDGET = "widget_"  # begins the class that WordPress gives each kind of widget
# A name that only says that there is such a thing: has-sidebar, no-share; and what embeds a post of others.
_STATES = frozenset(
    [
        "has",
        "no",
        "not",
        "with",
        "without",
        "is",
        "hide",
        "show",
        "embed",
        "embedded",
        "embeds",
        "media",
        "first",
        "last",
        "fixed",
    ]
)
# An element with such a name holds the text itself, whatever else it is called.
_CONTENT = frozenset(
    (a, b) for a in ("article", "entry", "post", "story") for b in ("body", "content", "text")
)
_SPLIT = re.compile(r"[^a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# A heading is a line that hangs on a post only where it says who wrote it, when and in which category.
_BYLINES = frozenset(["byline", "dateline", "timestamp", "postmeta"])
_ABOUT = frozenset(
    (a, b)
    for a in ("article", "blog", "entry", "post", "single")
    for b in ("meta", "tags", "categories", "category", "author", "date")
)
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NAMEABLE = ", ".join(("div", "section", "ul", "ol", "p", "dl", "form", "span", *HEADINGS))
SELECTOR = f":is({_NAMEABLE}):is([class], [id])"
MOST = 0.3  # of the body's text; readers' comments may be more
SHORT = 1_200  # characters, in one of _LINES
ROOM = 6  # times the body's text is counted again; named elements may stand in one another
MOST_NAMES = 20  # of one element
NEAR = 4  # elements around a piece of code in which its pre or code is looked for
_POSTS = ".entry-content, .post-content, .post-body, .article-body, [itemprop~=articleBody]"
TEXT = 300  # characters of paragraphs, which no bar of buttons and no line has


def _split(names: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each name with its words."""
    for name in names.split()[:MOST_NAMES]:
        yield name, [word for word in _SPLIT.split(_CAMEL.sub("-", name).lower()) if word]


@lru_cache(1024)
def _tells_about(names: str) -> bool:
    """Return whether a heading's names say that it is a byline: entry-meta, post-category."""
    for _, words in _split(names):
        if not _BYLINES.isdisjoint(words) or words == ["meta"] or not _ABOUT.isdisjoint(pairwise(words)):
            return True
    return False


@lru_cache(4096)
def _hangs(names: str) -> str:
    """Return the word in an element's names that says that it is no text of the post; else nothing."""
    found = ""
    for name, words in _split(names):
        pairs = list(pairwise(words))
        if not _CONTENT.isdisjoint(pairs):
            return ""
        if not words or found:
            continue
        if name.lower() in _NAMES:
            found = words[-1]
        elif _STATES.isdisjoint(words):
            found = next((word for word in words if word in _WORDS or word.endswith(_ENDS)), "")
            if not found and (name.startswith(_WIDGET) or not _PAIRS.isdisjoint(pairs)):
                found = words[-1]
    return found


def find_hangers(tree: dom.Tree, whole: int) -> list[dom.Element]:
    """Return the outermost elements that hang on a page's content, whatever they stand in; none that has its h1 or a main.

    `whole` is the length of the body's text.
    """
    named = []
    for node in tree.css(SELECTOR):
        names = dom.attribute(node, "class") or ""
        if identity := dom.attribute(node, "id"):
            names = f"{names} {identity}"
        names = names[:300]
        if not names or (node.tag in HEADINGS and not _tells_about(names)):
            continue
        if (word := _hangs(names)) and not (node.tag == "span" and _in_code(node)):
            named.append((node, word))
    if not named:
        return []
    room = ROOM * whole
    titled = _around(tree.css("h1, main, [role=main]"))
    found = []
    for node, word in named:
        if dom.number(node) in titled:
            continue
        if word not in THREADS:
            if room <= 0:
                continue
            length = length_of(node)
            room -= length
            if length > MOST * whole or (word in _LINES and length > SHORT) or _is_text(node, word, length):
                continue
        found.append(node)
    return outermost(found)


def _in_code(span: dom.Element) -> bool:
    """Return whether a span is a piece of highlighted code, in which a comment is one of the code's."""
    above = dom.parent(span)
    for _ in range(NEAR):
        if above is None:
            return False
        if above.tag in {"pre", "code"}:
            return True
        above = dom.parent(above)
    return False


def _is_text(node: dom.Element, word: str, length: int) -> bool:
    """Return whether what is called a bar of buttons or a line has paragraphs, or anything holds a post's text: it is what has such things around it."""
    if length <= TEXT:
        return False
    held = dom.css(node, "p" if word in _LINES else _POSTS)
    return sum(len(dom.text(one)) for one in held) > (TEXT if word in _LINES else LONGEST)


def _around(nodes: list[dom.Element]) -> set[int]:
    """Return the numbers of the elements, and of all that stand around them."""
    numbers: set[int] = set()
    for node in nodes:
        here: dom.Element | None = node
        while here is not None and dom.number(here) not in numbers:
            numbers.add(dom.number(here))
            here = dom.parent(here)
    return numbers
