"""People's copies of the workbook, read back: statuses and notes by Ref. A copy comes from anybody, so all of it has bounds."""

from reports.copies.bounds import Unreadable
from reports.copies.read import Cell, Read, read_copy

__all__ = ["Cell", "Read", "Unreadable", "read_copy"]
