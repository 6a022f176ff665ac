"""Render a post's body as HTML with the file's line numbers."""

from __future__ import annotations

import html
import itertools
import re
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import html_block
from markdown_it.rules_inline import html_inline, image, link
from markdown_it.token import Token

from crawler.posts import autolinks
from crawler.posts.blank_addresses import read_blanks
from crawler.posts.definitions import read_definitions
from crawler.posts.dialect import COMMON, Dialect
from crawler.posts.formulas import has_formulas, read_formulas
from crawler.posts.html_blocks import whole_html_block
from crawler.posts.loose_emphasis import read_loose_emphasis
from crawler.posts.tight_headings import read_tight_headings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.utils import EnvType, OptionsDict

    Rule = Callable[[StateInline, bool], bool]

# Of Markdown: as long as a novel. What is nothing but marks costs the parser seconds and hundreds of MB for each million.
MAX_CHARACTERS = 512 * 1024
MAX_LINES = 50_000
MAX_WORK = 1_000_000_000  # characters times brackets, over all paragraphs; nested brackets cost that much
WRAPPED = 160  # characters; no line of hard-wrapped text is longer
# Blocks before which a marker stands; inside a table only before a row, since a comment elsewhere would be moved out.
_MARKED = {"heading_open", "paragraph_open", "html_block", "inline", "fence", "code_block", "blockquote_open"}
_PLACED = {"link_open", "image", "html_inline"}
# Attributes behind a link: [tea](/tea){:rel="sponsored"}, as kramdown (Jekyll), pandoc and markdown-it-attrs read them.
_ATTRIBUTE = r"""(?:[.#][\w-][\w:.-]*+|[a-zA-Z][\w:-]*=(?:"[^"{}]*"|'[^'{}]*'|[^\s{}"'=]+))"""
_ATTRIBUTES = re.compile(rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*)[ ]*\}}")
# {#list}, {: #list .big} behind a heading, and {/* #list */} in MDX.
_HEADING_ATTRIBUTES = re.compile(
    rf"\s*\{{(?::?\s?(?P<inside>{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*)\s?|/\*\s*#(?P<comment>[\w:.-]+)\s*\*/)\}}\s*\Z"
)
_OPEN = {"link_open", "em_open", "strong_open", "s_open"}
_CLOSE = {"link_close", "em_close", "strong_close", "s_close"}
_COMMENT_ID = re.compile(r"<!--\s*#([\w:.-]+)\s*-->")  # of Docusaurus
_ID = re.compile(r"(?:^|\s)#([\w:.-]+)")
# Behind a tag alone on its line MDX goes on in Markdown, and kramdown (Jekyll) does where the tag says so.
_TAG_LINE = re.compile(
    r"</?(?!pre\b|script\b|style\b|textarea\b)[A-Za-z][\w.:-]*(?:\s[^<\n]*)?>", re.IGNORECASE
)
_MARKDOWN_INSIDE = re.compile(
    r"<[A-Za-z][^<\n]*\smarkdown=[\"']?(?:1|block|span|true)\b[^<\n]*>", re.IGNORECASE
)
_RAW = re.compile(r"<(?:!--|(?:pre|script|style|textarea)\b)", re.IGNORECASE)
# <div>See [tea](/tea).</div>
_OPENING = re.compile(
    r"""<(?!pre\b|script\b|style\b|textarea\b|code\b)([A-Za-z][\w.:-]*)(?:\s++[\w:-]++(?:=(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`{}/]++))?+)*+\s*+>"""
)
_MARKUP = re.compile(r"[\]*_`]")
_NAMED = re.compile(r"""([a-zA-Z][\w:-]*)=(?:"([^"]*)"|'([^']*)'|(\S+))""")


class Parsed(NamedTuple):
    """A Markdown text as markdown-it's tokens."""

    tokens: list[Token]
    unlinked: list[
        tuple[str, int]
    ]  # addresses that stand bare where nobody makes links of them, and their lines from 0
    unread: int  # paragraphs that would have held the parser; their text is kept, their links are not read


