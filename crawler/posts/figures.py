"""Images that a tag shows: {{< figure src="a.jpg" alt="A tent" link="/tents/" >}}, {% include figure.html image_path=… %}."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.items import Image, Link
from crawler.posts.tags import TAG, arguments_of

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
_RAW = re.compile(r"\{%-?\s*(end)?raw\s*-?%\}")
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
    """Return the first text behind the image's file: {% asset_img tent.jpg 400 "A tent" %}, {% img tent.jpg A tent %}."""
    at = said.values.index(src) + 1 if src in said.values else len(said.values)
    texts = [value for value in said.values[at:] if re.search(r"[^\W\d_]", value) and value[:1] != "-"]
    words = list(itertools.takewhile(lambda value: " " not in value, texts))
    return " ".join(words) or next(iter(texts), "")


def name_links(page: Page) -> None:
    """Take tags out of the texts of links and headings, where anything else is left; a figure's stands for its image's alt."""
    for link in page.links:
        if "{{" in link.text or "{%" in link.text:
            text, shows = _without_tags(link.text)
            link.has_image = link.has_image or shows
            link.text = text or link.text
    for heading in page.headings:
        if "{{" in heading.name or "{%" in heading.name:
            heading.text = _without_tags(heading.text)[0] or heading.text
            heading.name = _without_tags(heading.name)[0] or heading.name


def _without_tags(text: str) -> tuple[str, bool]:
    """Return a text with what its figures say in place of its tags, and whether any of these shows an image.

    What stands between {% raw %} and {% endraw %} is shown as it is.
    """
    kept: list[str] = []
    shows = raw = False
    at = 0
    for tag in TAG.finditer(text):
        switch = _RAW.fullmatch(tag[0])
        if raw and not (switch and switch[1]):
            continue
        figure = figure_of(tag[0].strip("{}<>% -"))
        kept += [text[at : tag.start()], " " if not switch else "", (figure.alt or "") if figure else ""]
        kept.append(" " if not switch else "")
        at, raw, shows = tag.end(), bool(switch and not switch[1]), shows or figure is not None
    return " ".join("".join([*kept, text[at:]]).split()), shows


def add_figures(page: Page, tags: Iterable[tuple[str, str, int]]) -> None:
    """Give the page the images of its tags, and the links around them; `tags` are what each is, what stands in it, its line."""
    lines = [(heading.line, heading.position) for heading in page.headings if heading.line]
    for number, (_, inside, line) in enumerate(tags):
        if number == MOST:
            return
        figure = figure_of(inside)
        if figure is None:
            continue
        at, link = len(page.images) + 1, len(page.links) + 1 if figure.link else 0
        page.images.append(Image(at, figure.src, alt=figure.alt, line=line, link=link))
        if figure.link:
            under = next((position for first, position in reversed(lines) if first <= line), None)
            text = " ".join((figure.alt or "").split())
            page.links.append(
                Link(len(page.links) + 1, figure.link, text, heading=under, line=line, has_image=True)
            )
