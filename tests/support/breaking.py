"""Breaks a part of the program in a process that a test starts, as a fault nobody knows of would."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).parents[2]


def broken(folder: Path, code: str) -> dict[str, str]:
    """Return the environment of a process that runs `code` at its start: a call of `after`."""
    imports = "from tests.support.breaking import after, at, boom, second\n"
    (folder / "sitecustomize.py").write_text(imports + code, encoding="utf-8")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


def after(module: str, change: Callable[[ModuleType], None]) -> None:
    """Call `change` with a module as soon as that is loaded."""

    class Loader(importlib.abc.Loader):
        def __init__(self, inner: importlib.abc.Loader) -> None:
            self._inner = inner

        def create_module(self, spec: Any) -> ModuleType | None:
            return self._inner.create_module(spec)

        def exec_module(self, loaded: ModuleType) -> None:
            self._inner.exec_module(loaded)
            change(loaded)

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
            if name != module:
                return None
            sys.meta_path.remove(self)
            spec = importlib.util.find_spec(name)
            sys.meta_path.insert(0, self)
            assert spec is not None
            assert spec.loader is not None
            spec.loader = Loader(spec.loader)
            return spec

    sys.meta_path.insert(0, Finder())


def boom(*_values: Any, **_named: Any) -> Any:
    """Break down, with a text that would turn a terminal red."""
    raise KeyError("slug \x1b[31m")


def at(path: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, which breaks down over the page at `path`."""

    def maybe(*values: Any, **named: Any) -> Any:
        if any(str(getattr(value, "url", "")).endswith(path) for value in values):
            boom()
        return function(*values, **named)

    return maybe


def second(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, which breaks down at its second call."""
    calls: list[int] = []

    def maybe(*values: Any, **named: Any) -> Any:
        calls.append(1)
        return boom() if len(calls) == 2 else function(*values, **named)

    return maybe
