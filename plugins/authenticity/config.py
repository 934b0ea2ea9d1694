"""Settings: the files of `include/`, read strictly into frozen dataclasses.

A misspelt key that is quietly ignored would change what is judged without anybody noticing. So
nothing may be missing, unknown or of another type, and whoever edits a file is told where.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar

import yaml
from pydantic import AliasChoices, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from authenticity.errors import ConfigurationError

T = TypeVar("T")

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(pattern=r"\S")]
AT_LEAST_ONE = Field(min_length=1)

_STRICT = ConfigDict(strict=True, extra="forbid")
_UNKNOWN = "unexpected_keyword_argument"
_WANTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "string_pattern_mismatch": "text that is not blank",
    "date_type": "a date like 2027-02-08",
    "date_parsing": "a date like 2027-02-08",
    "tuple_type": "a list",
    "frozen_set_type": "a list",
    "too_short": "a list of at least one entry",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
}
"""What is wanted, by the library's name of the problem and in the words of a YAML file."""

_LONGEST = 40
"""A longer text is not quoted in a message."""


@dataclass(frozen=True)
class Reasoned(Generic[T]):
    """Something that the business decided, under the name that fits its list, and why."""

    value: Annotated[
        T,
        Field(
            validation_alias=AliasChoices("value", "word", "range", "pattern", "digits", "number")
        ),
    ]
    reason: Text


def load(path: Path, shape: type[T]) -> T:
    """The settings of a file. Raises `ConfigurationError` naming the file and the key."""
    return shaped(parsed(path, text(path)), shape, path.name)


def text(path: Path) -> bytes:
    """What the file holds."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be read ({error.strerror}); restore the file or its rights"
        ) from None


def parsed(path: Path, content: bytes) -> Any:
    """The content of a file of that name, YAML or JSON, as plain mappings and lists."""
    try:
        return json.loads(content) if path.suffix == ".json" else yaml.safe_load(content)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else getattr(error, "lineno", None)
        place = f"line {line}" if line else type(error).__name__
        raise ConfigurationError(f"{path.name} cannot be read ({place}); mend the file") from None


def shaped(content: Any, shape: type[T], name: str) -> T:
    """The content as the shape, a dataclass or what is made of them; `name` stands in errors."""
    # In a tuple, since a dataclass alone takes no settings from outside; and as JSON, whose lists
    # and mappings are the only ones that become tuples and dataclasses when the reader is strict.
    alone: Any = GenericAlias(tuple, (shape,))
    adapter: TypeAdapter[tuple[T]] = TypeAdapter(alone, config=_STRICT)
    try:
        return adapter.validate_json(to_json([content]))[0]
    except ValidationError as error:
        # An unknown key explains the missing one that it was meant for.
        first = min(error.errors(), key=lambda problem: problem["type"] != _UNKNOWN)
        raise _refusal(f"{name}: {_place(first['loc'][1:], content)}", first) from None


def _refusal(place: str, problem: ErrorDetails) -> ConfigurationError:
    kind = problem["type"]
    if kind == "missing":
        return ConfigurationError(f"{place} is missing; add it")
    if kind == _UNKNOWN:
        return ConfigurationError(f"{place} is unknown; correct or remove it")
    if kind == "value_error":
        return ConfigurationError(f"{place} {problem['ctx']['error']}")
    wanted = _WANTED.get(kind) or problem["msg"].removeprefix("Input should be ")
    return ConfigurationError(f"{place} must be {wanted}, not {_found(problem['input'])}")


def _place(keys: Sequence[int | str], content: Any) -> str:
    """Like `rules[identity.sex].level`: entries go by code, or what they begin with, or number."""
    place = ""
    for key in keys:
        if isinstance(content, list) and isinstance(key, int):
            content = content[key]
            entry = content if isinstance(content, dict) else {}
            first = entry.get("code", next(iter(entry.values()), None))
            is_name = isinstance(first, str | date) and len(str(first)) <= _LONGEST
            place += f"[{first if is_name else key + 1}]"
        elif isinstance(content, dict):
            content = content.get(key)
            place += f".{key}"
    return f"`{place.removeprefix('.')}`" if place else "the whole"


def _found(value: Any) -> str:
    """A short value as it is written, any other by its kind."""
    if not value and isinstance(value, list | None):
        return "nothing"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST else "a long text"
