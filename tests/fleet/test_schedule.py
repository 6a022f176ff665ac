"""When a site is due."""

from datetime import UTC, datetime

import pytest

from crawler.fleet.schedule import last_due, next_due


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "now", "last", "following"),
    [
        ("0 3 * * 1", "UTC", "2026-11-25T12:00", "2026-11-23T03:00", "2026-11-30T03:00"),
        ("0 3 * * 1", "UTC", "2026-11-23T03:00", "2026-11-23T03:00", "2026-11-30T03:00"),
        ("0 3 * * 1", "UTC", "2026-11-23T03:00:59", "2026-11-23T03:00", "2026-11-30T03:00"),
        ("0 3 * * *", "Europe/Berlin", "2026-07-01T12:00", "2026-07-01T01:00", "2026-07-02T01:00"),
        ("0 3 * * *", "Europe/Berlin", "2026-12-01T12:00", "2026-12-01T02:00", "2026-12-02T02:00"),
        ("@weekly", "UTC", "2026-11-25T12:00", "2026-11-22T00:00", "2026-11-29T00:00"),
    ],
)
def test_the_newest_and_the_next_moment(cron, zone, now, last, following):
    assert (last_due(cron, zone, at(now)), next_due(cron, zone, at(now))) == (at(last), at(following))
