"""The severities of findings."""

SEVERITIES = ("error", "warning", "notice")  # worst first


def at_least(severity: str) -> tuple[str, ...]:
    """Return the severity and those that are worse; none for "never"."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1] if severity in SEVERITIES else ()


FAIL_ON = (*SEVERITIES, "new", *(f"new:{severity}" for severity in SEVERITIES), "never")


def failing(fail_on: str) -> tuple[tuple[str, ...], bool]:
    """Return which severities a value of --fail-on means, and whether only findings that are new."""
    new, _, severity = fail_on.partition(":")
    if new == "new":
        return at_least(severity or SEVERITIES[-1]), True
    return at_least(fail_on), False


NOTIFY_ON = ("new", "always", "failure")  # values of --notify-on
