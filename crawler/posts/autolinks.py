"""Recognise bare URLs in Markdown: https://a.example/x, www.a.example, me@a.example.

Source: https://github.github.com/gfm/#autolinks-extension-, and cmark-gfm where that is silent: behind http:// the host may
be one word. Scripts without spaces have an address begin behind any of their letters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

MARK = "linkify"  # markup of the tokens
LONGEST = 4_096  # characters of an address
_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
_BEFORE = re.compile(r"[\s*_~(>]|[^\x00-\x7f]")
_BARE_WWW = re.compile(r"(?:\A|[\s*_~(>]|[^\x00-\x7f])www\.")
_LOCAL_PART = re.compile(r"[A-Za-z0-9.+_-]{1,64}\Z")
_MAIL_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
# To the next white space or <, and no further than the punctuation of scripts without spaces, which is no part of one.
_REST = re.compile(r"[^\s<\u3000-\u303f\uff00-\uff65]+")
_HOST = re.compile(r"[^\s/?#:<>\"'()\[\]{}|\\^`,;!*~=&%$+@]+")
_TRAILING = "?!.,:*_~'\""
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")


def has_www(text: str) -> bool:
    """Return whether an address without a scheme may stand in the text: most www. are parts of others."""
    return "www." in text and _BARE_WWW.search(text) is not None


def autolinks(parser: MarkdownIt, *, www: bool) -> None:
    """Let the parser make links of bare addresses; with `www`, of those without a scheme too, which takes it longer."""
    parser.inline.ruler.push("bare_address", _address)
    parser.inline.ruler.push("bare_mail", _mail)
    if www:
        parser.inline.add_terminator_char("w")
        parser.inline.ruler.push("bare_www", _www)


def _address(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    found = _SCHEME.search(state.pending[-5:])
    if found is None:
        return False
    if not _may_begin(state.src, state.pos - len(found[0])):
        return False
    rest = _taken(state.src, state.pos + 3, state.posMax, short=True)
    if not rest:
        return False
    state.pending = state.pending[: -len(found[0])]
    address = f"{found[0]}://{rest}"
    _push(state, address.replace("&amp;", "&"), address)
    state.pos += 3 + len(rest)
    return True


def _www(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or not state.src.startswith("www.", state.pos):
        return False
    if not _may_begin(state.src, state.pos):
        return False
    rest = _taken(state.src, state.pos, state.posMax, short=False)
    if not rest:
        return False
    _push(state, f"http://{rest}".replace("&amp;", "&"), rest)
    state.pos += len(rest)
    return True


def _mail(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or not state.src.startswith("@", state.pos):
        return False
    local = _LOCAL_PART.search(state.pending[-65:])
    host = _MAIL_HOST.match(state.src, state.pos + 1, min(state.posMax, state.pos + 256))
    if local is None or host is None or host[0][-1] in "-_":
        return False
    if state.src[state.pos - len(local[0]) - 1 : state.pos - len(local[0])] == "_":
        return False  # what stands before may be emphasis already
    written = f"{local[0]}@{host[0]}"
    prefix = "mailto:" if state.pending[: -len(local[0])].lower().endswith("mailto:") else ""
    state.pending = state.pending[: -len(prefix + local[0])]
    _push(state, f"mailto:{written}", prefix + written)
    state.pos = host.end()
    return True


def _may_begin(text: str, at: int) -> bool:
    """Return whether an address may begin there: not behind a letter or quotation mark, nor in a tag of a template language."""
    if at and not _BEFORE.match(text[at - 1]):
        return False
    return "{" not in text or not any(
        text.rfind(opens, 0, at) > text.rfind(closes, 0, at) for opens, closes in (("{{", "}}"), ("{%", "%}"))
    )


def _taken(text: str, start: int, end: int, *, short: bool) -> str:
    """Return what of the text is the address without its scheme; empty where no host stands there.

    `short`: the host may be one word; else it has at least one dot behind its www.
    """
    host = _HOST.match(text, start, end)
    rest = _REST.match(text, start, min(end, start + LONGEST))
    if host is None or rest is None:
        return ""
    if rest[0][-1] == "\\" and text.startswith("\n", rest.end()):  # which breaks the line
        rest = _REST.match(text, start, rest.end() - 1)
        if rest is None:
            return ""
    labels = host[0].rstrip(".").split(".")
    if "_" in "".join(labels[-2:]) or not (short or (len(labels) > 2 and all(labels))):
        return ""
    return _trimmed(rest[0])


def _trimmed(address: str) -> str:
    """Return an address without the punctuation behind it, and without a bracket that nothing in it opens."""
    while address:
        last = address[-1]
        if last in _TRAILING:
            address = address.rstrip(_TRAILING)
        elif last == ";":
            found = _ENTITY.search(address[-40:])
            address = address[: -len(found[0])] if found else address[:-1]
        elif last in ")]" and address.count(last) > address.count("(["[last == "]"]):
            address = address[:-1]
        else:
            break
    return address


def _push(state: StateInline, href: str, text: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": href}
    token.markup, token.info = MARK, "auto"
    token.meta = {"row": row} if (row := state.src.count("\n", 0, state.pos)) else {}
    state.push("text", "", 0).content = text
    token = state.push("link_close", "a", -1)
    token.markup, token.info = MARK, "auto"
