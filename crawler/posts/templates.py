"""Resolve what a site generator's template language does to a post: example code, comments, disclosures."""

from __future__ import annotations

import html
import re

from crawler.posts.fences import Fence

# Blocks of example code, and comments, which nobody sees.
# Source: https://jekyllrb.com/docs/liquid/tags/, https://gohugo.io/shortcodes/highlight/, https://hexo.io/docs/tag-plugins
_OPENS = re.compile(
    r"(?<!`)\{%-?\s*(?P<liquid>highlight|codeblock|code|comment|capture|set(?=\s+\w+\s*-?%\}))\b[^%\n]{0,300}%\}"
    r"|(?<!`)\{\{[<%]\s*(?P<hugo>highlight|codeblock|code-toggle|code|mermaid|math|katex)\b[^>%\n]{0,300}(?<!/)[>%]\}\}"
)
_CODE_LINK = re.compile(
    r"\{%-?\s*code(?:block)?\s(?:[^%\n]*?\s)?(?P<href>https?://[^\s%\"']+)(?:\s+(?P<text>[^\s%:][^%:\n]*?))?\s*-?%\}"
)
_HIDDEN = {"comment", "set", "capture"}
# {% set name %}…{% endset %} of Nunjucks and {% capture name %} of Liquid keep what stands in it for later.
# Source: https://mozilla.github.io/nunjucks/templating.html#set, https://shopify.github.io/liquid/tags/variable/#capture
_NAME = re.compile(r"\{%-?\s*(?:set|capture)\s+[\"']?([\w-]+)")
_OUTPUT = re.compile(r"\{\{-?\s*(?P<name>[\w-]+)(?P<filters>[^{}]{0,300})\}\}")
_HANDED = re.compile(r"=\s?([A-Za-z_][\w-]*)(?=[\s%}])")
# :::tip and ::: around a box (Docusaurus, VitePress), ::alert{type="info"} and :: (Nuxt): nobody sees them.
_BOX = re.compile(r" {0,12}(?::{3,} ?(?:[a-zA-Z][\w-]*)?|::(?:[a-z][\w-]*(?=[{ ]|$))?)(?:\{[^{}]*\})? *")
# !!! note "Title", ??? tip, === "Tab" of Python-Markdown (MkDocs, Pelican), with all that is indented below.
_ADMONITION = re.compile(r'(?:!!!|\?\?\?\+?|===[!+]?) ?(?:[a-z][\w -]*)?(?:(?<=\s)"(?P<title>[^"\n]*)")?\s*')
# {% include affiliate-disclosure.html %}, {{< disclosure >}}, <AffiliateDisclosure />, and the name in them.
_CALL = re.compile(
    r"""(?<!`)(?:\{%-?\s*(?:include(?:_cached|_relative)?|render|partial)\s+["']?([\w./-]{1,100})["']?\s[^%\n]{0,300}%\}"""
    r"|\{%-?\s*([\w-]{1,100})\s[^%\n]{0,300}%\}"
    r"|\{\{[<%]\s*([\w./-]{1,100})\s[^>%\n]{0,300}[>%]\}\}"
    r"|<([A-Z]\w{1,100})(?:\s[^<>\n]{0,300})?/>)"
)
_DISCLOSES = re.compile(
    r"disclosures?(?:\.\w{1,8})?$|(?:affiliate|amazon|associate|ftc|sponsor|paid)\w{0,20}[-_]?"
    r"(?:disclos|disclaimer|notice|note\b|hinweis)",
    re.IGNORECASE,
)
SAID = "Affiliate disclosure"


def without_templates(text: str, *, fences: bool = False) -> str:
    """Return a post with its template language's code blocks as HTML, its comments left out and its disclosures said.

    Every line stays where it was. What a Markdown code fence shows is left alone. With `fences`, the code blocks are
    empty fences, which are Markdown's.
    """
    if not any(mark in text for mark in ("{%", "{{", "/>", "\n::", "!!!", "???", '=== "')):
        return text
    kept: list[str] = []
    lines = _unindented(text.split("\n"))
    open_ended: set[str] = set()
    shown = _shown_names(text) if "set " in text or "capture " in text else set()
    fence, number = Fence(), 0
    while number < len(lines):
        line, number = lines[number], number + 1
        text_line = not fence.meets(line) and not fence.is_open
        if (
            text_line
            and (found := _OPENS.search(line))
            and (name := _name(found)) not in open_ended
            and not _is_shown(found, shown)
        ):
            if end := _end(lines, number - 1, found):
                kept += _block(lines[number - 1 : end[0] + 1], found, end[1], fences=fences)
                number = end[0] + 1
                continue
            open_ended.add(name)  # nothing closes it further down, either
        kept.append(line if fence.is_open else "" if _BOX.fullmatch(line) else _CALL.sub(_said, line))
    return "\n".join(kept)


