"""Read XML that is not well-formed as written, without repairing it, so that no URL is silently cut or joined."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[?!][^>]*+>"
    r"|<(?P<end>/?)(?P<name>[^\s/<>!?][^\s/<>]*+)(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>|(?P<text>[^<]++|<)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_ENTITY = re.compile(
    r"&(?:(?P<known>amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|(?P<html>[A-Za-z][A-Za-z0-9]{1,30}));"
)


class Written(NamedTuple):
    """One element of a broken file, when its start tag or its text is read."""

    name: str  # without its namespace
    holder: str  # the element around it; empty for none
    attributes: dict[str, str]
    text: str
    sure: bool  # whether all of the text could be read: no entity that only HTML knows, no byte that is no letter


def decoded(body: bytes) -> str:
    """Return an XML file as text: by its byte order mark, by what it declares, else as UTF-8."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    named = _DECLARED.match(body.removeprefix(b"\xef\xbb\xbf")[:400])
    try:
        return body.decode(named[1].decode("ascii") if named else "utf-8-sig", "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8-sig", "replace")


def written_elements(body: bytes) -> Iterator[Written]:
    """Yield each element that has an end tag or no content, with the text before that.

    An element that the end of the file cut off is left out.
    """
    open_: list[tuple[str, dict[str, str]]] = []
    texts: list[str] = []
    sure = True
    for token in _TOKEN.finditer(decoded(body)):
        if token["data"] is not None:
            texts.append(token["data"])
        elif token["text"] is not None:
            text, whole = _read(token["text"])
            texts.append(text)
            sure = sure and whole and token["text"] != "<"
        elif token["name"] is None:
            continue
        elif not token["end"]:
            name = token["name"].rpartition(":")[2]
            attributes = {
                found[1]: _read(found[2] or found[3] or "")[0]
                for found in _ATTRIBUTE.finditer(token["attributes"])
            }
            if token["attributes"].rstrip().endswith("/"):
                yield Written(name, open_[-1][0] if open_ else "", attributes, "", sure=True)
            else:
                open_.append((name, attributes))
                del open_[:-50]
            texts, sure = [], True
        else:
            name = token["name"].rpartition(":")[2]
            if any(name == one for one, _ in open_):
                while (last := open_.pop())[0] != name:
                    sure = False
                yield Written(name, open_[-1][0] if open_ else "", last[1], "".join(texts).strip(), sure=sure)
            texts, sure = [], True


def _read(text: str) -> tuple[str, bool]:
    """Return a text with its entities read, a lone & as it stands; and whether nothing of it is doubtful.

    &Acirc; and its like are known to HTML only, and U+FFFD was no letter of the file's encoding.
    """
    sure = "\ufffd" not in text

    def entity(found: re.Match[str]) -> str:
        nonlocal sure
        if found["known"]:
            return unescape(found[0])
        sure = sure and f"{found['html']};" not in html5
        return found[0]

    return (_ENTITY.sub(entity, text), sure) if "&" in text else (text, sure)
