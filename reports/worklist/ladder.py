"""How far each issue is folded, so that the list stays one that people work through: by cause, else by page, else into one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

BY_CAUSE, BY_PAGE, BY_RULE = range(3)
SHARE = {
    "error": 8.0,
    "warning": 2.0,
    "notice": 0.5,
}  # how many rows an issue may have, for each one that the step allows
STEPS = (10_000, 1_000, 500, 300, 200, 150, 100, 75, 50, 40, 30, 25, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2, 1)


def levels(rules: pd.DataFrame, most: float) -> dict[str, int]:
    """Return the level of each rule: the least folding with which all of them have at most `most` rows, or the last step's.

    `rules` has the columns rule, severity, by_cause and by_page, the last two being numbers of rows.
    """
    chosen = None
    for step in STEPS:
        allowed = (rules["severity"].map(SHARE) * step).clip(lower=1)
        level = rules["by_page"].le(allowed).map({True: BY_PAGE, False: BY_RULE})
        level = level.where(rules["by_cause"] > allowed, BY_CAUSE)
        rows = rules["by_cause"].where(level == BY_CAUSE, rules["by_page"].where(level == BY_PAGE, 1))
        chosen = dict(zip(rules["rule"], level.astype(int), strict=True))
        if rows.sum() <= most:
            break
    return chosen or {}