def is_too_long(text: str) -> bool:
    """Return whether the text is more than is read as Markdown."""
    return len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES


@lru_cache(maxsize=1)
def parse(text: str, dialect: Dialect = COMMON) -> Parsed:
    """Return Markdown as tokens, those of the last text from memory; MDX has no indented code.

    Source: https://spec.commonmark.org/, GFM's tables and strikethrough, https://mdxjs.com/docs/what-is-mdx/.
    """
    env: dict[str, int] = {}
    tokens = _parser_of(text, dialect).parse(text, env)
    return Parsed(tokens, [] if dialect.bare else list(_unlinked(tokens)), env.get("unread", 0))


def _unlinked(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Make text again of the links of bare addresses, and yield each address with its line, from 0."""
    for token in tokens:
        if token.type != "inline" or not any(
            child.markup == autolinks.MARK for child in token.children or ()
        ):
            continue
        kept: list[Token] = []
        for child in token.children or ():
            if child.markup != autolinks.MARK:
                kept.append(child)
            elif child.type == "link_open" and not (href := str(child.attrs["href"])).startswith("mailto:"):
                yield href, (token.map or [0])[0] + child.meta.get("row", 0)
        token.children = kept


def _parser_of(text: str, dialect: Dialect) -> MarkdownIt:
    """Return the parser for a text: what it cannot hold is not looked for."""
    return _parser(dialect, autolinks.has_www(text), has_formulas(text))


@cache
def _parser(dialect: Dialect, www: bool, maths: bool) -> MarkdownIt:
    mdx = dialect.mdx
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    if mdx:
        parser.disable("code")
    # What the author wrote is what is audited: javascript: and C:\ links are seen, and no character is rewritten.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    for name, rule in (("link", link), ("image", image), ("html_inline", html_inline)):
        parser.inline.ruler.at(name, _with_row(rule))
    read_definitions(parser, each_line=dialect.blanks)
    tag_line = partial(_tag_line, pattern=_TAG_LINE if mdx else _MARKDOWN_INSIDE, inside=mdx)
    parser.block.ruler.before("html_block", "tag_line", tag_line, {"alt": ["paragraph", "reference"]})
    if mdx:
        parser.block.ruler.at("html_block", _raw_block, {"alt": ["paragraph", "reference", "blockquote"]})
    if dialect.whole_html:
        parser.block.ruler.at(
            "html_block", whole_html_block, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    parser.inline.ruler.before("link", "attribute_list", _attribute_list)
    if maths:
        read_formulas(parser)
    if dialect.blanks:
        read_blanks(parser)
    if dialect.tight_headings:
        read_tight_headings(parser)
    if dialect.loose:
        read_loose_emphasis(parser)
    autolinks.autolinks(parser, www=www)
    parser.add_render_rule("image", _image)
    parser.core.ruler.before("inline", "bounded", _bounded)
    parser.core.ruler.after("inline", "attributes", _attributes)
    return parser


def _with_row(rule: Rule) -> Rule:
    """Return the rule so that what it finds knows its row in the paragraph: rendering loses line ends inside code and links."""

    def find(state: StateInline, silent: bool) -> bool:
        start, first = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent and (row := state.src.count("\n", 0, start)):
            opened = next((token for token in state.tokens[first:] if token.type in _PLACED), None)
            if opened is not None:
                opened.meta = {**opened.meta, "row": row}
        return found

    return find


def _tag_line(
    state: StateBlock, first: int, end: int, silent: bool, *, pattern: re.Pattern[str], inside: bool
) -> bool:
    """Read a tag that stands alone on its line as a block of that line; CommonMark takes all up to an empty line for HTML.

    With `inside`, or where its tag says markdown="1", an element that is one line has Markdown inside.
    """
    start = state.bMarks[first] + state.tShift[first]
    if state.src[start : start + 1] != "<" or state.is_code_block(first):
        return False
    line = state.src[start : state.eMarks[first]].rstrip()
    parts = _one_line(line) if inside or _MARKDOWN_INSIDE.match(line) else []
    if not parts and not pattern.fullmatch(line):
        return False
    if silent:
        return True
    state.line = first + 1
    for number, part in enumerate(parts or [line]):
        text = number == 1
        token = state.push("inline" if text else "html_block", "", 0)
        token.map, token.content = [first, first + 1], part if text else f"{part}\n"
        token.children = [] if text else None
    return True


def _raw_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read what is no Markdown in MDX either: comments, scripts, styles. Inside all other tags it goes on."""
    start = state.bMarks[first] + state.tShift[first]
    return bool(_RAW.match(state.src, start)) and html_block(state, first, end, silent)


def _one_line(line: str) -> list[str]:
    """Return the opening tag of an element that is one line, the Markdown inside, and the closing tag; else nothing."""
    opens, closes = _OPENING.match(line), line.rfind("</")
    if (
        opens is None
        or closes < opens.end()
        or line[closes + 2 :].rstrip("> ") != opens[1]
        or line[-1] != ">"
    ):
        return []
    inside = line[opens.end() : closes]
    return [opens[0], inside, line[closes:]] if _MARKUP.search(inside) else []


def _bounded(state: StateCore) -> None:
    """Leave paragraphs as plain text once the brackets of a text have cost too much."""
    work = 0
    for token in state.tokens:
        if token.type == "inline":
            cost = len(token.content) * (token.content.count("[") + token.content.count("<"))
            if work + cost > MAX_WORK:
                token.type = "text"
                state.env["unread"] = state.env.get("unread", 0) + 1
            else:
                work += cost


def _attribute_list(state: StateInline, silent: bool) -> bool:
    """Give a link, image or code the attributes that stand in braces right behind it, whose _ and * then end no emphasis."""
    if silent or state.pending or not state.tokens or state.src[state.pos] != "{":
        return False
    last, start = None, state.pos
    # There may be several: [tea](/tea){:rel="sponsored"}{:target="_blank"}. An id at the end may be a heading's.
    while (found := _ATTRIBUTES.match(state.src, state.pos)) and not (
        found.end() == len(state.src) and _ID.search(found[1])
    ):
        last = last or _just_closed(state.tokens)
        if last is None:
            break
        _give(last, found[1])
        state.pos = found.end()
    return state.pos > start


def _give(token: Token, inside: str) -> None:
    """Give a token the attributes of a list."""
    for name, *values in _NAMED.findall(inside):
        if name.lower() not in {"href", "src"}:
            token.attrSet(name.lower(), "".join(values))
    if given := _ID.search(inside):
        token.attrSet("id", given[1])


def _just_closed(tokens: Sequence[Token]) -> Token | None:
    """Return the image, the code or the opening token of the link with which the tokens end."""
    if tokens[-1].type in {"image", "code_inline"}:
        return tokens[-1]
    if tokens[-1].type != "link_close":
        return None
    return next(
        (token for token in reversed(tokens) if token.type == "link_open"), None
    )  # links hold no links


def _attributes(state: StateCore) -> None:
    """Give emphasis and headings the attributes that stand in braces behind them."""
    for number, token in enumerate(state.tokens):
        if token.type != "inline" or ("{" not in token.content and "<!--" not in token.content):
            continue
        if state.tokens[number - 1].type == "heading_open":
            _heading_id(state.tokens[number - 1], token)
        opened: list[Token] = []
        last: Token | None = None
        for child in token.children or ():
            # There may be several: [tea](/tea){:rel="sponsored"}{:target="_blank"}.
            while child.type == "text" and last is not None and (found := _ATTRIBUTES.match(child.content)):
                _give(last, found[1])
                child.content = child.content[found.end() :]
            last = None
            if child.type in _OPEN:
                opened.append(child)
            elif child.type in _CLOSE and opened:
                last = opened.pop()
            elif child.type in {"image", "code_inline"}:
                last = child


def _heading_id(opened: Token, inline: Token) -> None:
    """Take the id at the end of a heading: {#id} of kramdown, Hugo and Docusaurus, {: #id}, {/* #id */} of MDX, <!-- #id -->."""
    last = (inline.children or [inline])[-1]
    if last.type == "html_inline" and (comment := _COMMENT_ID.fullmatch(last.content)):
        opened.attrSet("id", comment[1])
    found = _HEADING_ATTRIBUTES.search(last.content) if last.type == "text" else None
    # No site generator knows the classes of WordPress's blocks: an export has left them.
    if found and not (found["inside"] or "").startswith(".wp-"):
        last.content = last.content[: found.start()].rstrip()
        given = _ID.search(found["inside"] or "")
        if name := found["comment"] or (given[1] if given else ""):
            opened.attrSet("id", name)


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], number: int, options: OptionsDict, env: EnvType
) -> str:
    """Return an image; nobody who writes ![](a.jpg) says on purpose that it is decoration, so that one has no alt."""
    token = tokens[number]
    if token.content.strip():
        return renderer.image(tokens, number, options, env)
    attributes = {name: value for name, value in token.attrs.items() if name != "alt" or value}
    return f"<img{renderer.renderAttrs(token.copy(attrs=attributes))}>"


