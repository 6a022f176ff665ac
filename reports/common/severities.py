"""The severities of findings."""

SEVERITIES = ("error", "warning", "notice")  # worst first


def at_least(severity: str) -> tuple[str, ...]:
    """Return the severity and those that are worse; none for "never"."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1] if severity in SEVERITIES else ()
