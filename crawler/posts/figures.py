"""Images that a tag shows: {{< figure src="a.jpg" alt="A tent" link="/tents/" >}}, {% include figure.html image_path=… %}."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import Image, Link
from crawler.posts.tags import arguments_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.items import Page
    from crawler.posts.tags import Arguments

MOST = 500  # of one post
_NAME = re.compile(
    r"figure|fig|im(?:g|age)s?|picture|pic|photo|lightbox|gallery_?image|asset_img|responsive_?image|thumbnail"
)
_PARTS = re.compile(r"[\s/_.-]+|(?<=[a-z])(?=[A-Z])")
_FILE = re.compile(
    r"[^\s\"'<>]{1,1000}\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?)(?:\?[^\s\"']*)?", re.IGNORECASE
)
_SOURCES = ("src", "source", "image", "img", "image_path", "path", "file", "filename", "url", "name")
_ALTS = ("alt", "alttext", "alt_text")
_LINKS = ("link", "href", "target_url")
_TEXTS = ("caption", "title", "description", "desc")


class Figure(NamedTuple):
    """What a tag shows."""

    src: str
    alt: str | None  # None: nothing describes the image
    link: str


def figure_of(inside: str) -> Figure | None:
    """Return the image that a tag shows; None of a tag that shows none.

    Hugo's own figure takes its caption where it has no alt (https://gohugo.io/shortcodes/figure/). Of others nobody knows
    what they do without one: an alt counts as given there.
    """
    said = arguments_of(inside)
    words = [word.lower() for word in _PARTS.split(said.name.removeprefix("include ")) if word]
    if not any(map(_NAME.fullmatch, [*words, said.name])):
        return None
    src = next((said.named[name] for name in _SOURCES if said.named.get(name)), "")
    src = src or next((value for value in said.values if _FILE.fullmatch(value)), "")
    if not src or (("{" in src or " " in src) and not _FILE.fullmatch(src)):
        return None
    text = next((said.named[name] for name in (*_ALTS, *_TEXTS) if name in said.named), None)
    if said.name == "figure":
        text = next((said.named[name] for name in ("alt", "caption") if name in said.named), None)
    elif text is None:
        text = _behind(said, src)
    link = next((said.named[name] for name in _LINKS if said.named.get(name)), "")
    return Figure(src, text, link)


def _behind(said: Arguments, src: str) -> str:
    """Return the first text behind the image's file: {% asset_img tent.jpg 400 "A tent" %}."""
    at = said.values.index(src) + 1 if src in said.values else len(said.values)
    texts = (value for value in said.values[at:] if re.search(r"[^\W\d_]", value) and value[:1] != "-")
    return next(texts, "")


def add_figures(page: Page, tags: Iterable[tuple[str, str, int]]) -> None:
    """Give the page the images of its tags, and the links around them; `tags` are what each is, what stands in it, its line."""
    lines = [(heading.line, heading.position) for heading in page.headings if heading.line]
    for number, (_, inside, line) in enumerate(tags):
        if number == MOST:
            return
        figure = figure_of(inside)
        if figure is None:
            continue
        at = len(page.images) + 1
        page.images.append(Image(at, figure.src, alt=figure.alt, line=line, linked=bool(figure.link)))
        if figure.link:
            under = next((position for first, position in reversed(lines) if first <= line), None)
            text = " ".join((figure.alt or "").split())
            page.links.append(
                Link(len(page.links) + 1, figure.link, text, heading=under, line=line, has_image=True)
            )
