"""Read declarative shadow roots, whose template content is part of the page."""

from __future__ import annotations

import re

_TAG = re.compile(r"""<(/?)(template)(?=[\s/>])((?:[^>"']++|"[^"]*+"|'[^']*+')*+)""", re.IGNORECASE)
_MODE = re.compile(r"""\sshadowrootmode\s*+=\s*+["']?(?:open|closed)(?=["'\s/>]|$)""", re.IGNORECASE)
SHOWN_AS = "fieldset"  # a plain block with a name as long as "template", so that nothing in the source moves


def with_shadow_roots(html: str) -> str:
    """Return the page with its declarative shadow roots as elements of the page, which readers see and click.

    Source: HTML standard, the template element's shadowrootmode.
    """
    if "shadowrootmode" not in html and "SHADOWROOTMODE" not in html:
        return html
    pieces, position = [], 0
    opened: list[bool] = []  # for each template that is open, whether it is a shadow root
    for tag in _TAG.finditer(html):
        if tag[1]:
            is_root = opened.pop() if opened else False
        else:
            is_root = bool(_MODE.search(tag[3]))
            opened.append(is_root)
        if is_root:
            pieces += [html[position : tag.start(2)], SHOWN_AS]
            position = tag.end(2)
    return "".join([*pieces, html[position:]])
