"""docs/settings.md and .env.example, from the table of settings."""

from __future__ import annotations

from textwrap import wrap

from crawler.catalog.settings import Setting
from crawler.catalog.settings import table as settings
from crawler.cli.docs.markdown import table

KINDS = (
    "Write numbers without a unit and with a decimal point: `0.5`.",
    "Hosts are names with or without a port, `www.blog.example` or `127.0.0.1:8000`, separated by commas.",
    "Separate folders in `AUDIT_RULES` by `:` on Linux and macOS, by `;` on Windows.",
    "`-s` also accepts Scrapy's own settings, such as `-s DOWNLOAD_TIMEOUT=60`.",
)


def pages() -> dict[str, str]:
    """Return both files by their path below the checkout."""
    return {".env.example": env_example(), "docs/settings.md": settings_page()}


def env_example() -> str:
    """Return .env.example: every setting with its default, and above it what it does."""
    lines = ["# Copy to .env; every line is optional. The command line (-s NAME=value) takes precedence.\n"]
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

A setting is read from `-s NAME=VALUE` on the command line, else from the environment, else from the file `.env` in the current
folder (or the nearest one above it), else its default applies. `.env.example` lists every setting with its default.

An invalid value ends the run with exit code 2 and one sentence before anything is requested. So does an unknown name on the
command line; an unknown name in the environment or in `.env` causes a warning only.

{settings_table()}

{kinds}
"""


def settings_table() -> str:
    """Return the table of settings, in the order of their file. What it says of them is Markdown already."""
    rows = [
        (f"`{setting.name}`", setting.default, f"{setting.about}{shown_example(setting)}")
        for setting in settings().values()
    ]
    return table(("setting", "default", "what it does"), rows)


def shown_example(setting: Setting) -> str:
    """Return what follows the sentence about a setting whose value has a form of its own."""
    return f" JSON, such as `{setting.example}`." if setting.example else ""
