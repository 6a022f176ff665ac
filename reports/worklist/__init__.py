"""The Worklist's rows: one row is one edit, grouped by cause, folded where there are too many; and the issues that they belong to."""

from reports.worklist.prepare import is_group, members, prepare

__all__ = ["is_group", "members", "prepare"]
