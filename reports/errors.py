"""The one error of this package: something that the user can put right."""

from __future__ import annotations


class ReportError(Exception):
    """No workbook could be made; one sentence saying what is wrong, where, and what to do."""
