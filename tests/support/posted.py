"""Writes a post into a folder and reads it."""

from pathlib import Path
from typing import Any

from crawler.items import Page
from crawler.posts import read_post

SITE = "https://blog.example"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, name: str, content: str | bytes, **options: Any) -> Page:
    return read_post(write(folder, name, content), folder, **{"site": SITE, **options})


def file_line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1
