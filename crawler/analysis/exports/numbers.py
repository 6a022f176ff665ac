"""Numbers and days as exports write them: 1,204 and 1.204 and 1 204 are the same number of clicks."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

LONGEST = 40  # characters of a number
# A group of two is India's: 1,00,000.
_WHOLE = re.compile(r"\d+|\d{1,3}(?:[.,'’ ]\d{2,3})*[.,'’ ]\d{3}|\d+[.,]0+")
_DECIMAL = re.compile(r"\d[\d.,'’ ]*")
_SIGNS = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "٫": ".", "٬": ",", "．": ".", "，": ","}
)
_DAY = re.compile(r"(?<!\d)(20\d\d)([-/]?)(\d\d)\2(\d\d)(?!\d)")


def whole(cell: object) -> int | None:
    """Return a count, such as clicks; None for what is none. Every separator parts thousands."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return int(cell) if 0 <= cell < 2**53 and float(cell).is_integer() else None
    text = _plain(cell)
    if not _WHOLE.fullmatch(text):
        return None
    if re.fullmatch(r"\d+[.,]0+", text) and not re.fullmatch(r"\d{1,3}[.,]000", text):
        text = re.split("[.,]", text)[0]
    number = int(re.sub(r"\D", "", text))
    return number if number < 2**53 else None


def decimal(cell: object, *, grouped: bool = False) -> float | None:
    """Return a number with decimals, or None. `grouped`: of 1,234 the comma parts thousands, as in sums of money."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) and 0 <= cell < 2**53 else None
    text = re.sub(r"^[^\d.,=+-]{1,4}|[^\d.,]{1,4}$", "", _plain(cell)).strip()
    if not _DECIMAL.fullmatch(text):
        return None
    text = re.sub("['’ ]", "", text)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return _below(int(text))
    sign, after = text[last], text[last + 1 :]
    alone = text.count(".") + text.count(",") == 1
    if text.count(sign) > 1 or (alone and grouped and len(after) == 3 and text[:last] not in {"", "0"}):
        return _below(int(re.sub("[.,]", "", text)))
    return _below(float(f"{re.sub('[.,]', '', text[:last]) or 0}.{after or 0}"))


def share(cell: object) -> float | None:
    """Return a percentage as a share: 0.0264 of "2.64 %", "%2,64" and of a workbook's 0.0264."""
    if isinstance(cell, str) and "%" in cell[:LONGEST]:
        found = decimal(cell.replace("%", "", 1).strip())
        return None if found is None else found / 100
    found = decimal(cell)
    return found if found is not None and found <= 1 else None


def days_in(text: str) -> list[str]:
    """Return the days that a text names as 2026-08-01, 2026/08/01 or 20260801, in its order."""
    found = []
    for year, _, month, day in _DAY.findall(text[:2_000]):
        try:
            found.append(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return found


def day(cell: object) -> str:
    """Return a cell that is a day and nothing else; empty for any other."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    text = str(cell or "").strip()[:LONGEST]
    return days_in(text)[0] if _DAY.fullmatch(text) and days_in(text) else ""


def _plain(cell: object) -> str:
    return str(cell).translate(_SIGNS).strip()[:LONGEST]


def _below(number: float) -> float | None:
    return number if number < 2**53 else None
