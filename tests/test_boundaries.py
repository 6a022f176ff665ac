"""Who may know whom: the storeys of the house."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# The rooms of crawler/, the lowest first: each may know those before it, and itself.
ORDER = (
    "__init__", "items", "errors", "options", "job", "urls", "text", "http", "catalog", "settings", "extract", "posts", "links",
    "enrich", "checks", "rules", "store", "linkcheck", "run", "analysis", "crawl", "demo", "fleet", "cli",
)  # fmt: skip
LOOSE = 6  # modules that stand in crawler/ itself, at the most
WITH_SCRAPY = {"crawl", "cli"}
# SQL that changes something, temporary tables too: they would be the same work at a second place.
WRITES = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
    r"|(?:CREATE|DROP|ALTER)\s+(?:TEMP(?:ORARY)?\s+|UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|VIEW|TRIGGER))\b"
)
FACTS_ONLY = {
    "crawler.items", "crawler.extract", "crawler.text", "crawler.urls", "crawler.http", "crawler.catalog.url_places", "crawler.catalog.hosts",
    "crawler.catalog.rewriters", "crawler.catalog.referrals",
}  # fmt: skip


def imports(path: Path, *, typing: bool = True) -> set[str]:
    """Return every module that a file imports, inside functions too; `typing`: also what only annotations need."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = set()
    if not typing:
        blocks = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ]
        hidden = {inner for block in blocks for inner in ast.walk(block)}
    for node in ast.walk(tree):
        if node in hidden:
            continue
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


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def room_of(module: str) -> str:
    """Return the folder or loose module of crawler/ that a module stands in."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ORDER else "__init__"


@pytest.mark.parametrize("path", files(["reports"]), ids=str)
def test_reports_never_import_crawler(path):
    assert not about(imports(path), "crawler")


@pytest.mark.parametrize("path", files(["reports/common"]), ids=str)
def test_what_both_sides_stand_on_needs_the_standard_library_alone(path):
    outside = {module for module in imports(path) if module.partition(".")[0] not in sys.stdlib_module_names}
    assert outside == about(outside, "reports.common")


@pytest.mark.parametrize("path", files(["crawler"]), ids=str)
def test_only_the_command_line_knows_more_of_the_reports_than_what_both_stand_on(path):
    if room_of(module_of(path)) != "cli":
        known = about(imports(path), "reports")
        assert known == about(known, "reports.common")


@pytest.mark.parametrize("path", files(["crawler"]), ids=str)
def test_only_the_crawl_and_the_command_line_import_scrapy_or_twisted(path):
    if room_of(module_of(path)) in WITH_SCRAPY:
        return
    at_run_time = imports(path, typing=False)
    assert not about(at_run_time, "scrapy") | about(at_run_time, "twisted")


@pytest.mark.parametrize("path", files(["crawler"]), ids=str)
def test_a_room_knows_only_the_rooms_below_it(path):
    here = room_of(module_of(path))
    known = {room_of(module) for module in about(imports(path), "crawler")}
    above = [room for room in known if ORDER.index(room) > ORDER.index(here)]
    assert above == []


def test_every_room_has_its_place_in_the_order():
    rooms = {path.relative_to(ROOT / "crawler").parts[0].removesuffix(".py") for path in files(["crawler"])}
    assert rooms == set(ORDER)


def test_the_page_of_the_house_names_each_room_in_its_place():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"^      (\w+)(?:/|\.py) +\S", page, re.MULTILINE)
    assert named == [room for room in ORDER if room != "__init__"]
    houses = re.findall(r"^    (\w+)/ +\S", page, re.MULTILINE)
    assert houses == ["crawler", "reports", "tests"]


def test_few_modules_stand_loose():
    loose = {path.stem for path in (ROOT / "crawler").glob("*.py")} - {"__init__"}
    assert len(loose) <= LOOSE


def test_no_modules_import_each_other_in_a_circle():
    paths = {module_of(path): path for path in files(["crawler", "reports"])}
    arrows = {module: imports(path, typing=False) & set(paths) - {module} for module, path in paths.items()}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for other in sorted(arrows[module]):
                visit(other, (*way, module))
            done.add(module)

    for module in sorted(arrows):
        visit(module, ())


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


def texts(path: Path) -> list[str]:
    """Return the string literals of a file, those of one f-string together; a TOML file is one text."""
    if path.suffix == ".toml":
        return [path.read_text(encoding="utf-8")]
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            found.append(
                "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def writing(folder: Path) -> set[str]:
    """Return the files below a folder that hold SQL which changes something."""
    paths = [*folder.rglob("*.py"), *folder.rglob("*.toml")]
    return {
        path.relative_to(folder).as_posix()
        for path in paths
        if any(WRITES.search(text) for text in texts(path))
    }


def test_sql_that_writes_stands_in_the_store_alone():
    assert {path.partition("/")[0] for path in writing(ROOT / "crawler")} == {"store"}
    # Temporary tables, in a database that is opened to read; the portfolio's are in memory.
    assert writing(ROOT / "reports") == {
        "portfolio/build.py",
        "portfolio/gather.py",
        "portfolio/ids.py",
        "portfolio/since.py",
        "workbook.py",
        "worklist/issues.py",
        "worklist/prepare.py",
    }


@pytest.mark.parametrize(
    "line",
    [
        """db.execute("INSERT OR IGNORE INTO page (id) VALUES (1)")""",
        """db.execute(f"UPDATE {table} SET x = 1")""",
        """db.executescript("CREATE TEMP TABLE seen (id)")""",
        """db.execute("SELECT 1;" "DELETE FROM page")""",
    ],
)
def test_such_sql_is_seen(tmp_path, line):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "new.py").write_text(line)
    assert writing(tmp_path) == {"room/new.py"}


def test_what_the_store_inserts_names_its_columns():
    """A migrated database has its columns in another order than a new one."""
    held = [text for path in files(["crawler/store"]) for text in texts(path)]
    assert [text for text in held if re.search(r"INTO\s+\w+\s+(?:VALUES|SELECT)", text)] == []
