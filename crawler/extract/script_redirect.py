"""Read where a page leads that holds nothing but a script that sends its readers on: /go/tent with `location.href = "…"`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract import dom
from crawler.extract.refresh import sends_on
from crawler.extract.state import sent

if TYPE_CHECKING:
    from crawler.items import Page

PAGE = 8_192  # characters of a page that is no more than a redirect …
WORDS = 30  # … how many of them readers see …
SCRIPT = 2_048  # … and how long the script is
_COMMENT = re.compile(r"/\*.*?\*/|^[ \t]*//[^\n]*$", re.DOTALL | re.MULTILINE)
_PLACE = r"(?:(?:window|document|self|top|parent)\s*\.\s*)?location"
_TEXT = r"""(?:"([^"\\\n<>{}`]*(?:\\/[^"\\\n<>{}`]*)*)"|'([^'\\\n<>{}`]*(?:\\/[^'\\\n<>{}`]*)*)')"""
_GO = rf"{_PLACE}\s*(?:(?:\.\s*href\s*)?=\s*{_TEXT}|\.\s*(?:replace|assign)\s*\(\s*{_TEXT}\s*\))"
# The whole script is this one statement, by itself or after a short wait: no condition, variable or other call is passed over.
_ALONE = re.compile(rf"\s*{_GO}\s*;?\s*")
_LATER = re.compile(
    rf"\s*(?:window\s*\.\s*)?setTimeout\s*\(\s*(?:function\s*\(\s*\)|\(\s*\)\s*=>)\s*\{{\s*{_GO}\s*;?\s*\}}\s*,\s*\d{{1,4}}\s*\)\s*;?\s*"
)
_DATA = "application/ld+json"


def read_script_redirect(page: Page, tree: dom.Tree, html: str) -> None:
    """Fill `page.refresh` where a script sends the readers on at once and there is nothing else to read.

    Any script besides it, but for structured data, may do something else first: then nothing is said.
    """
    if page.refresh or len(html) > PAGE or page.words > WORDS or "location" not in html:
        return
    scripts = [node for node in tree.css("script") if (dom.attribute(node, "type") or "").lower() != _DATA]
    if len(scripts) != 1 or dom.attribute(scripts[0], "src") is not None:
        return
    text = dom.text(scripts[0])
    if len(text) > SCRIPT:
        return
    text = _COMMENT.sub("", text)
    found = _ALONE.fullmatch(text) or _LATER.fullmatch(text)
    href = next(filter(None, found.groups()), "").replace("\\/", "/") if found else ""
    to = sends_on(0, sent(page, href), page.base, page.url) if href else ""
    if to != page.url:
        page.refresh = to
