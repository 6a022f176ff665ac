"""`python -m crawler.cli.docs` prints the tables of sheets, rules and networks; --write-readme puts them into the pages that show them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from textwrap import wrap

from crawler.catalog.networks import networks
from crawler.catalog.reader import RuleFileError
from crawler.catalog.settings import Setting
from crawler.catalog.settings import table as settings
from crawler.errors import guarded
from crawler.rules.load import load_rules
from reports.build import SHEETS
from reports.common.severities import SEVERITIES
from reports.errors import ReportError
from reports.layout import load_sheets

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"


def cell(text: str) -> str:
    """Return text as it may stand in a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("](", "]\\(")


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


def settings_table() -> str:
    """Return the table of settings, in the order of their file."""
    rows = [
        f"| `{setting.name}` | {cell(setting.default)} | {cell(f'{setting.about}{shown_example(setting)}')} |"
        for setting in settings().values()
    ]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows])


def shown_example(setting: Setting) -> str:
    """Return what follows the sentence about a setting whose value has a form of its own."""
    return f" JSON, such as `{setting.example}`." if setting.example else ""


def env_example() -> str:
    """Return .env.example: every setting with its default, and above it what it does."""
    lines = [
        "# Copy to .env; every line is optional. What stands on the command line (-s NAME=value) comes first.\n"
    ]
    for setting in settings().values():
        about = setting.about.replace("`", "")
        if setting.example:
            about += f" JSON: {setting.example}"
        lines += [f"# {line}\n" for line in wrap(about, 118)]
        lines.append(f"{setting.name}={setting.default}\n")
    return "".join(lines)


def settings_page() -> str:
    """Return docs/settings.md."""
    kinds = "\n".join(f"- {about}" for about in KINDS)
    return f"""# Settings

<!-- Written by `python -m crawler.cli.docs --write` from crawler/catalog/settings.toml. -->

A value comes from, in rising order: its default, the file `.env` in the folder that the command is run in (or the nearest
one above it), the environment, and `-s NAME=VALUE` on the command line. `.env.example` has every setting with its default.

A value that cannot be meant ends the run with exit code 2 and one sentence before anything is asked. So does a name that is
none on the command line; in the environment or `.env` it is said, and the run goes on.

{settings_table()}

{kinds}
"""


KINDS = (
    "Numbers are written without unit and with a point: `0.5`.",
    "Hosts are names with or without a port, `www.blog.example` or `127.0.0.1:8000`, several separated by commas.",
    "Folders of `AUDIT_RULES` are separated as in PATH: by `:` on Linux and macOS, by `;` on Windows.",
    "Scrapy's own settings can be given by `-s` as well, such as `-s DOWNLOAD_TIMEOUT=60`.",
)
TABLES = {"sheets": sheets_table, "rules": rules_table, "networks": networks_table}

FILES = {".env.example": env_example, "docs/settings.md": settings_page}  # what is generated whole


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
    """Print the tables, or write them and the files; 2 and a sentence when a file is wrong."""
    parser = argparse.ArgumentParser(prog="python -m crawler.cli.docs", description=__doc__)
    parser.add_argument("--write-readme", action="store_true", help="put the tables into README.md and docs/")
    parser.add_argument(
        "--write", action="store_true", help="that, and write .env.example and docs/settings.md"
    )
    options = parser.parse_args(arguments)
    try:
        if options.write:
            for name, text in FILES.items():
                (ROOT / name).write_text(text(), encoding="utf-8")
        if options.write_readme or options.write:
            for path, page in pages().items():
                path.write_text(page, encoding="utf-8")
        else:
            sys.stdout.write("\n\n".join(table() for table in TABLES.values()) + "\n")
    except (RuleFileError, ReportError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(guarded(lambda: main(sys.argv[1:])))
