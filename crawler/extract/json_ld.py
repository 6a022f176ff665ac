"""Read JSON-LD blocks into items: @graph and lists opened, nodes with one @id joined, broken blocks told apart."""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any

from crawler.extract.structured_items import Items, plain_name
from crawler.items import BrokenBlock
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from crawler.items import Page

LIMIT = 1_000_000  # characters of one block
MOST_DEPTH = 50  # nodes in nodes
NEAR = 40  # characters that are shown of what is wrong
NUMBER = 0  # key of a node's own number, which no JSON can have: there every key is a text
VOCABULARY = "schema.org"
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}]', re.DOTALL)
# What XHTML and old advice put around a script; search engines read what is inside.
_WRAPPING = re.compile(
    r"\A\s*+(?:(?://|/\*)\s*+)?+(?:<!\[CDATA\[|<!--)(?:\s*+\*/)?+|(?://|/\*)?+\s*+(?:\]\]>|-->)(?:\s*+\*/)?+\s*+\Z"
)
# What Python says of broken JSON, and the code of it.
_FAULTS = {
    "Expecting ',' delimiter": "comma",
    "Expecting value": "value",
    "Expecting property name enclosed in double quotes": "name",
    "Illegal trailing comma before end of object": "name",
    "Illegal trailing comma before end of array": "value",
    "Expecting ':' delimiter": "colon",
    "Unterminated string starting at": "string",
    "Invalid control character at": "control-character",
    "Invalid \\escape": "escape",
    "Invalid \\uXXXX escape": "escape",
    "Extra data": "rest",
}
_Fault = tuple[str, int]  # its code, and where it stands
_Node = dict[str | int, Any]  # with its number
_Waiting = tuple[_Node, int, str, bool, int]  # node, position of its parent, property, known, depth


def parse(text: str) -> tuple[Any, _Fault | None]:
    """Return a block's value, and what is wrong with it; None for the value of one that cannot be read, or is longer than LIMIT."""
    if len(text) > LIMIT or not text.strip():
        return None, None
    text = _WRAPPING.sub(lambda found: " " * len(found[0]), text) if "<!" in text else text
    try:
        return _load(text, strict=True), None
    except json.JSONDecodeError as error:
        fault = _FAULTS.get(error.msg.partition(":")[0], "value"), error.pos
    except (ValueError, RecursionError) as error:
        return None, ("nested" if isinstance(error, RecursionError) else "constant", 0)
    if fault[0] == "control-character":
        try:
            return _load(text, strict=False), fault
        except json.JSONDecodeError as error:
            return None, (_FAULTS.get(error.msg.partition(":")[0], "value"), error.pos)
        except (ValueError, RecursionError):
            pass
    return None, fault


def _load(text: str, *, strict: bool) -> Any:
    """Return the value of JSON whose objects are numbered in the order in which they close."""
    numbers = count(1)

    def numbered(pairs: list[tuple[str, Any]]) -> _Node:
        made: _Node = dict(pairs)
        made[NUMBER] = next(numbers)
        return made

    return json.loads(text, object_pairs_hook=numbered, strict=strict, parse_constant=_refuse)


def _refuse(name: str) -> None:
    msg = f"{name} is no JSON"
    raise ValueError(msg)


def broken(page: Page, block: int, fault: _Fault) -> BrokenBlock:
    """Return the fault with its place: the line of the page, where that is known."""
    code, position = fault
    text, begins = page.jsonld[block], page.jsonld_lines[block]
    before = text.count("\n", 0, position)
    column = position - text.rfind("\n", 0, position)
    line = None if begins is None else begins + before
    return BrokenBlock(block, code, line, column, " ".join(text[position : position + NEAR].split()))


