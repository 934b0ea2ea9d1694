"""The rule catalogue: `include/rules.yaml`, read strictly, and the only place that names rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

CATALOGUE_FILE = INCLUDE / "rules.yaml"


@dataclass(frozen=True)
class Rule:
    """One rule of the rulebook. `fields` are columns, the field at fault first.

    The wordings say what must hold, whom it is asked of (`applies`), and what clears a finding.
    """

    code: str
    level: Literal["E", "W", "I"]
    article: Annotated[tuple[int, ...], config.AT_LEAST_ONE]
    kind: Literal["row", "policy", "screening", "manual"]
    subject: Literal["POLICYHOLDER", "INSURED", "PARTY", "POLICY"]
    fields: Annotated[tuple[str, ...], config.AT_LEAST_ONE]
    wording_zh: config.Line
    wording_en: config.Line
    applies_zh: config.Line
    applies_en: config.Line
    clears_zh: config.Line
    clears_en: config.Line
    enabled: bool
    parameters: Mapping[str, Any]

    @property
    def is_judged(self) -> bool:
        """Whether a predicate judges the rule; SQL or people judge the others."""
        return self.kind in ("row", "policy")

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
        text = json.dumps(vars(self), ensure_ascii=False, sort_keys=True, default=str)
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


@dataclass(frozen=True)
class _File:
    rules: tuple[Rule, ...] | None


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
    document, text = config.parsed_with_text(path)
    if isinstance(document, dict) and isinstance(document.get("rules"), list):
        document["rules"] = [_flat(entry) for entry in document["rules"]]
    rules = config.shaped(document, _File, path.name).rules or ()
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise ConfigurationError(f"{path.name}: rule {code} is there twice")
    return Catalogue(rules, hashlib.sha256(text).hexdigest()[:12])


def _flat(entry: Any) -> Any:
    """The entry with a key for each language of a wording, as a rule has them."""
    flat = dict(entry) if isinstance(entry, dict) else {}
    for name in ("wording", "applies", "clears"):
        if isinstance(flat.get(name), dict):
            flat |= {f"{name}_{key}": line for key, line in flat.pop(name).items()}
    return flat or entry
