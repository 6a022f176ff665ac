"""`python -m crawler.cli.docs` prints the tables of sheets, rules and networks; --write-readme puts them into the pages that show them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.catalog.networks import networks
from crawler.catalog.reader import RuleFileError
from crawler.rules.load import load_rules
from reports.build import SHEETS
from reports.common.severities import SEVERITIES
from reports.errors import ReportError
from reports.layout import load_sheets

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"


def cell(text: str) -> str:
    """Return text as it may stand in a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def sheets_table() -> str:
    """Return the table of sheets, in the order of the workbook."""
    rows = [f"| {cell(sheet.title)} | {cell(sheet.row)} |" for sheet in load_sheets(SHEETS)]
    return "\n".join(["| sheet | one row is |", "|---|---|", *rows])


def rules_table() -> str:
    """Return the table of rules, worst first."""
    rules = sorted(
        (bound.rule for bound in load_rules()), key=lambda rule: (SEVERITIES.index(rule.severity), rule.id)
    )
    rows = [f"| `{rule.id}` | {rule.severity} | {cell(rule.title)} | {cell(rule.why)} |" for rule in rules]
    return "\n".join(["| rule | severity | title | why, and its limits |", "|---|---|---|---|", *rows])


def networks_table() -> str:
    """Return the table of affiliate networks, by name."""
    rows = [
        f"| `{name}` | {cell(network.name)} | {network.status} | {cell(network.source)} |"
        for name, network in sorted(networks().items(), key=lambda item: item[1].name.casefold())
    ]
    return "\n".join(["| network | name | status | source |", "|---|---|---|---|", *rows])


TABLES = {"sheets": sheets_table, "rules": rules_table, "networks": networks_table}


def pages() -> dict[Path, str]:
    """Return README.md and the pages of docs/, each table between its markers renewed.

    Raises RuleFileError when no page has the markers of a table, or one has the first of them alone.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in (README, *sorted(ROOT.glob("docs/*.md")))}
    for name, table in TABLES.items():
        shown = [path for path, text in texts.items() if f"<!-- {name} -->\n" in text]
        for path in shown:
            before, begin, rest = texts[path].partition(f"<!-- {name} -->\n")
            _, end, after = rest.partition(f"<!-- /{name} -->")
            if not end:
                msg = f"{path.name}: the marker <!-- /{name} --> is missing"
                raise RuleFileError(msg)
            texts[path] = f"{before}{begin}{table()}\n{end}{after}"
        if not shown:
            msg = f"no page has the markers <!-- {name} --> and <!-- /{name} -->"
            raise RuleFileError(msg)
    return texts


def main(arguments: list[str]) -> int:
    """Print the tables, or write them; 2 and a sentence when a file is wrong."""
    parser = argparse.ArgumentParser(prog="python -m crawler.cli.docs", description=__doc__)
    parser.add_argument("--write-readme", action="store_true", help="put the tables into README.md and docs/")
    options = parser.parse_args(arguments)
    try:
        if options.write_readme:
            for path, text in pages().items():
                path.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write("\n\n".join(table() for table in TABLES.values()) + "\n")
    except (RuleFileError, ReportError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
