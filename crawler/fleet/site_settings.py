"""What a site of sites.toml may set: settings as plain values, secrets as names of environment variables."""

from __future__ import annotations

import difflib
import json
import os
import re
from typing import TYPE_CHECKING, Any

from crawler.catalog.reader import RuleFileError
from crawler.catalog.settings import table
from crawler.options import shown_safely

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
# Of Scrapy's: what is on a command line is seen in the list of processes.
_SECRET = re.compile(r"PASS|SECRET|TOKEN|_KEY|KEY_|AUTH(?!OTHROTTLE|OR)")
_OF_THE_FLEET = ("AUDIT_OUT", "AUDIT_FOLDER", "AUDIT_FORMATS")
_SEPARATORS = {"hosts": ",", "ids": ",", "formats": ",", "phrases": ";", "folders": os.pathsep}


def check_settings(settings: Mapping[str, Any]) -> None:
    """Raise RuleFileError for a setting that there is none of, that is the fleet's own, or that is a secret."""
    for name, value in settings.items():
        key = f"settings.{name}"
        if name in _OF_THE_FLEET:
            own = "formats" if name == "AUDIT_FORMATS" else "out in [fleet]"
            msg = f"{name}: is the fleet's own; use {own}"
            raise RuleFileError(msg, key=key)
        known = table().get(name)
        if known is None and (name.startswith("AUDIT_") or not _SETTING.fullmatch(name)):
            like = difflib.get_close_matches(name, table(), 1)
            hint = f"; did you mean {like[0]}?" if like else ""
            msg = f"unknown setting {shown_safely(name)!r}{hint}"
            raise RuleFileError(msg, key=key)
        if (known and known.kind == "secret") or (known is None and _SECRET.search(name)):
            msg = f"{name}: is a secret; write it under `secrets`, as the name of the environment variable that holds it"
            raise RuleFileError(msg, key=key)
        if not isinstance(value, str | int | float | list | dict):
            msg = f"{name}: should be a text, a number, a list or a table"
            raise RuleFileError(msg, key=key)


def check_secrets(secrets: Mapping[str, Any]) -> None:
    """Raise RuleFileError for what is no name of an environment variable."""
    for name, variable in secrets.items():
        key = f"secrets.{name}"
        if name not in table():
            msg = f"unknown setting {shown_safely(name)!r}"
            raise RuleFileError(msg, key=key)
        # What is written here by mistake may be the secret itself: it is not quoted.
        if not isinstance(variable, str) or not VARIABLE.fullmatch(variable):
            msg = f"{name}: should be the name of an environment variable, which holds the secret"
            raise RuleFileError(msg, key=key)


def as_setting(name: str, value: Any) -> str:
    """Return a value of the file as the text that a setting takes."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        known = table().get(name)
        return (_SEPARATORS.get(known.kind, ",") if known else ",").join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
