"""Prepare crawler/catalog/url_attributes.toml for looking up the elements and attributes that hold URLs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from crawler.catalog.url_places import url_places
from crawler.extract.url_references import data_names

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.catalog.url_places import UrlPlace

# They have readers of their own, which take more from the element than its address.
_READ_ELSEWHERE = {"link", "canonical", "hreflang", "refresh", "base", "meta"}
# Elements that nearly every page has: the tree is asked for them in any case.
_USUAL = {
    "a", "area", "base", "code", "embed", "form", "html", "iframe", "img", "link", "meta", "object", "pre", "script", "source",
    "style", "textarea", "track", "video", "audio",
}  # fmt: skip
_LOADED = ("iframe", "embed", "object", "video", "audio", "source", "track", "script", "form")

OF_ELEMENT: dict[str, list[tuple[str, UrlPlace]]] = defaultdict(list)  # element -> its attributes
TEXT_OF: dict[str, list[UrlPlace]] = defaultdict(list)  # element -> what its own text may be
OF_ANY: dict[str, UrlPlace] = {}  # attributes that any element may have
_RARE: list[
    tuple[str, str, str]
] = []  # what both must stand in the source, and the selector of such elements

for _place in url_places():
    for _element in () if _place.where in _READ_ELSEWHERE else _place.elements:
        if not _place.attributes:
            TEXT_OF[_element].append(_place)
        for _name in _place.attributes:
            OF_ELEMENT[_element].append((_name, _place))
            if _element not in _USUAL:
                # The selectors of lexbor know no attribute with a colon in its name.
                _RARE.append(
                    (
                        f"<{_element.lower()}",
                        f"{_name}=",
                        _element if ":" in _name else f"{_element}[{_name}]",
                    )
                )
    if not _place.elements:
        OF_ANY |= dict.fromkeys(_place.attributes, _place)

_ANY_NAMES = tuple(name for name in OF_ANY if name != "style" and not name.startswith("data-"))
SELECTOR = ", ".join((*_LOADED, "style", "[style*='url(' i]", "[style*='image-set(' i]"))


def rare(source: str) -> tuple[set[str], list[str]]:
    """Return which attributes of any element this page may have, and the selectors of all that most pages have not.

    An attribute that is not in the source need not be looked for in the tree.
    """
    names, lower = data_names(source), source.lower()
    names |= {name for name in _ANY_NAMES if f"{name}=" in lower}
    elements = {selector for tag, name, selector in _RARE if tag in lower and name in lower}
    return names, [*sorted(elements), *(f"[{name}]" for name in sorted(names))]


def inside(node: LexborNode, tag: str) -> bool:
    """Return whether the nearest `svg` or `foreignObject` around an element is an element called `tag`."""
    around = node.parent
    while around is not None and around.tag not in {"svg", "foreignObject"}:
        around = around.parent
    return around is not None and around.tag == tag
