"""Who may know whom: the storeys of the house."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NO_SCRAPY = [
    "crawler/checking",
    "crawler/checks",
    "crawler/rules",
    "crawler/links",
    "crawler/extract",
    "crawler/posts",
    "crawler/audit.py",
]
NO_CRAWLER = ["reports"]
FACTS_ONLY = {"crawler.items", "crawler.extract"}


def imports(path: Path) -> set[str]:
    """Return every module that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def files(places: list[str]) -> list[Path]:
    found = []
    for place in places:
        path = ROOT / place
        assert path.exists(), f"{place} is gone; mend this list"
        found += [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))
    return found


def about(modules: set[str], package: str) -> set[str]:
    return {module for module in modules if module == package or module.startswith(f"{package}.")}


@pytest.mark.parametrize("path", files(NO_CRAWLER), ids=str)
def test_reports_never_import_crawler(path):
    assert not about(imports(path), "crawler")


@pytest.mark.parametrize("path", files(NO_SCRAPY), ids=str)
def test_facts_and_judgement_never_import_scrapy_or_twisted(path):
    assert not about(imports(path), "scrapy") | about(imports(path), "twisted")


@pytest.mark.parametrize("path", files(["crawler/extract"]), ids=str)
def test_extract_holds_no_opinion(path):
    ours = about(imports(path), "crawler")
    assert all(
        any(about({module}, allowed) for allowed in FACTS_ONLY) or module == "crawler" for module in ours
    )


def test_settings_are_read_from_the_environment_in_one_place():
    """`.env` may hold secrets; the one door they come through is settings.py."""
    readers = [path.name for path in files(["crawler", "reports"]) if about(imports(path), "dotenv")]
    assert readers == ["settings.py"]
