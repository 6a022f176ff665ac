"""What people say of an issue, and what becomes of it by itself."""

OPEN, IN_PROGRESS, DONE, IGNORED, WRONG = "Open", "In progress", "Done", "Ignored", "Wrong"
STATUSES = (OPEN, IN_PROGRESS, DONE, IGNORED, WRONG)
LEFT_OUT = (IGNORED, WRONG)  # of counts, of --fail-on, of notifications

NEW, STILL, CAME_BACK = "new", "still", "came back"
FIXED, PAGE_GONE, NOT_CHECKED = "fixed", "page gone", "not checked"

_BY_NAME = {status.casefold(): status for status in STATUSES}


def status_of(text: str) -> str | None:
    """Return the status that a cell's text names, whatever its case and blanks; an empty cell is Open, None for no status."""
    return _BY_NAME.get(" ".join(text.split()).casefold()) if text.strip() else OPEN
