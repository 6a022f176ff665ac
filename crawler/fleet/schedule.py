"""When a site is due: cron expressions, in the time zone that the site names."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.catalog.reader import RuleFileError


def check_timezone(name: str) -> None:
    """Raise RuleFileError for a time zone that nobody knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"timezone {name!r}: is unknown; write one such as Europe/Berlin"
        raise RuleFileError(msg, key="timezone") from error


def check_cron(text: str) -> None:
    """Raise RuleFileError for what is no cron expression of five fields, and for one that never comes."""
    if not text:
        return
    from croniter import CroniterError, croniter

    right = len(text.split()) == 5 or (text.startswith("@") and text != "@reboot")
    try:
        if not right:
            raise ValueError
        croniter(text, datetime.now(UTC)).get_next()
    except (CroniterError, ValueError, KeyError) as error:
        msg = f"cron {text!r}: should be five fields, such as 0 3 * * 1 (Mondays at 3:00), or @daily, @weekly, @monthly"
        raise RuleFileError(msg, key="cron") from error


def last_due(cron: str, timezone: str, now: datetime) -> datetime:
    """Return the newest moment up to `now` at which the expression fires, in UTC."""
    from croniter import croniter

    there = now.astimezone(ZoneInfo(timezone))
    if croniter.match(cron, there):
        return there.replace(second=0, microsecond=0).astimezone(UTC)
    found = croniter(cron, there).get_prev(datetime)
    assert isinstance(found, datetime)
    return found.astimezone(UTC)


def next_due(cron: str, timezone: str, now: datetime) -> datetime:
    """Return the first moment after `now` at which the expression fires, in UTC."""
    from croniter import croniter

    found = croniter(cron, now.astimezone(ZoneInfo(timezone))).get_next(datetime)
    assert isinstance(found, datetime)
    return found.astimezone(UTC)
