"""Load rule files and bind each rule to its check."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import string
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.catalog.reader import RuleFileError, read_folder
from crawler.checks import CHECKS
from crawler.items import Page, Place
from crawler.rules.rule import Rule
from reports.common.severities import SEVERITIES

HERE = Path(__file__).parent
FOLDERS = ("pages", "site")  # rules about a page, and about the whole crawl
OPTION_TYPES = {
    "int",
    "float",
    "str",
    "bool",
    "list[str]",
    "dict",
}  # what TOML and a check's annotations both know
Check = Callable[..., Iterator[tuple[Place, dict[str, Any]]]]


@dataclasses.dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with its check; `run` yields the places where the page breaks it, with the values for the message."""

    rule: Rule
    check: Check | None = None

    def run(self, page: Page) -> Iterator[tuple[Place, dict[str, Any]]]:
        """Yield what is wrong with the page."""
        assert self.check is not None
        return self.check(page, **self.rule.options)


def load_rules(
    folders: Iterable[Path] = (),
    *,
    disable: Iterable[str] = (),
    enable: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[BoundRule]:
    """Return the package's rules and those of further folders, as the user's settings change them.

    A rule whose file says `off` is there only where `enable` names it. Raises RuleFileError for a bad file, an id used twice, an unknown id, severity or option.
    """
    rules = _read((*(HERE / folder for folder in FOLDERS), *folders))
    disable, enable, severity, options = list(disable), list(enable), severity or {}, options or {}
    for setting, names in (
        ("AUDIT_DISABLE", disable),
        ("AUDIT_ENABLE", enable),
        ("AUDIT_SEVERITY", severity),
        ("AUDIT_OPTIONS", options),
    ):
        for name in names:
            if name not in rules:
                msg = f"{setting}: unknown rule {name!r}; known rules: {', '.join(rules)}"
                raise RuleFileError(msg)
    for name, value in severity.items():
        if value not in SEVERITIES:
            msg = f"AUDIT_SEVERITY: {name}: {value!r} is not a severity; known severities: {', '.join(SEVERITIES)}"
            raise RuleFileError(msg)
        fold = rules[name].fold if value == "notice" else 0
        rules[name] = dataclasses.replace(rules[name], severity=value, fold=fold)
    for name, values in options.items():
        if not isinstance(values, Mapping):
            msg = f"AUDIT_OPTIONS: {name}: should be an object of options, not {values!r}"
            raise RuleFileError(msg)
        rules[name] = dataclasses.replace(rules[name], options={**rules[name].options, **values})
    asked = (rule for name, rule in rules.items() if name not in disable)
    return [bind(rule) for rule in asked if not rule.off or rule.id in enable]


def all_rules(folders: Iterable[Path] = ()) -> list[BoundRule]:
    """Return the package's rules and those of further folders, also those that are off."""
    rules = _read((*(HERE / folder for folder in FOLDERS), *folders))
    return [bind(rule) for rule in rules.values()]


def is_shipped(name: str) -> bool:
    """Return whether a rule is one of the package's, and not the user's own."""
    return any((HERE / folder / f"{name}.toml").is_file() for folder in FOLDERS)


def _read(folders: Iterable[Path]) -> dict[str, Rule]:
    """Return the rules of some folders by id, as their files say."""
    rules: dict[str, Rule] = {}
    for folder in folders:
        if not folder.is_dir():
            msg = f"AUDIT_RULES: {folder} is not a folder"
            raise RuleFileError(msg)
        found = read_folder(folder, Rule)
        if not found:
            msg = f"AUDIT_RULES: {folder} contains no rule file (*.toml)"
            raise RuleFileError(msg)
        for name, rule in found.items():
            if name in rules:
                msg = f"{folder / name}.toml: another rule has this id; give the file another name"
                raise RuleFileError(msg)
            rules[name] = rule
    claimed: dict[str, str] = {}
    for name, rule in rules.items():
        for old in rule.formerly:
            if old == name or claimed.setdefault(old, name) != name:
                msg = f"{name}.toml: formerly names {old!r}, which is {'itself' if old == name else f'{claimed[old]}.toml as well'}"
                raise RuleFileError(msg)
    return rules


def bind(rule: Rule) -> BoundRule:
    """Return the rule with its check. Raises RuleFileError when there is none, or its options do not fit."""
    for _, name, form, conversion in string.Formatter().parse(_checked(rule)):
        # {text.__class__} would reach into the program, {text:>999999999} would fill the memory.
        if name is not None and (not name.isidentifier() or form or conversion):
            msg = f"{rule.id}.toml: the message may contain only names of values, such as {{text}}, not {{{name}}}"
            raise RuleFileError(msg)
    if rule.sql:
        for option in rule.options:
            if not re.search(rf":{re.escape(option)}\b", rule.sql):
                msg = f"{rule.id}.toml: the sql has no parameter for the option {option!r}; write :{option} in it"
                raise RuleFileError(msg)
        return BoundRule(rule)
    check = CHECKS.get(rule.check) or _dotted(rule)
    _fit(rule, check)
    return BoundRule(rule, check)


def _checked(rule: Rule) -> str:
    """Return the rule's message. Raises RuleFileError when its braces do not match."""
    try:
        list(string.Formatter().parse(rule.message))
    except ValueError as error:
        msg = f"{rule.id}.toml: the message is not well-formed: {error}"
        raise RuleFileError(msg) from error
    return rule.message


def _dotted(rule: Rule) -> Check:
    module, _, name = rule.check.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name) if module else None
    except Exception as error:  # whatever a module of somebody else's does when it is imported
        msg = f"{rule.id}.toml: the check {rule.check!r} cannot be imported ({error})"
        raise RuleFileError(msg) from error
    if not callable(found):
        msg = f"{rule.id}.toml: unknown check {rule.check!r}; known checks: {', '.join(CHECKS)}, or a dotted path"
        raise RuleFileError(msg)
    return typing.cast("Check", found)


def _fit(rule: Rule, check: Check) -> None:
    """Refuse options that the check's keyword arguments do not take: its signature is the schema."""
    parameters = dict(list(inspect.signature(check).parameters.items())[1:])
    for name, value in rule.options.items():
        if name not in parameters:
            msg = f"{rule.id}.toml: the check {rule.check} has no option {name!r}; known options: {', '.join(parameters)}"
            raise RuleFileError(msg)
        wanted = str(getattr(parameters[name].annotation, "__name__", parameters[name].annotation))
        texts = type(value) is list and all(isinstance(part, str) for part in value)
        fits = texts if wanted == "list[str]" else type(value).__name__ == wanted
        if wanted in OPTION_TYPES and not fits:
            msg = f"{rule.id}.toml: option {name!r} should be {wanted}, not {value!r}"
            raise RuleFileError(msg)
    for name, parameter in parameters.items():
        if parameter.default is inspect.Parameter.empty and name not in rule.options:
            msg = f"{rule.id}.toml: the check {rule.check} needs the option {name!r}"
            raise RuleFileError(msg)
