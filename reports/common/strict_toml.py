"""Read a TOML file strictly into a dataclass, or raise one sentence that says what is wrong."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
import types
import typing
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")


class RuleFileError(ValueError):
    """An error in a rule, network, host or sheet file; the text names file and row, without a full stop."""

    def __init__(self, what: str, row: str = "", key: str = "") -> None:
        """Say what is wrong; `row`: in which row of the table that is being built, where the class itself refuses one; `key`: at which key of it."""
        super().__init__(what)
        self.row = row
        self.key = key


def read_file(path: Path, kind: type[T]) -> T:
    """Return the TOML file as `kind`, a dataclass whose `id` is the file's name.

    Raises RuleFileError, naming file, table and row, for an unknown key, a wrong type, a missing key or bad TOML.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path.name}: not readable as TOML: {error}"
        raise RuleFileError(msg) from error
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise RuleFileError(msg) from error
    if "id" in data:
        msg = f"{path.name}: key 'id' is not allowed; the file's name is the id"
        raise RuleFileError(msg)
    if "id" in _keys(kind):  # type: ignore[arg-type]
        data["id"] = path.stem
    return build(data, kind, path.name)


def read_folder(folder: Path, kind: type[T]) -> dict[str, T]:
    """Return every TOML file of `folder`, by id, in the order of their names."""
    return {path.stem: read_file(path, kind) for path in sorted(folder.glob("*.toml"))}


def build(data: dict[str, Any], kind: type[T], where: str) -> T:
    """Return `data` as the dataclass `kind`; `where` names the place in the error.

    What the class itself refuses with a RuleFileError is told with the place in front.
    """
    keys = _keys(kind)  # type: ignore[arg-type]
    known = ", ".join(name for name in keys if name != "id")
    for key in data:
        if key not in keys:
            msg = f"{where}: unknown key {key!r}; known keys: {known}"
            raise RuleFileError(msg, key=key)
    for name, (_, required) in keys.items():
        if required and name not in data:
            msg = f"{where}: missing key {name!r}; known keys: {known}"
            raise RuleFileError(msg)
    values = {}
    for key, value in data.items():
        try:
            values[key] = _convert(value, keys[key][0], where, key)
        except RuleFileError as error:
            error.key = error.key or key
            raise
    try:
        return kind(**values)
    except RuleFileError as error:
        msg = f"{where} {error.row}: {error}" if error.row else f"{where}: {error}"
        raise RuleFileError(msg, key=error.key) from error


@functools.cache
def _keys(kind: type) -> dict[str, tuple[Any, bool]]:
    """Return the type of each key and whether it must be there; Python reads annotations anew each time they are asked for."""
    hints = typing.get_type_hints(kind)
    return {
        field.name: (
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    }


def _convert(value: Any, hint: Any, where: str, key: str) -> Any:
    """Return `value` as the type that `hint` asks for, or say which type it should have had."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
        origin = typing.get_origin(hint)
    if origin is tuple:
        inner = typing.get_args(hint)[0]
        if not isinstance(value, list):
            msg = f"{where}: key {key!r} should be a list, not {value!r}"
            raise RuleFileError(msg)
        if dataclasses.is_dataclass(inner) and isinstance(inner, type):
            for number, row in enumerate(value, 1):
                if not isinstance(row, dict):
                    msg = f"{where} [[{key}]] {number}: should be a table, not {row!r}"
                    raise RuleFileError(msg)
            return tuple(
                build(row, inner, f"{where} [[{key}]] {number}") for number, row in enumerate(value, 1)
            )
        return tuple(_convert(row, inner, where, key) for row in value)
    if origin is dict or hint is dict:
        if not isinstance(value, dict):
            msg = f"{where}: key {key!r} should be a table, not {value!r}"
            raise RuleFileError(msg)
        return value
    if hint is Any:
        return value
    wrong = not isinstance(value, hint) or (hint is not bool and isinstance(value, bool))
    if wrong:
        msg = f"{where}: key {key!r} should be {hint.__name__}, not {value!r}"
        raise RuleFileError(msg)
    return value


def expression(name: str, text: str, flags: int = 0) -> re.Pattern[str] | None:
    """Return the regular expression that the key `name` of a file gives; None when it gives none."""
    try:
        return re.compile(text, flags) if text else None
    except re.error as error:
        msg = f"{name} {text!r} is not a valid regular expression: {error}"
        raise RuleFileError(msg) from error
