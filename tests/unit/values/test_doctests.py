"""The traps that every module shows in its docstring are traps it avoids."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from authenticity import values

MODULES = sorted(module.name for module in pkgutil.iter_modules(values.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-11-21T10:00:00+08:00")
    result = doctest.testmod(importlib.import_module(f"authenticity.values.{name}"))
    assert result.failed == 0
    assert result.attempted or name == "fixed_width"
