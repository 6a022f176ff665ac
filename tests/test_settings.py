"""What a user may set, and that everything that is read is explained."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"\bAUDIT_[A-Z_]+\b")


def names(path: str) -> set[str]:
    return set(NAME.findall((ROOT / path).read_text(encoding="utf-8")))


def used() -> set[str]:
    """Return the AUDIT_* names that any module but settings.py asks for."""
    found: set[str] = set()
    for path in (ROOT / "crawler").rglob("*.py"):
        if path.name != "settings.py":
            found |= set(re.findall(r'"(AUDIT_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    return found


def test_every_setting_is_explained_in_the_example_file_and_the_readme():
    assert names("crawler/settings.py") - {"AUDIT_"} == names(".env.example")
    assert names("crawler/settings.py") <= names("README.md")


def test_no_setting_is_parsed_and_ignored():
    assert names(".env.example") == used()