def markdown_to_html(text: str, line: int = 1, marker: str = "", dialect: Dialect = COMMON) -> str:
    """Return Markdown as HTML; with `marker`, comments `<!--{marker}N-->` say on which line of the file what follows stands.

    `line` is the file's line of the text's first line.
    """
    parser, tokens = _parser_of(text, dialect), parse(text, dialect).tokens
    if marker:
        tokens = list(_with_markers(tokens, line, marker))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _with_markers(tokens: Sequence[Token], line: int, marker: str) -> Iterator[Token]:
    for token in tokens:
        if token.type not in _MARKED or not token.map:
            yield token
            continue
        # The text of a fence begins on the line after it.
        at = line + token.map[0] + (token.type == "fence")
        yield Token("html_block", "", 0, content=f"<!--{marker}{at}-->")
        yield token.copy(children=list(_placed(token.children, at, marker))) if token.children else token


def _placed(children: Sequence[Token], line: int, marker: str) -> Iterator[Token]:
    for child in children:
        if row := child.meta.get("row"):
            yield Token("html_inline", "", 0, content=f"<!--{marker}{line + row}-->")
        yield child


def open_fence(text: str, line: int, dialect: Dialect = COMMON) -> int | None:
    """Return the file's line of a code fence that nothing closes; None where there is none."""
    lines: list[str] = []
    for token in parse(text, dialect).tokens:
        if token.type == "fence" and token.map:
            first, end = token.map
            lines = lines or text.split("\n")
            # A quoted fence closes behind its >, and the quote's end ends it too.
            last = lines[end - 1].strip().lstrip("> ") if 0 < end <= len(lines) else ""
            if dialect.whole_html and _ends_in_paragraph(lines[first:], token.markup):
                continue
            if token.level == 0 and (
                end - 1 == first or not last.startswith(token.markup) or last.strip(token.markup[0])
            ):
                return line + first
    return None


def _ends_in_paragraph(lines: list[str], mark: str) -> bool:
    """Return whether a fence's mark ends a line before an empty one: kramdown and Python-Markdown make a code span of that."""
    paragraph = [line.rstrip() for line in itertools.takewhile(str.strip, lines)]
    return paragraph[0].count(mark) > 1 or any(
        line.endswith(mark) and line.strip() != mark for line in paragraph[1:]
    )


def text_to_html(text: str, line: int, marker: str) -> str:
    """Return plain text as paragraphs, nothing in it taken for markup.

    A run of lines is one, but where a line is longer than anybody breaks lines at, each line is.
    """
    parts, open_, each = [f"<!--{marker}{line}-->"], False, False
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if row.strip() and (not open_ or each):
            if not open_:
                run = itertools.takewhile(str.strip, itertools.islice(rows, number, None))
                each = any(len(line) > WRAPPED for line in run)
            parts.append("<p>")
        elif not row.strip() and open_:
            parts.append("</p>")
        open_ = bool(row.strip())
        parts.append(html.escape(row, quote=False) + "\n")
    return "".join(parts)
