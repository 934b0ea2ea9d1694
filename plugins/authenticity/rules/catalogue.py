"""The rule catalogue: `include/rules.yaml`, read strictly, and the only place that names rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

CATALOGUE_FILE = INCLUDE / "rules.yaml"

LEVELS = ("E", "W", "I")
KINDS = ("row", "policy", "screening")
SUBJECTS = ("POLICYHOLDER", "INSURED", "PARTY", "POLICY")

_KEYS = {
    "code": str,
    "level": str,
    "article": list,
    "kind": str,
    "subject": str,
    "fields": list,
    "wording": dict,
    "applies": dict,
    "clears": dict,
    "enabled": bool,
    "parameters": dict,
}


@dataclass(frozen=True)
class Rule:
    """One rule of the rulebook. `fields` are columns, the field at fault first.

    The wordings say what must hold, whom it is asked of (`applies`), and what clears a finding.
    """

    code: str
    level: str
    article: tuple[int, ...]
    kind: str
    subject: str
    fields: tuple[str, ...]
    wording_zh: str
    wording_en: str
    applies_zh: str
    applies_en: str
    clears_zh: str
    clears_en: str
    enabled: bool
    parameters: Mapping[str, Any]

    @property
    def is_judged(self) -> bool:
        """Whether a predicate judges the rule (SQL judges the others)."""
        return self.kind != "screening"

    @property
    def articles(self) -> str:
        """The articles that the rule serves, as a finding and a list name them."""
        return "、".join(map(str, self.article))

    @property
    def version(self) -> str:
        """8 hex digits that name the entry as it was read, its wordings too.

        Remarks, order of keys and line breaks do not count. What judges by the entry, predicate
        or SQL, is named by the code version of the run.
        """
        entry = {**vars(self), "parameters": dict(self.parameters)}
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def threshold(self, name: str) -> int:
        """A whole-number parameter. Raises `ConfigurationError` when it is absent or no number."""
        value = self.parameters.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ConfigurationError(f"rule {self.code} needs the whole number `{name}`")
        return value


@dataclass(frozen=True)
class Catalogue:
    """All rules in the order of the file; `version` names the exact text that was read."""

    rules: tuple[Rule, ...]
    version: str

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def rule(self, code: str) -> Rule:
        """The rule of that code. Raises `ConfigurationError` when there is none."""
        for rule in self.rules:
            if rule.code == code:
                return rule
        raise ConfigurationError(f"the rule catalogue has no rule {code}; add it to rules.yaml")

    @property
    def judged(self) -> tuple[Rule, ...]:
        """The enabled rules that predicates judge, which suites must name one by one."""
        return tuple(rule for rule in self.rules if rule.enabled and rule.is_judged)


@lru_cache(maxsize=8)
def load(path: Path = CATALOGUE_FILE) -> Catalogue:
    """The catalogue in force, read once a process (see `read`)."""
    return read(path)


def amended(present: Catalogue, path: Path) -> Catalogue:
    """The present catalogue as a candidate file would have it; `version` names the file's text.

    The file is read as strictly as the catalogue itself. It may be whole, or hold only the entries
    that it changes or adds: a rule that it does not name stays, because a code is never taken
    away, only switched off.
    """
    given = read(path)
    if not given.rules:
        raise ConfigurationError(f"{path.name} has no entry below `rules`; give the changed ones")
    entries = {rule.code: rule for rule in (*present, *given)}
    return Catalogue(tuple(entries.values()), given.version)


def read(path: Path) -> Catalogue:
    """Reads a catalogue; an entry that is not exactly as expected stops the run.

    A misspelt key that is quietly ignored would change what is judged without anybody
    noticing. Raises `ConfigurationError` naming the entry and the key.
    """
    try:
        text = path.read_bytes()
        document = yaml.safe_load(text)
    except (OSError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise ConfigurationError(f"{path.name} cannot be read: {reason}") from None
    if not isinstance(document, dict) or set(document) != {"rules"}:
        raise ConfigurationError(f"{path.name} must hold the one key `rules`")
    rules = tuple(_rule(entry, at) for at, entry in enumerate(document["rules"] or [], start=1))
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise ConfigurationError(f"{path.name}: rule {code} is there twice")
    return Catalogue(rules, hashlib.sha256(text).hexdigest()[:12])


def _rule(entry: Any, at: int) -> Rule:
    name = entry.get("code", f"number {at}") if isinstance(entry, dict) else f"number {at}"
    _check_keys(entry, name)
    for key, allowed in (("level", LEVELS), ("kind", KINDS), ("subject", SUBJECTS)):
        if entry[key] not in allowed:
            raise ConfigurationError(f"rule {name}: `{key}` must be one of {', '.join(allowed)}")
    _check_list(entry, "article", int, name)
    _check_list(entry, "fields", str, name)
    for key in ("wording", "applies", "clears"):
        _check_wording(entry[key], key, name)
    return Rule(
        code=entry["code"],
        level=entry["level"],
        article=tuple(entry["article"]),
        kind=entry["kind"],
        subject=entry["subject"],
        fields=tuple(entry["fields"]),
        wording_zh=entry["wording"]["zh"],
        wording_en=entry["wording"]["en"],
        applies_zh=entry["applies"]["zh"],
        applies_en=entry["applies"]["en"],
        clears_zh=entry["clears"]["zh"],
        clears_en=entry["clears"]["en"],
        enabled=entry["enabled"],
        parameters=MappingProxyType(dict(entry["parameters"])),
    )


def _check_keys(entry: Any, name: str) -> None:
    if not isinstance(entry, dict):
        raise ConfigurationError(f"rule {name} is no mapping")
    for key in entry:
        if key not in _KEYS:
            raise ConfigurationError(f"rule {name} has the unknown key `{key}`")
    for key, kind in _KEYS.items():
        if not isinstance(entry.get(key), kind):
            raise ConfigurationError(f"rule {name}: `{key}` is missing or no {kind.__name__}")


def _check_list(entry: dict[str, Any], key: str, kind: type, name: str) -> None:
    values = entry[key]
    if not values or not all(type(value) is kind for value in values):
        raise ConfigurationError(f"rule {name}: `{key}` must list at least one {kind.__name__}")


def _check_wording(value: dict[str, Any], key: str, name: str) -> None:
    lines = value.values()
    is_plain = all(isinstance(line, str) and line.strip() and "\n" not in line for line in lines)
    if set(value) != {"zh", "en"} or not is_plain:
        raise ConfigurationError(f"rule {name}: `{key}` needs one line each for zh and en")