@cached_per_page
def lines_of(page: Page) -> dict[int, int]:
    """Return the line on which each of the page's items begins, by its position, where it is known. Reads their blocks again."""
    found = {item.position: item.line for item in page.items if item.block < 0 and item.line is not None}
    by_block: dict[int, dict[int, int]] = {}
    for item in page.items:
        if item.block >= 0:
            by_block.setdefault(item.block, {})[item.number] = item.position
    for block, wanted in by_block.items():
        begins, text = page.jsonld_lines[block], page.jsonld[block]
        if begins is None:
            continue
        open_braces: list[int] = []
        closed, last, starts = 0, max(wanted), {}
        for token in _TOKEN.finditer(text):
            sign = token[0]
            if sign == "{":
                open_braces.append(token.start())
            elif sign == "}" and open_braces:
                start = open_braces.pop()
                closed += 1
                if closed in wanted:
                    starts[wanted[closed]] = start
                if closed == last:
                    break
        counted, line = 0, begins
        for position, start in sorted(starts.items(), key=lambda pair: pair[1]):
            line += text.count("\n", counted, start)
            counted = start
            found[position] = line
    return found


def read_json_ld(items: Items, block: int, value: Any) -> None:
    """Add the items of one block; what has another vocabulary than schema.org's is left alone."""
    stack: list[_Waiting] = []
    _push(stack, value, 0, "", known=False, depth=0)
    while stack and items.room():
        node, parent, via, known, depth = stack.pop()
        known = _is_known(node["@context"], known=known) if "@context" in node else known
        graph = node.get("@graph")
        types = _types(node.get("@type"), known=known)
        if isinstance(graph, list | dict):
            _push(stack, graph, parent, via, known=known, depth=depth + 1)
        if not known and not types:
            continue
        item_id = node.get("@id")
        names = [name for name in node if isinstance(name, str) and not name.startswith("@")]
        if not names and not types:
            continue  # only a graph around others
        item = items.add("json-ld", types, item_id if isinstance(item_id, str) else "", parent, via)
        if item.block < 0:
            item.block, item.number = block, node[NUMBER]
        inner: list[_Waiting] = []
        for name in names:
            for one in _flat(node[name]):
                if not isinstance(one, dict):
                    items.value(item, plain_name(name), one)
                elif "@value" in one:
                    if not isinstance(one["@value"], dict | list):
                        items.value(item, plain_name(name), one["@value"])
                elif set(one) == {"@id", NUMBER}:
                    items.refer(item, plain_name(name), one["@id"])
                elif depth < MOST_DEPTH:
                    inner.append((one, item.position, plain_name(name), known, depth + 1))
        stack += reversed(inner)


def _push(
    stack: list[_Waiting],
    value: Any,
    parent: int,
    via: str,
    *,
    known: bool,
    depth: int,
) -> None:
    """Put nodes on the stack so that the first comes first."""
    if depth <= MOST_DEPTH:
        nodes = [one for one in _flat(value) if isinstance(one, dict)]
        stack += [(one, parent, via, known, depth) for one in reversed(nodes)]


def _flat(value: Any) -> list[Any]:
    """Return the values of a property: those of lists, @list and @set one by one."""
    stack, found = [value], []
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += reversed(one)
        elif isinstance(one, dict) and ("@list" in one or "@set" in one):
            stack.append(one.get("@list", one.get("@set")))
        elif one is not None:
            found.append(one)
    return found


def _is_known(context: Any, *, known: bool) -> bool:
    """Return whether names under a context are schema.org's; one that only adds prefixes leaves what was known before."""
    for one in _flat(context):
        if isinstance(one, str) and VOCABULARY in one.lower():
            return True
        if isinstance(one, dict):
            vocabulary = one.get("@vocab")
            if isinstance(vocabulary, str):
                return VOCABULARY in vocabulary.lower()
        elif isinstance(one, str):
            known = False
    return known


def _types(value: Any, *, known: bool) -> tuple[str, ...]:
    """Return the types of schema.org among those of a node."""
    texts = [text for text in _flat(value) if isinstance(text, str)]
    return tuple(plain_name(text) for text in texts if known or VOCABULARY in text)[:10]
