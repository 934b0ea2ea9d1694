"""What the rules about one attribute need to be told of a number's holders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Limits(Protocol):
    """What of a rule says how many of what are too many."""

    @property
    def parameters(self) -> Mapping[str, Any]: ...

    def threshold(self, name: str) -> int: ...


@dataclass(frozen=True)
class Needed:
    """The least that makes a hit, and from where on a number is a group case, whatever else holds.

    `group_from` is None where families are counted: who is related elsewhere then matters however
    many persons there are.
    """

    at_least: int
    counts_families: bool = False
    group_from: int | None = None

    @classmethod
    def by(cls, rule: Limits) -> Needed:
        """Of a rule with `persons_from` (so many) or `more_than` (more families than this).

        Raises `ConfigurationError` when neither is there, or one is no whole number.
        """
        if "more_than" in rule.parameters:
            return cls(rule.threshold("more_than") + 1, counts_families=True)
        at_least, has_groups = rule.threshold("persons_from"), "group_case_from" in rule.parameters
        return cls(at_least, group_from=rule.threshold("group_case_from") if has_groups else None)

    def beside(self, other: Needed) -> Needed:
        """What both need, of one attribute."""
        groups = (self.group_from, other.group_from)
        return Needed(
            min(self.at_least, other.at_least),
            self.counts_families or other.counts_families,
            None if None in groups else max(group for group in groups if group is not None),
        )
