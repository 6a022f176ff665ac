"""Formulas in a text, as TeX writes them between dollar signs or backslashes."""

from __future__ import annotations

import re

# $$x$$, \(x\), \[x\], \begin{align}x\end{align}, and $x$ without blanks inside the signs, so that "$5 and $6" is none.
# Source: MathJax's and KaTeX's auto-render delimiters; the rule of the single sign is pandoc's (tex_math_dollars).
_FORMULA = re.compile(
    r"\$\$[^$]{1,2000}\$\$"
    r"|(?<![\w\\$])\$(?:[^\s$\\]|(?!\s)[^$\n]{0,500}[^$\s\\])\$(?![\w$])"
    r"|\\\((?:[^\\]|\\[^()]){1,2000}\\\)"
    r"|\\\[(?:[^\\]|\\[^\[\]]){1,2000}\\\]"
    r"|\\begin\{(?P<name>[a-z]{1,20}\*?)\}(?s:.){1,1000}?\\end\{(?P=name)\}"
)
# Between single signs: a sign of TeX, or few characters of a sum; what a price, a variable of a shell or a link has not.
_MATHS = re.compile(
    r"\\[A-Za-z]{2}|[\^_]|\A\$[A-Za-z]\$\Z|\A\$[\w\s+*/=<>().,'|!\[\]-]{0,30}[=<>+*/|(\[-][\w\s+*/=<>().,'|!\[\]-]{0,30}\$\Z"
)
_LINK = re.compile(r"\]\((?:/|#|\w+:)|://")


def formula_at(text: str, start: int) -> str:
    """Return the formula that begins at a place of the text, with its signs; empty where none does."""
    found = _FORMULA.match(text, start)
    return found[0] if found and _is_maths(found[0]) else ""


def formulas(text: str) -> tuple[str, ...]:
    """Return the formulas of a text, with the signs around them."""
    if "$" not in text and "\\" not in text:
        return ()
    return tuple(found[0] for found in _FORMULA.finditer(text) if _is_maths(found[0]))


def _is_maths(formula: str) -> bool:
    double = formula.startswith(("$$", "\\"))
    return double or (_MATHS.search(formula) is not None and not _LINK.search(formula))


def is_formula(text: str) -> bool:
    """Return whether a text is a formula from end to end."""
    return (
        text[:1] in {"$", "\\"} and (found := _FORMULA.match(text)) is not None and found.end() == len(text)
    )
