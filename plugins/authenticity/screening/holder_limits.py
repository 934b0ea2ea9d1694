"""What the rules about one attribute need to be told of a number's holders."""

from __future__ import annotations

from dataclasses import dataclass

from authenticity.rules.catalogue import Rule


@dataclass(frozen=True)
class HolderLimits:
    """The least that makes a hit, and from where on a number is a group case, whatever else holds.

    `at_least` so many persons, or `families_from` so many families, which is None as soon as one
    rule counts persons. `group_from` is None where families are counted: who is related elsewhere
    then matters however many persons there are. For the confidence it matters below
    `related_below` persons, or always. From `named_from` persons on a number may be a group case,
    or any number may, and of this `named` other policies are named.
    """

    at_least: int
    counts_families: bool = False
    families_from: int | None = None
    group_from: int | None = None
    related_below: int | None = None
    named_from: int | None = None
    named: int = 0

    @classmethod
    def by(cls, rule: Rule) -> HolderLimits:
        """Of a rule with `persons_from` (so many) or `more_than` (more families than this).

        Raises `ConfigurationError` when neither is there, or one is no whole number.
        """
        has_groups = "group_case_from" in rule.parameters
        group_from = rule.threshold("group_case_from") if has_groups else None
        named = rule.threshold("counterparts_named") if has_groups else 0
        if "more_than" in rule.parameters:
            least = rule.threshold("more_than") + 1
            return cls(least, True, least, None, group_from, group_from, named)
        at_least = rule.threshold("persons_from")
        return cls(at_least, False, None, group_from, group_from, group_from, named)

    def beside(self, other: HolderLimits) -> HolderLimits:
        """What both need, of one attribute."""
        return HolderLimits(
            min(self.at_least, other.at_least),
            self.counts_families or other.counts_families,
            _narrower(self.families_from, other.families_from),
            _wider(self.group_from, other.group_from),
            _wider(self.related_below, other.related_below),
            _narrower(self.named_from, other.named_from),
            max(self.named, other.named),
        )


def _narrower(one: int | None, other: int | None) -> int | None:
    """The lesser; none where one of them has none."""
    return None if one is None or other is None else min(one, other)


def _wider(one: int | None, other: int | None) -> int | None:
    """The limit that both keep; none where one of them knows none."""
    return None if one is None or other is None else max(one, other)
