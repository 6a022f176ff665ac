"""Read the URLs of a post outside its text: in front matter, shortcodes and MDX components."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from crawler.items import Link, UrlReference
from crawler.posts.fences import without_fences
from crawler.posts.figures import add_figures
from crawler.posts.tags import arguments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Page
    from crawler.posts.front_matter import FrontMatter

MOST = 500  # of one post
_URL = re.compile(r"https?://[^\s\"'<>{}|\\^`]{1,2000}")
# Keys whose address readers get to see or to follow; an import's notes of where a post came from are none.
_QUOTED_URL = re.compile(r"(?<=[\"'`])https?://[^\s\"'<>{}|\\^`]{1,2000}(?=[\"'`])")
# A product box as HTML: box: '<a href="https://…">Tent</a>', which a template prints as it is.
_ANCHOR = re.compile(r"<a\s[^<>]{0,4000}>", re.IGNORECASE)
_HREF = re.compile(r"""(?<![\w-])href\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:amp|quot|#x27);")  # as with_quoted_attributes of mdx.py leaves an expression
_MARKDOWN_URL = re.compile(r"\]\(\s?<?(https?://[^\s<>()]{1,2000})")
_SHOWN = re.compile(
    r"image|img|cover|thumb|picture|photo|banner|hero|teaser|avatar|logo|video|url|link|href|src|canonical"
    r"|amazon|amzn|rakuten|yahoo|ebay|kindle|buy|purchase|affiliate|coupon|deal|offer",  # shops, as product boxes name them
    re.I,
)
_NOTED = re.compile(r"wordpress|blogger|orig|guid|import|source|old|alias|redirect", re.I)
_TAG = re.compile(
    r"(?<!`)(?:\{\{[<%](?!/\*)(?P<hugo>(?:[^>%{]|[>%](?!\}\})|\{(?!\{)){0,2000})[>%]\}\}"
    r"|(?<!\{)\{%-?(?P<liquid>(?:[^%{]|%(?!\})|\{(?!%)){0,2000})%\})"
)
_COMPONENT = re.compile(r"(?<!`)<(?P<name>[A-Z][\w.]{0,100}\s[^<>]{0,2000}?)/?>")
# {{< youtube dQw4w9WgXcQ >}}, {% include youtube.html id="dQw4w9WgXcQ" %}, <YouTube videoId="dQw4w9WgXcQ" />
_VIDEO = re.compile(
    r"""\s*(?:include\s+)?["']?(?:[\w./-]{0,60}[/_-])?(?:lite-?)?youtube(?:[\w.-]{0,40})["']?\s"""
    r"""(?:[^\n]*?\b(?:id|video_?id)\s*[=:]\s*)?["']?(?P<id>[\w-]{5,30})["']?(?=[\s/]|$)""",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"\s*(?:blockquote|quote)\s")
_NO_WORD = re.compile(r"[0-9A-Z]")  # a variable's name has none


def add_addresses(page: Page, text: str, front: FrontMatter, *, mdx: bool, markdown: bool) -> None:
    """Give the page what its front matter, its shortcodes and its components lead to or show, with their lines.

    `text` is the body without what stands in the site generator's code blocks and comments. Links inside a shortcode's
    texts are links of the page already where it is read as `markdown`.
    """
    tags = list(tags_with_lines(text, front.body_line, mdx=mdx))
    add_figures(page, [tag for tag in tags if tag[0] == "shortcode"])
    _add_sources(page, tags)
    _find_lines(page, text, front.body_line)
    linked = {(link.href, link.line) for link in page.links}
    found = list(_of_front_matter(front))
    found += [one for one in _of_tags(tags, markdown=markdown) if one[1:] not in linked]
    for where, href, line in found[:MOST]:
        page.references.append(UrlReference(len(page.references) + 1, where, href, line, "main"))


def _find_lines(page: Page, text: str, first: int) -> None:
    """Say on which line an address stands that an element holds which is not looked for in the source: data-url of a div.

    Equal addresses are taken in the order in which they stand.
    """
    passed: dict[str, int] = {}
    for reference in page.references[:MOST]:
        if reference.line is None and reference.href:
            at = text.find(reference.href, passed.get(reference.href, 0))
            if at >= 0:
                reference.line = first + text.count("\n", 0, at)
                passed[reference.href] = at + len(reference.href)


def _add_sources(page: Page, tags: list[tuple[str, str, int]]) -> None:
    """Give the page the links below quotations: {% blockquote Ann, The Tea https://a.example/tea The Tea %} of Hexo and Octopress.

    Source: https://hexo.io/docs/tag-plugins#Block-Quote
    """
    for _, inside, line in tags:
        if "://" in inside and _QUOTATION.match(inside):
            values = arguments_of(inside).values
            at = next((number for number, value in enumerate(values) if _URL.fullmatch(value)), None)
            if at is not None:
                text = " ".join(values[at + 1 :]) or values[at].partition("://")[2].rstrip("/")
                page.links.append(Link(len(page.links) + 1, values[at], text, line=line))


def _of_front_matter(front: FrontMatter) -> Iterator[tuple[str, str, int | None]]:
    for top, value in front.values.items():
        for key, text in _leaves(top, value):
            if _URL.fullmatch(text.strip()) and _SHOWN.search(key) and not _NOTED.search(key):
                yield "front matter", text.strip(), front.lines.get(top)
            elif "href" in text and not _NOTED.search(key):
                for anchor in _ANCHOR.finditer(text):
                    found = _HREF.search(anchor[0])
                    href = html.unescape(found[1] or found[2]).strip() if found else ""
                    if href.startswith(("http://", "https://", "//")):
                        yield "front matter", href, front.lines.get(top)


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(key, item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{key}.{name}", inner)


def _of_tags(tags: list[tuple[str, str, int]], *, markdown: bool) -> Iterator[tuple[str, str, int | None]]:
    for where, inside, line in tags:
        for href in _addresses(inside, markdown=markdown):
            yield where, href, line
        video = _VIDEO.match(inside)
        if video and "://" not in inside and _NO_WORD.search(video["id"]):
            yield where, f"https://www.youtube.com/embed/{video['id']}", line


def tags_with_lines(text: str, first: int, *, mdx: bool) -> Iterator[tuple[str, str, int]]:
    """Yield for each tag outside code what it is ("shortcode" or "component"), what stands in it, and its line in the file."""
    kinds = [("shortcode", _TAG)] + ([("component", _COMPONENT)] if mdx else [])
    shown = without_fences(text) if any(mark in text for mark in ("{{", "{%", "<")) else ""
    for where, pattern in kinds:
        line, passed = first, 0
        for tag in pattern.finditer(shown):
            line, passed = line + shown.count("\n", passed, tag.start()), tag.start()
            yield where, next(filter(None, tag.groups()), ""), line


def _addresses(inside: str, *, markdown: bool) -> Iterator[str]:
    """Yield the addresses that a tag hands over: values that are addresses, or nothing but; what a text mentions is text."""
    if "://" not in inside:
        return
    said = arguments_of(inside)
    for value in (*said.values, *said.named.values()):
        if "://" not in value:
            continue
        if value.lstrip()[:1] in "{[":  # data: url={"https://…"}, items='[{"url": "https://…"}]'
            yield from _QUOTED_URL.findall(_ESCAPED.sub(lambda found: html.unescape(found[0]), value))
        elif all(map(_URL.fullmatch, parts := value.replace(",http", " http").split())):
            yield from parts
        elif not markdown:
            yield from _MARKDOWN_URL.findall(value)
