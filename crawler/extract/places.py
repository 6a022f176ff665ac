"""Prepare crawler/catalog/url_attributes.toml for looking up the elements and attributes that hold URLs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from crawler.catalog.url_places import url_places
from crawler.extract import dom

if TYPE_CHECKING:
    from crawler.catalog.url_places import UrlPlace

# They have readers of their own, which take more from the element than its address.
_READ_ELSEWHERE = {"link", "canonical", "hreflang", "refresh", "base", "meta"}
# The tree is asked for them whatever attributes they have.
_USUAL = {
    "a", "area", "base", "code", "embed", "form", "html", "iframe", "img", "link", "meta", "object", "pre", "script", "source",
    "style", "textarea", "track", "video", "audio",
}  # fmt: skip
OF_ELEMENT: dict[str, list[tuple[str, UrlPlace]]] = defaultdict(list)  # element -> its attributes
TEXT_OF: dict[str, list[UrlPlace]] = defaultdict(list)  # element -> what its own text may be
OF_ANY: dict[str, UrlPlace] = {}  # attributes that any element may have
_selectors = ["iframe", "embed", "object", "video", "audio", "source", "track", "script", "form", "style"]

for _place in url_places():
    for _element in () if _place.where in _READ_ELSEWHERE else _place.elements:
        if not _place.attributes:
            TEXT_OF[_element].append(_place)
        for _name in _place.attributes:
            OF_ELEMENT[_element].append((_name, _place))
            if _element not in _USUAL:
                # A selector knows no attribute with a colon in its name.
                _selectors.append(_element if ":" in _name else f"{_element}[{_name}]")
    if not _place.elements:
        OF_ANY |= dict.fromkeys(_place.attributes, _place)

NAMES = {name for name in OF_ANY if name != "style" and not name.startswith("data-")}
_selectors += [f"[{name}]" for name in sorted(NAMES)]
SELECTOR = ", ".join(dict.fromkeys((*_selectors, "[style*='url(' i]", "[style*='image-set(' i]")))


def inside(node: dom.Element, tag: str) -> bool:
    """Return whether the nearest `svg` or `foreignObject` around an element is an element called `tag`."""
    around = dom.parent(node)
    while around is not None and around.tag not in {"svg", "foreignObject"}:
        around = dom.parent(around)
    return around is not None and around.tag == tag
