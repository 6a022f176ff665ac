"""Recognise drafts, and the mark that makes a post one."""

from __future__ import annotations

from typing import Any

_YES = {"true", "yes", "on", "y", "1"}
_NO = {"false", "no", "off", "n", "0"}
# Key, and the values that keep a post back. YAML 1.1, which Jekyll and Pelican read, has yes, no, on and off for truth.
# Source: Hugo's, Astro's and Eleventy's `draft`, Jekyll's and Hexo's `published`, Obsidian's `publish`, Pelican's `status`
# (https://docs.getpelican.com/en/stable/content.html#publishing-drafts: draft and skip), WordPress's `post_status`.
MARKS: dict[str, set[str]] = {
    "draft": _YES,
    "isDraft": _YES,
    "published": _NO,
    "publish": _NO,
    "status": {"draft", "skip", "private", "pending", "trash"},
    "post_status": {"draft", "auto-draft", "private", "pending", "trash"},
}
FOLDER = "_drafts"  # Jekyll and Hexo publish nothing of it


def draft_mark(values: dict[str, Any]) -> str:
    """Return what marks a post as a draft, as "draft: true"; empty for a post that is published."""
    for key, words in MARKS.items():
        value = values.get(key)
        # A quoted "true" is a slip of the pen that site generators forgive.
        if isinstance(value, bool | str | int) and (word := str(value).strip().lower()) in words:
            return f"{key}: {word}"
    # Source: https://www.11ty.dev/docs/permalinks/#skip-writing-to-the-file-system
    return "permalink: false" if values.get("permalink") is False else ""


def in_draft_folder(source: str) -> bool:
    """Return whether a post's file stands in a folder of drafts."""
    return FOLDER in source.split("/")[:-1]
