"""The error of this package for problems that the user can fix."""

from __future__ import annotations


class ReportError(Exception):
    """No workbook could be built; one sentence says what is wrong, where, and what to do."""
