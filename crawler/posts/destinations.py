"""Resolve template code in the URLs of a post: [tea]({% post_url 2024-05-01-tea %}), <a href="{{ '/tea' | url }}">.

Markdown and HTML see its quotation marks and spaces and make no link of it, where the site generator has long replaced it.
So a word takes its place while the post is read, and gives it back afterwards.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from typing import TYPE_CHECKING, Any

from crawler.posts.tags import TAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.items import Page

# A post cannot write a word that it does not know. With a colon it is a scheme, so that <…> is an address.
_WORD = f"tag{secrets.token_hex(8)}n"
_PLACE = re.compile(rf"(?:{_WORD})(\d+):")
_DEFINITION = re.compile(r"\s{0,3}(?:>\s?)*\[[^\]]{1,200}\]:\s*<?[^\s<>]*\Z")
_ADDRESS = re.compile(r"https?://[^\s<>()\"']{1,200}\Z")
_AUTOLINK = re.compile(r"(?:\A|[^\w\\])<(?:https?://[^\s<>]{0,200})?\Z")
_SEEN = 600  # characters before the code that are looked at
_HOST = re.compile(r"https?://[^/?#]*")
MOST = 5_000  # pieces of one post
UNKNOWN = "template:"  # before an address that only the site generator knows


def with_words(text: str, *, mdx: bool = False) -> tuple[str, list[str]]:
    """Return the text with a word for each piece of template code in an address, and the pieces in order; MDX has none."""
    if mdx or ("{{" not in text and "{%" not in text):
        return text, []
    kept: list[str] = []
    parts: list[str] = []
    tail, at = "", 0
    for tag in TAG.finditer(text):
        before = text[at : tag.start()]
        tail = (tail + before)[-_SEEN:]
        at = tag.end()
        kind = _kind(tail) if len(kept) < MOST else ""
        if not kind:
            parts += [before, tag[0]]
            tail += tag[0]
            continue
        word = f"{_WORD}{len(kept)}:"
        kept.append(tag[0])
        parts += [before, word]
        tail += word
        if lines := tag[0].count("\n"):
            # Lines stay where they are: before the bracket that closes a link there may be white space.
            end = text.find(")", at, at + _SEEN) if kind == "link" else at
            end = max(end, at)
            parts += [text[at:end], "\n" * lines]
            tail, at = tail + text[at:end], end
    return "".join([*parts, text[at:]]), kept


def _kind(before: str) -> str:
    """Return what address the code behind a text belongs to: "link", "definition", "tag" or "address"; empty for none."""
    line = before[before.rfind("\n") + 1 :]
    opened = line.rfind("](")
    if opened >= 0 and not re.search(r"[\s()<>]", line[opened + 2 :].lstrip().removeprefix("<")):
        return "link"
    if _DEFINITION.match(line):
        return "definition"
    if _AUTOLINK.search(line) or _ADDRESS.search(line):
        return "address"
    element, equals, value = before[before.rfind("<") :].rpartition("=")
    value = value.lstrip()
    if value[:1] in {"'", '"'}:
        value = value[1:]
    is_open = equals and re.match(r"<[A-Za-z][\w:.-]*\s", element) and ">" not in element
    return "tag" if is_open and not re.search("[\"'<>]", value) else ""


def give_back(page: Page, kept: list[str], meant: Callable[[str], str | None]) -> None:
    """Put the template code back wherever its word stands in the page; in addresses, what it stands for.

    `meant` returns what a piece of code writes, None where only the site generator knows. Such an address begins with
    `template:`, unless it has a host of its own.
    """
    if not kept:
        return

    def written(text: str) -> str:
        return _PLACE.sub(lambda place: kept[int(place[1])] if int(place[1]) < len(kept) else place[0], text)

    def address(text: str) -> str:
        if _WORD not in text:
            return text
        code = written(text)
        parts = [(meant(kept[int(place[1])]), place) for place in _PLACE.finditer(text)]
        if all(part is not None for part, _ in parts):
            values = [str(part) for part, _ in parts]
            made = ""
            for value, text_before in zip([*values, ""], _PLACE.split(text)[::2], strict=True):
                made += text_before
                # Behind {{ site.url }}, {% post_url x %} writes the path that it does write.
                value = _HOST.sub("", value) if made else value  # noqa: PLW2901
                made += value[1:] if made.endswith("/") and value.startswith("/") else value
            return made
        return code if code.startswith(("http://", "https://", "mailto:", "//")) else UNKNOWN + code

    for links in (page.links, page.references):
        for link in links:
            link.href = address(link.href)
    for image in page.images:
        image.src = address(image.src)
    for field in dataclasses.fields(page):
        value = getattr(page, field.name)
        if value and field.name not in {"notes", "findings"}:
            setattr(page, field.name, _deep(value, written))


def _deep(value: Any, written: Callable[[str], str]) -> Any:
    """Return a fact with the code put back in all its texts."""
    if isinstance(value, str):
        return written(value) if _WORD in value else value
    if isinstance(value, list | tuple):
        kind = type(value)
        made = [_deep(item, written) for item in value]
        return kind(*made) if hasattr(value, "_fields") else kind(made)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if isinstance(inner, str | tuple) and inner:
                setattr(value, field.name, _deep(inner, written))
    return value
