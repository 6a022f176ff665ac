"""`python -m crawler.cli.docs` prints the README's tables of rules and networks; --write-readme puts them in place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.catalog.networks import networks
from crawler.catalog.reader import RuleFileError
from crawler.rules.load import load_rules
from foundation.severities import SEVERITIES

README = Path(__file__).parent.parent.parent / "README.md"


def cell(text: str) -> str:
    """Return text as it may stand in a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


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


TABLES = {"rules": rules_table, "networks": networks_table}


def with_tables(readme: str) -> str:
    """Return the README with each table between its markers renewed. Raises RuleFileError when a marker is missing."""
    for name, table in TABLES.items():
        before, begin, rest = readme.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not begin or not end:
            msg = f"README.md: the markers <!-- {name} --> and <!-- /{name} --> are missing"
            raise RuleFileError(msg)
        readme = f"{before}{begin}{table()}\n{end}{after}"
    return readme


def main(arguments: list[str]) -> int:
    """Print the tables, or write them; 2 and a sentence when a file is wrong."""
    parser = argparse.ArgumentParser(prog="python -m crawler.cli.docs", description=__doc__)
    parser.add_argument("--write-readme", action="store_true", help="put the tables into README.md")
    options = parser.parse_args(arguments)
    try:
        if options.write_readme:
            README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            sys.stdout.write("\n\n".join(table() for table in TABLES.values()) + "\n")
    except (RuleFileError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