def _unindented(lines: list[str]) -> list[str]:
    """Return the lines with what stands in an admonition or a tab where it would stand alone: Markdown takes it for code."""
    if not any(map(_ADMONITION.fullmatch, map(str.strip, lines))):
        return lines
    kept: list[str] = []
    inside: list[int] = []  # columns
    fence = Fence()
    for number, line in enumerate(lines):
        while line.strip() and inside and line[: inside[-1]].strip():
            inside.pop()
        column = inside[-1] if inside else 0
        shown = line[column:]
        if not fence.meets(shown) and not fence.is_open and (found := _ADMONITION.fullmatch(shown)):
            below = next(filter(str.strip, lines[number + 1 : number + 3]), "")
            if below and not below[: column + 4].strip():
                inside.append(column + 4)
                shown = f"{found['title']}  " if found["title"] else ""
        kept.append(shown)
    return kept


def _is_shown(opened: re.Match[str], shown: set[str]) -> bool:
    """Return whether what is kept in a variable is written out as it is: then it is read where it stands."""
    name = _NAME.match(opened[0].lstrip("`")) if opened["liquid"] in {"set", "capture"} else None
    return name is not None and name[1] in shown


def _shown_names(text: str) -> set[str]:
    """Return the names of variables that are written out, or handed to an include: {{ box }}, content=box."""
    outputs = (found["name"] for found in _OUTPUT.finditer(text) if "highlight" not in found["filters"])
    return {*outputs, *_HANDED.findall(text)}


def _name(opened: re.Match[str]) -> str:
    return "".join(filter(None, opened.groups()))


def _end(lines: list[str], first: int, opened: re.Match[str]) -> tuple[int, re.Match[str]] | None:
    """Return the line on which a block is closed, and the tag that does it."""
    name = _name(opened)
    tag = rf"\{{%-?\s*end{name}\s*-?%\}}" if opened["liquid"] else rf"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}"
    closes = re.compile(tag)
    for number in range(first, len(lines)):
        if found := closes.search(lines[number], opened.end() if number == first else 0):
            return number, found
    return None


def _block(lines: list[str], opened: re.Match[str], closed: re.Match[str], *, fences: bool) -> list[str]:
    """Return the lines of a block as an HTML element, or as a fence; of a comment, as nothing."""
    before, after = opened.string[: opened.start()], closed.string[closed.end() :]
    if len(lines) == 1:
        inside = lines[0][opened.end() : closed.start()]
        shown = "" if opened["liquid"] in _HIDDEN else f"<code>{html.escape(inside, quote=False)}</code>"
        return [f"{before}{shown}{after}"]
    if opened["liquid"] in _HIDDEN:
        return [before, *[""] * (len(lines) - 2), after]
    if fences:
        return ["```", *[""] * (len(lines) - 2), "```"]
    inner = [opened.string[opened.end() :], *lines[1:-1], closed.string[: closed.start()]]
    made = [html.escape(line, quote=False) for line in inner]
    # In a list the whole block belongs to the item, as far as the code itself may stand to the left.
    indent = before if not before.strip() else ""
    made[1:] = [line if line.startswith(indent) else indent + line.lstrip() for line in made[1:]]
    made[0] = f"{before}<pre>{made[0]}"
    made[-1] = f"{made[-1]}</pre>{_caption(opened[0])}{after}"
    return made


def _caption(opened: str) -> str:
    """Return the link above a code block of Hexo's: {% codeblock _.compact http://underscorejs.org/ Underscore.js %}.

    It stands behind the block here, where it is read as HTML. Source: https://hexo.io/docs/tag-plugins#Code-Block
    """
    found = _CODE_LINK.search(opened)
    if found is None:
        return ""
    return f'<a href="{html.escape(found["href"])}">{html.escape(found["text"] or "link")}</a>'


def _said(call: re.Match[str]) -> str:
    return SAID if _DISCLOSES.search(next(filter(None, call.groups()))) else call[0]
