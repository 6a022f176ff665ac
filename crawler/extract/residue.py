"""Count the attributes, and their bytes, that plugins, editors and copied pages left in the tags."""

from __future__ import annotations

import re

# Words of which one must stand in the source, and the attributes that they are about. Quoted values only: programs quote.
_VALUE = r"""=(?:"[^"<>]{0,4000}"|'[^'<>]{0,4000}')"""
KINDS = {
    # Link Whisper adds a pair on every run and takes none away.
    "Link Whisper": (("data-wpil",), re.compile(rf"data-wpil(?<=\sdata-wpil)(?:-url-old|-url)?{_VALUE}")),
    # Written by Avada's script while a page is shown; in a source they were copied from there.
    "Avada": (
        ("data-fontsize",),
        re.compile(
            r"""\s(?:data-(?:fontsize|lineheight)=(?:"[^"<>]{0,40}"|'[^'<>]{0,40}')"""
            r"""|style="--fontsize:[^"<>]{0,200}"|class="fusion-responsive-typography-calculated")""",
            re.IGNORECASE,
        ),
    ),
    "Google Docs": (
        ("docs-internal-guid",),
        re.compile(r"""\sid=["']docs-internal-guid-[\w-]{0,60}["']""", re.IGNORECASE),
    ),
    "Google Docs headings": (('id="h.',), re.compile(r'\sid="h\.[a-z0-9]{5,20}"')),
    "Word": (
        ("mso-", "Mso"),
        re.compile(
            r"""\s(?:class=["']Mso\w{1,40}["']|style=(?:"[^"<>]{0,1000}mso-[^"<>]{0,2000}"|'[^'<>]{0,1000}mso-[^'<>]{0,2000}'))""",
            re.IGNORECASE,
        ),
    ),
    "ChatGPT": (
        ("data-is-",),
        re.compile(r"""\sdata-(?:start|end|is-last-node|is-only-node)="[^"<>]{0,20}\"""", re.IGNORECASE),
    ),
    "inline styles": (
        ("style=",),
        # A table's columns are aligned so where Markdown is rendered; nobody wrote it.
        re.compile(rf"style(?<=\sstyle)(?!=[\"']text-align:\s?(?:left|center|right);?[\"']){_VALUE}"),
    ),
}


def read_residue(html: str) -> dict[str, tuple[int, int]]:
    """Return count and bytes of what was left, by what left it; only what is there."""
    found: dict[str, tuple[int, int]] = {}
    small = html if len(html) < 2_000_000 else html[:2_000_000]
    for name, (words, pattern) in KINDS.items():
        if not any(word in small for word in words):
            continue
        # With the white space before each.
        sizes = [match.end() - match.start() + (match[0][0] > " ") for match in pattern.finditer(small)]
        if sizes:
            found[name] = (len(sizes), sum(sizes))
    return found
