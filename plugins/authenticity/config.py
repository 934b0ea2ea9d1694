"""Settings: the files of `include/`, read strictly into frozen dataclasses.

A misspelt key that is quietly ignored would change what is judged without anybody noticing. So
nothing may be missing, unknown or of another type, and whoever edits a file is told where.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar, cast

import yaml
from pydantic import AliasChoices, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from authenticity.errors import ConfigurationError

T = TypeVar("T")

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(pattern=r"\S")]
Line = Annotated[str, Field(pattern=r"^[^\n]*\S[^\n]*$")]
AT_LEAST_ONE = Field(min_length=1)

_UNKNOWN = "unexpected_keyword_argument"
_SAID = {
    _UNKNOWN: "is unknown",
    "missing": "is missing",
    "string_pattern_mismatch": "should be one line of text",
}
_NAMES = AliasChoices("value", "word", "range", "pattern", "digits", "number")


@dataclass(frozen=True)
class Reasoned(Generic[T]):
    """Something that the business decided, under the name that fits its list, and why."""

    value: Annotated[T, Field(validation_alias=_NAMES)]
    reason: Text


Listed = tuple[Reasoned[str], ...]

_SAFE_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""As strict as the one in Python and ten times as fast; not every build of PyYAML has it."""


def load(path: Path, shape: type[T]) -> T:
    """The settings of a file. Raises `ConfigurationError` naming the file and the key."""
    return shaped(parsed(path), shape, path.name)


def parsed(path: Path) -> Any:
    """The content of a file, YAML or JSON, as plain mappings and lists."""
    return parsed_with_text(path)[0]


def parsed_with_text(path: Path) -> tuple[Any, bytes]:
    """As `parsed`, with the very bytes, for whoever names the version of a file."""
    try:
        text = path.read_bytes()
        return (json.loads(text) if path.suffix == ".json" else _yaml(text)), text
    except (OSError, yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else getattr(error, "lineno", None)
        why = f"line {line}" if line else getattr(error, "strerror", None) or type(error).__name__
        raise ConfigurationError(f"{path.name} cannot be read ({why}); mend the file") from None


def shaped(content: Any, shape: type[T], name: str) -> T:
    """The content as the shape, a dataclass or what is made of them; `name` stands in errors."""
    # As JSON, whose lists and mappings are the only ones that become tuples and dataclasses when
    # the reader is strict.
    adapter: TypeAdapter[tuple[T]] = _adapter(cast(Hashable, shape))
    try:
        return adapter.validate_json(to_json([content]))[0]
    except ValidationError as error:
        # An unknown key explains the missing one that it was meant for.
        first = min(error.errors(), key=lambda problem: problem["type"] != _UNKNOWN)
        place = _place(first["loc"][1:], content)
        raise ConfigurationError(f"{name}: {place} {_said(first)}; mend the file") from None


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    """The reader of a shape, built once: that takes longer than reading most files.

    In a tuple, since a dataclass alone takes no settings from outside.
    """
    alone: Any = GenericAlias(tuple, (shape,))
    return TypeAdapter(alone, config=ConfigDict(strict=True, extra="forbid"))


def _yaml(text: bytes) -> Any:
    return yaml.load(text, Loader=_SAFE_YAML)  # noqa: S506 a safe loader


def _place(keys: Sequence[int | str], content: Any) -> str:
    """Like `rules[identity.sex].level`: entries go by code, or what they begin with, or number."""
    place = ""
    for key in keys:
        if isinstance(content, list) and isinstance(key, int):
            content = content[key]
            entry = content if isinstance(content, dict) else {}
            first = entry.get("code", next(iter(entry.values()), None))
            is_name = isinstance(first, str | date) and re.fullmatch(".{1,40}", str(first))
            place += f"[{first if is_name else key + 1}]"
        elif isinstance(content, dict):
            content = content.get(key)
            place += f".{key}"
    return f"`{place.removeprefix('.')}`" if place else "the whole"


def _said(problem: ErrorDetails) -> str:
    """What is wrong, and what was found: a text in short, a list or mapping by its kind."""
    if problem["type"] in _SAID:
        return _SAID[problem["type"]]
    found = problem["input"]
    shown = type(found).__name__ if isinstance(found, list | dict) else reprlib.repr(found)
    said = re.sub("^(Input|Tuple|Value error,) ", "", problem["msg"])
    return said if problem["type"] == "value_error" else f"{said}, found {shown}"
